public import SourceText

/// A three-valued condition: true, false, or error (rules language §7).
public indirect enum Condition: Sendable {
    /// True if all are, evaluated from left to right; false wins over an error.
    case all([Condition])
    /// True if one is, evaluated from left to right; true wins over an error.
    case any([Condition])
    case not(Condition)
    case comparison(Comparison)
    /// The values exist: at least one, possibly empty.
    case exists(Expression, SourceSpan)
    /// A truth value: `automated`, `bounce`, `duplicate(...)`, a `let` of a condition.
    case truth(Expression, SourceSpan)
}

/// How many of the left side's values must satisfy the operator (rules language §5).
public enum Quantifier: Sendable, Hashable {
    /// False over no value.
    case any
    /// False over no value.
    case all
    /// True over no value.
    case none
}

/// One comparison of the left side's values with the right side.
public struct Comparison: Sendable {
    public var quantifier: Quantifier
    public var left: Expression
    public var test: Test
    /// The whole comparison in the text, for traces and errors.
    public var span: SourceSpan

    public init(_ quantifier: Quantifier = .any, _ left: Expression, _ test: Test, span: SourceSpan) {
        self.quantifier = quantifier
        self.left = left
        self.test = test
        self.span = span
    }

    /// The operator with its right side. With several right-hand values a test holds if any of them does.
    public enum Test: Sendable {
        /// Whole text without case; a number, size, duration, moment (a bare date: that day) or truth value by value.
        /// `is not` is `not` around a ``Quantifier/any`` comparison with `is`.
        case equals(Expression)
        case contains(Expression)
        case matches([TextPattern])
        /// `in`: the value is one of the list's, or lies in the range. `not in` is `not` around it.
        case within(Expression)
        /// The domain itself or one beneath it.
        case inDomain(Expression)
        case ordered(Order, Expression)
    }

    public enum Order: String, Sendable, Hashable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }
}

/// What `matches` takes: a glob over the whole text, or a regex anywhere in it.
public enum TextPattern: Sendable {
    /// `*` and `?`, escaped by a backslash; whole text, without case.
    case glob(String)
    /// A string with interpolations, read as a glob at run time; what is interpolated matches itself.
    case globExpression([Segment])
    case regex(RegexPattern)
}

/// A PCRE2 pattern and where its named groups go.
public struct RegexPattern: Sendable {
    /// Without the slashes; `\/` has become `/`.
    public var source: String
    /// Flag `c`. Without it case is ignored.
    public var caseSensitive: Bool
    /// Flag `s`.
    public var dotMatchesNewlines: Bool
    /// Flag `m`.
    public var anchorsMatchLines: Bool
    /// Flag `x`.
    public var extended: Bool
    /// Named groups that become names for the rest of the rule. With several values the first match in order binds.
    public var captures: [Capture]
    public var span: SourceSpan

    public struct Capture: Sendable {
        public var group: String
        public var slot: Slot

        public init(group: String, slot: Slot) {
            self.group = group
            self.slot = slot
        }
    }

    public init(
        source: String, caseSensitive: Bool = false, dotMatchesNewlines: Bool = false, anchorsMatchLines: Bool = false,
        extended: Bool = false, captures: [Capture] = [], span: SourceSpan
    ) {
        self.source = source
        self.caseSensitive = caseSensitive
        self.dotMatchesNewlines = dotMatchesNewlines
        self.anchorsMatchLines = anchorsMatchLines
        self.extended = extended
        self.captures = captures
        self.span = span
    }
}
