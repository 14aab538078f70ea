import RuleProgram
import SourceText

extension Run {
    /// Runs the rules in their order (rules language §3).
    mutating func plan() -> Plan {
        var plan = Plan()
        plan.rules.reserveCapacity(program.rules.count + 1)
        var failure: (fault: Fault, rule: PreparedRule)?
        var index = 0
        while index < program.rules.count {
            let rule = program.rules[index]
            index += 1
            var trace = RuleTrace(name: rule.name, file: rule.fileName, line: rule.line, outcome: .notMatched)
            let (fault, ended) = look(at: rule, &trace)
            if let fault, !rule.isShadow { failure = (fault, rule) }
            plan.rules.append(trace)
            if ended { break }
        }
        for rule in program.rules[index...] {
            plan.rules.append(RuleTrace(name: rule.name, file: rule.fileName, line: rule.line, outcome: .notReached))
        }
        if let otherwise = program.otherwise {
            var trace = RuleTrace(name: otherwise.name, file: otherwise.fileName, line: otherwise.line, outcome: .notReached)
            if failure == nil, !draft.settled {
                let (fault, _) = look(at: otherwise, &trace)
                if let fault { failure = (fault, otherwise) }
            }
            plan.rules.append(trace)
        }
        if let failure {
            fail(&plan, failure.fault, failure.rule)
        } else {
            finish(&plan)
        }
        return plan
    }

    /// Evaluates one rule and, if it matches, runs its body.
    ///
    /// - Returns: Why it erred, and whether the run ends with it. A rule that errs leaves the draft as it was.
    private mutating func look(at rule: PreparedRule, _ trace: inout RuleTrace) -> (Fault?, ended: Bool) {
        let clock = self.trace == .full ? ContinuousClock.now : nil
        self.rule = rule
        decider = nil
        proceeds = false
        journal.removeAll(keepingCapacity: true)
        let sightings = draft.sightings
        let verdict = verdict(of: rule)
        var fault: Fault?
        var ended = false
        switch verdict {
        case .no: trace.outcome = .notMatched
        case .error(let why): fault = why
        case .yes:
            trace.outcome = rule.isShadow ? .shadow : .matched
            let decided = decider
            let before = draft
            do {
                let flow = try run(rule.body)
                let settledHere = draft.settles > before.settles
                ended = flow == .stop || (settledHere && rule.endsRunWhenSettled && !proceeds)
            } catch {
                fault = error
                restore(before)
            }
            if fault == nil { decider = decided }
            if rule.isShadow {
                restore(before)
                ended = false
            }
        }
        if fault != nil {
            trace.outcome = .error
            draft.sightings = sightings
            ended = !rule.isShadow
        }
        trace.endedRun = ended
        describe(&trace, fault, rule)
        if let clock {
            let parts = (ContinuousClock.now - clock).components
            trace.nanoseconds = parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
        }
        return (fault, ended)
    }

    /// The group's condition, the rule's `when`, and its `unless`.
    private mutating func verdict(of rule: PreparedRule) -> Verdict {
        var undecided: Verdict?
        if let group = rule.group, program.groups.indices.contains(group), let condition = program.groups[group] {
            let known: (verdict: Verdict, decider: Decider?, captures: [Slot])
            if let kept = groupVerdicts[group] {
                known = kept
            } else {
                let verdict = self.verdict(condition)
                known = (verdict, decider, journal.map(\.slot))
                groupVerdicts[group] = known
                journal.removeAll(keepingCapacity: true)
            }
            decider = known.decider
            switch known.verdict {
            case .no, .error: return known.verdict
            case .yes: for slot in known.captures { journal.append((slot, nil)) }
            }
        }
        if let when = rule.when {
            switch verdict(when) {
            case .no: return .no
            case .yes: break
            case .error(let fault): undecided = .error(fault)
            }
        }
        guard let unless = rule.unless else { return undecided ?? .yes }
        // `unless` is one more `and not`: where it holds, the rule is decided though `when` was not.
        let decided = decider
        switch verdict(unless) {
        case .yes: return .no
        case .no:
            decider = decided
            return undecided ?? .yes
        case .error(let fault):
            if undecided != nil { decider = decided }
            return undecided ?? .error(fault)
        }
    }

