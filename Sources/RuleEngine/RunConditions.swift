import MailMessage
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
                        case .truth(true), .bounce: true
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

    private static func domain(_ value: Value) -> FoldedText? {
        if case .address(let address) = value { return FoldedText(address.address.domain) }
        return value.textValue?.folded
    }

    private static func holds(_ relation: PreparedTest.Relation, _ left: Value, _ right: Value) -> Bool {
        switch relation {
        case .equals, .within: return equal(left, right)
        case .contains:
            guard let text = left.textValue, let part = right.textValue else { return false }
            return text.folded.contains(part.folded)
        case .inDomain:
            guard let candidate = domain(left), let domain = right.textValue else { return false }
            return DomainSuffix(domain.text).holds(candidate)
        case .ordered(let order): return ordered(left, order, right)
        }
    }

    /// Equality by value where both sides have one, else of the texts.
    static func equal(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.moment(let moment), .period(let period)), (.period(let period), .moment(let moment)):
            return period.contains(moment)
        case (.moment(let left), .moment(let right)): return left.instant == right.instant
        case (.truth(let left), .truth(let right)): return left == right
        default: break
        }
        if let left = left.number, let right = right.number { return left == right }
        guard let left = left.textValue, let right = right.textValue else { return false }
        return left.folded == right.folded
    }

    static func ordered(_ left: Value, _ order: Comparison.Order, _ right: Value) -> Bool {
        if let left = left.number, let right = right.number { return ordered(left, order, right...right) }
        switch (left, right) {
        case (.moment(let left), .moment(let right)): return ordered(left.instant, order, right.instant...right.instant)
        case (.moment(let left), .period(let period)):
            guard case .instants(let range) = period.extent else { return false }
            // A day is a stretch: before it is `<`, and all of it belongs to `<=` and `>=`.
            return ordered(left.instant, order, range.lowerBound...range.upperBound.nextDown)
        default: return false
        }
    }

    private static func ordered(_ left: Double, _ order: Comparison.Order, _ right: ClosedRange<Double>) -> Bool {
        switch order {
        case .less: left < right.lowerBound
        case .lessOrEqual: left <= right.upperBound
        case .greater: left > right.upperBound
        case .greaterOrEqual: left >= right.lowerBound
        }
    }

    // MARK: - Patterns

    private mutating func matches(_ patterns: [PreparedPattern], _ value: Value, binds: Bool) throws(Fault) -> Verdict {
        guard let text = value.textValue else { return .no }
        var undecided: Verdict?
        for pattern in patterns {
            switch try matches(pattern, text, binds: binds) {
            case .yes: return .yes
            case .no: break
            case .error(let fault): undecided = undecided ?? .error(fault)
            }
        }
        return undecided ?? .no
    }

    mutating func matches(_ pattern: PreparedPattern, _ text: TextValue, binds: Bool) throws(Fault) -> Verdict {
        switch pattern {
        case .glob(let glob): return Verdict(glob.matches(text.folded))
        case .globExpression(let segments):
            var source = ""
            for segment in segments {
                switch segment {
                case .literal(let literal): source += literal
                case .value(let expression, let span):
                    for character in try single(expression, span).text.unicodeScalars {
                        if character == "*" || character == "?" || character == "\\" { source += "\\" }
                        source.unicodeScalars.append(character)
                    }
                }
            }
            return Verdict(Glob(source).matches(text.folded))
        case .regex(let regex): return matches(regex, text, binds: binds)
        }
    }

    private mutating func matches(_ regex: PreparedRegex, _ text: TextValue, binds: Bool) -> Verdict {
        guard let pattern = text.isRaw ? regex.raw ?? regex.text : regex.text else {
            return .error(Fault("the pattern does not compile", at: regex.span))
        }
        switch text.match(pattern, &workspace) {
        case .noMatch: return .no
        case .limit(let limit): return .error(Fault(limit, at: nil))
        case .match:
            guard binds else { return .yes }
            var bound = Set<Int>()
            for (group, slot) in regex.captures where slots.indices.contains(slot.index) {
                guard let range = workspace.group(group) else { continue }
                // Of several groups of one name the first that took part binds.
                if bound.insert(slot.index).inserted { bind(slot, [.text(text.slice(range))]) }
            }
            for (_, slot) in regex.captures where slots.indices.contains(slot.index) && !bound.contains(slot.index) {
                bind(slot, nil)
            }
            return .yes
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
