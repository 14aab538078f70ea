import MailMessage
import PatternMatching
import RuleProgram

/// Comparisons of one value with one value (rules language §5).
extension Run {
    static func domain(_ value: Value) -> FoldedText? {
        if case .address(let address) = value { return FoldedText(address.address.domain) }
        return value.textValue?.folded
    }

    static func holds(_ relation: PreparedTest.Relation, _ left: Value, _ right: Value) -> Bool {
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
}