    // MARK: - Reports

    private mutating func describe(_ trace: inout RuleTrace, _ fault: Fault?, _ rule: PreparedRule) {
        if let fault { trace.failure = failure(fault, rule) }
        guard self.trace == .full || trace.outcome != .notMatched else { return }
        if let decider, decider.span < program.spans.count {
            trace.because = RuleTrace.Reason(
                condition: DisplayText.escaped(String(program.spans[decider.span].text), maximum: 400), value: shown(decider))
        }
        guard trace.outcome == .matched || trace.outcome == .shadow else { return }
        for (slot, _) in journal {
            guard let values = slots[slot.index], let value = values.first else { continue }
            trace.captures[slot.name] = DisplayText.escaped(value.shown, maximum: context.limits.shown)
        }
    }

    private func shown(_ decider: Decider) -> String? {
        let limit = context.limits.shown
        if let hit = decider.hit, decider.values.indices.contains(hit) {
            return DisplayText.escaped(Self.head(decider.values[hit].shown, limit), maximum: limit)
        }
        guard !decider.values.isEmpty else { return nil }
        let texts = decider.values.prefix(8).map { Self.head($0.shown, limit) }
        return DisplayText.escaped(texts.joined(separator: ", "), maximum: limit)
    }

    /// Enough of a long text that cutting shows.
    private static func head(_ text: String, _ limit: Int) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit + 2)))
    }

    func failure(_ fault: Fault, _ rule: PreparedRule) -> RuleFailure {
        let span = fault.span ?? decider.map { program.spans[$0.span] } ?? rule.span
        let start = span.start
        return RuleFailure(
            file: span.file.name, rule: rule.name, line: start.line, column: start.column,
            condition: DisplayText.escaped(String(span.text), maximum: 400), reason: fault.reason, limit: fault.limit)
    }

    // MARK: - Ends

    /// The end of a run without an error: the implicit keep, if nothing settled the message.
    func finish(_ plan: inout Plan) {
        plan.effects = draft.effects
        plan.tags = draft.tags
        plan.flags = draft.flags
        plan.sightings = draft.sightings
        plan.settled = draft.settled
        plan.keep = draft.keep != nil || !draft.settled
        plan.inbox = draft.keep ?? carried
    }

    /// The error policy of the rule's file (rules language §7).
    private mutating func fail(_ plan: inout Plan, _ fault: Fault, _ rule: PreparedRule) {
        plan.error = failure(fault, rule)
        let policy = program.program.files.indices.contains(rule.file) ? program.program.files[rule.file].errorPolicy : .keep
        if case .defer(let times, _) = policy {
            if context.deferrals < times {
                plan.tags = context.tags
                plan.flags = context.flags
                plan.deferral = Deferral(times: times)
                return
            }
            restore(Draft(tags: context.tags, flags: context.flags, header: message))
            if program.lastResorts.indices.contains(rule.file), let (action, span) = program.lastResorts[rule.file] {
                self.rule = rule
                do {
                    try perform(action, span)
                    finish(&plan)
                    return
                } catch {
                    restore(Draft(tags: context.tags, flags: context.flags, header: message))
                }
            }
        }
        if !draft.tags.contains(where: { $0.lowercased() == "rule-error" }) { draft.tags.append("rule-error") }
        if draft.keep == nil { draft.keep = carried }
        finish(&plan)
    }

    /// What an effect planned now carries.
    var carried: Carried {
        var carried = Carried()
        carried.flags = draft.flags
        carried.edits = draft.edits
        return carried
    }
}
