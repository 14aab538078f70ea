import RuleProgram
import SourceText

/// A name that a rule can use besides the fields.
struct NamedEntity: Sendable {
    enum Kind: Sendable {
        case value(TypedExpression)
        /// `let p = /.../`: good after `matches` only.
        case patterns([LoweredPattern])
        case map(index: Int, type: ValueType, authored: Bool)
        /// A named group. Not definite: bound on some ways through the condition only, so that it needs `??`.
        case capture(Slot, definite: Bool)
        /// A named group that cannot be seen from here, and why.
        case hidden(String)
        case invalid
    }

    let kind: Kind
    let span: SourceSpan
}

/// A pattern before it is known where its groups go.
struct LoweredPattern: Sendable {
    let pattern: TextPattern
    let groups: [String]
    let span: SourceSpan
}

/// The names of one block, and which of them were used.
struct Scope: Sendable {
    var names: [String: NamedEntity] = [:]
    /// The lets and loop names that have to be used, in order.
    var declared: [(name: String, span: SourceSpan)] = []
}

/// The named groups that a condition binds.
struct BoundCaptures: Sendable {
    /// On every way on which the condition is true.
    var definite: [String: SourceSpan] = [:]
    /// On some.
    var possible: [String: SourceSpan] = [:]
    /// Bound inside, and not to be seen outside; with the reason.
    var hidden: [String: (span: SourceSpan, reason: String)] = [:]

    /// Both conditions hold.
    func and(_ other: BoundCaptures) -> BoundCaptures {
        var result = self
        result.definite.merge(other.definite) { first, _ in first }
        result.possible.merge(other.possible) { first, _ in first }
        result.hidden.merge(other.hidden) { first, _ in first }
        return result
    }

    /// One of the two holds.
    func or(_ other: BoundCaptures) -> BoundCaptures {
        var result = BoundCaptures()
        for (name, span) in definite {
            if other.definite[name] != nil { result.definite[name] = span } else { result.possible[name] = span }
        }
        for (name, span) in other.definite where definite[name] == nil { result.possible[name] = span }
        result.possible.merge(possible) { first, _ in first }
        result.possible.merge(other.possible) { first, _ in first }
        result.hidden = hidden.merging(other.hidden) { first, _ in first }
        return result
    }

    /// None of them is to be seen outside.
    func hidden(because reason: String) -> BoundCaptures {
        var result = BoundCaptures()
        result.hidden = hidden
        for (name, span) in definite.merging(possible, uniquingKeysWith: { first, _ in first }) where result.hidden[name] == nil {
            result.hidden[name] = (span, reason)
        }
        return result
    }
}
