import PatternMatching
import RuleProgram

/// Conditions, three-valued (rules language §5, §7).
extension Run {
    mutating func verdict(_ condition: PreparedCondition) -> Verdict {
        switch condition {
        case .all(let list): return all(list)
        case .any(let list): return any(list)
        case .not(let inner): return verdict(inner).negated
        case .comparison(let comparison): return verdict(comparison)
        case .exists(let expression, let span):
            decider = Decider(span: span, values: [], hit: nil)
            do {
                let values = try values(expression)
                decider?.values = values
                decider?.hit = values.isEmpty ? nil : 0
                return Verdict(!values.isEmpty)
            } catch {
                return .error(error.located(at: program.spans[span]))
            }
        case .truth(let expression, let span):
            decider = Decider(span: span, values: [], hit: nil)
            do {
                let values = try values(expression)
                // What the expression's own condition found is nearer than the truth value it became.
                if case .condition = expression {} else { decider = Decider(span: span, values: values, hit: nil) }
                // A delivery report is true by being there (rules language §4, `bounce`).
                return Verdict(
                    values.contains { value in
                        switch value {
                        case .truth(true), .bounce, .receipt, .complaint, .truncation: true
                        default: false
                        }
                    })
            } catch {
                return .error(error.located(at: program.spans[span]))
            }
        }
    }

    /// False wins over an error, an error over true.
    private mutating func all(_ list: [PreparedCondition]) -> Verdict {
        let mark = journal.count
        var undecided: Verdict?
        var decided: Decider?
        for condition in list {
            switch verdict(condition) {
            case .yes:
                if decided == nil { decided = decider }
            case .no:
                undo(to: mark)
                return .no
            case .error(let fault):
                if undecided == nil {
                    undecided = .error(fault)
                    decided = decider
                }
            }
        }
        decider = decided
        if let undecided {
            undo(to: mark)
            return undecided
        }
        return .yes
    }

    /// True wins over an error, an error over false.
    private mutating func any(_ list: [PreparedCondition]) -> Verdict {
        var undecided: Verdict?
        var decided: Decider?
        for condition in list {
            let mark = journal.count
            switch verdict(condition) {
            case .yes: return .yes
            case .no:
                undo(to: mark)
                if decided == nil { decided = decider }
            case .error(let fault):
                undo(to: mark)
                if undecided == nil {
                    undecided = .error(fault)
                    decided = decider
                }
            }
        }
        decider = decided
        return undecided ?? .no
    }

    mutating func verdict(_ comparison: PreparedComparison) -> Verdict {
        decider = Decider(span: comparison.span, values: [], hit: nil)
        do {
            let values = try values(comparison.left)
            decider = Decider(span: comparison.span, values: values, hit: nil)
            if values.isEmpty { return Verdict(comparison.quantifier == .none) }
            var right: [Value] = []
            if case .values(_, let expression) = comparison.test {
                right = try self.values(expression)
                // The right side may have been a condition of its own.
                decider = Decider(span: comparison.span, values: values, hit: nil)
            }
            let verdict = try quantified(comparison, values, right)
            guard case .error(let fault) = verdict else { return verdict }
            return .error(fault.located(at: program.spans[comparison.span]))
        } catch {
            return .error(error.located(at: program.spans[comparison.span]))
        }
    }

    private mutating func quantified(
        _ comparison: PreparedComparison, _ values: [Value], _ right: [Value]
    ) throws(Fault) -> Verdict {
        var undecided: Verdict?
        for index in values.indices {
            try step(max(1, right.count))
            switch (try holds(comparison.test, values[index], right, binds: comparison.binds), comparison.quantifier) {
            case (.yes, .any):
                decider?.hit = index
                return .yes
            case (.yes, .none), (.no, .all):
                decider?.hit = index
                return .no
            case (.yes, .all), (.no, .any), (.no, .none): break
            case (.error(let fault), _):
                if undecided == nil {
                    undecided = .error(fault)
                    decider?.hit = index
                }
            }
        }
        return undecided ?? (comparison.quantifier == .any ? .no : .yes)
    }

    /// One value against the right side: true if any entry of it holds.
    private mutating func holds(
        _ test: PreparedTest, _ value: Value, _ right: [Value], binds: Bool
    ) throws(Fault) -> Verdict {
        switch test {
        case .equalsTexts(let texts):
            guard let folded = value.textValue?.folded else { return .no }
            return Verdict(texts.contains(folded))
        case .containsTexts(let texts):
            guard let folded = value.textValue?.folded else { return .no }
            return Verdict(texts.contains { folded.contains($0) })
        case .withinTexts(let texts):
            guard let folded = value.textValue?.folded else { return .no }
            return Verdict(texts.contains(folded))
        case .inDomains(let domains):
            guard let domain = Self.domain(value) else { return .no }
            return Verdict(domains.contains { $0.holds(domain) })
        case .listed(let index, let span):
            guard case .contents(let contents) = try reading(index, span), let folded = value.textValue?.folded else { return .no }
            return Verdict(contents.folded.contains(folded))
        case .patterns(let patterns):
            return try matches(patterns, value, binds: binds)
        case .values(let relation, _):
            return Verdict(right.contains { Self.holds(relation, value, $0) })
        }
    }

    // MARK: - Captures

    mutating func bind(_ slot: Slot, _ values: [Value]?) {
        guard slots.indices.contains(slot.index) else { return }
        journal.append((slot, slots[slot.index]))
        slots[slot.index] = values
    }

    mutating func undo(to mark: Int) {
        while journal.count > mark, let (slot, before) = journal.popLast() { slots[slot.index] = before }
    }
}
