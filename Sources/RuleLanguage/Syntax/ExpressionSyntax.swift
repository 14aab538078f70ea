/// A value or a condition, as written.
struct ExpressionSyntax: Sendable {
    let kind: Kind
    let range: Range<Int>

    indirect enum Kind: Sendable {
        case or([ExpressionSyntax])
        case and([ExpressionSyntax])
        case not(ExpressionSyntax)
        /// In parentheses; kept because they silence the warning about `or` beside `and`.
        case group(ExpressionSyntax)
        /// `any x matches y`; without quantifier `x matches y`.
        case comparison(QuantifierSyntax?, ExpressionSyntax, ComparisonOperator, ExpressionSyntax)
        /// `count x`, `any x` without an operator.
        case quantified(QuantifierSyntax, ExpressionSyntax)
        case exists(Path)
        /// `left ?? right`
        case fallback(ExpressionSyntax, ExpressionSyntax)
        case path(Path)
        case string(InterpolatedString)
        case regex(RegexLiteral)
        case number(Double)
        case size(Int)
        case duration(Int)
        case date(CalendarDate)
        case dateTime(DateTime)
        case days(CalendarDate, CalendarDate)
        case moments(DateTime, DateTime)
        case hours(TimeOfDay, TimeOfDay)
        case list([ExpressionSyntax])
        /// Reported already; goes with everything.
        case invalid
    }
}

enum QuantifierSyntax: String, Sendable, CaseIterable {
    case any, all, none, count
}

enum ComparisonOperator: String, Sendable {
    case equal = "is", notEqual = "is not", contains, matches, inList = "in", notInList = "not in", inDomain = "in-domain"
    case less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="

    var isOrder: Bool {
        switch self {
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return true
        default: return false
        }
    }
}

/// A string with its interpolations parsed.
struct InterpolatedString: Sendable {
    enum Part: Sendable {
        case text(String)
        /// The expression, and the range from `$` to after `}`.
        case interpolation(ExpressionSyntax, Range<Int>)
    }

    let parts: [Part]

    /// The text where nothing is interpolated; nil otherwise.
    var plain: String? {
        if parts.isEmpty { return "" }
        if parts.count == 1, case .text(let text) = parts[0] { return text }
        return nil
    }
}

/// `from.address`, `header("X").raw`, `to.join(", ")`: a name and the steps from it.
struct Path: Sendable {
    var steps: [Step]
    let range: Range<Int>

    struct Step: Sendable {
        let name: Name
        /// Nil without parentheses.
        let arguments: [Argument]?
        /// From the name to after the closing parenthesis.
        let range: Range<Int>
    }

    struct Argument: Sendable {
        let label: Name?
        let value: ExpressionSyntax
    }
}

struct Name: Sendable, Hashable {
    let text: String
    let range: Range<Int>
}
