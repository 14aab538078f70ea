import RuleProgram
import SourceText

/// An expression whose fields have places in a table, so that a message's values are selected once.
indirect enum PreparedExpression: Sendable {
    /// A place in ``PreparedProgram/constants``.
    case constants(Int)
    case list([PreparedExpression])
    case text([PreparedSegment], SourceSpan)
    case slot(Slot, SourceSpan)
    /// A place in ``PreparedProgram/selections``.
    case selection(Int)
    /// What earlier rules planned is part of them: never cached.
    case tags, flags
    case member(PreparedExpression, Member, SourceSpan)
    case fallback(PreparedExpression, PreparedExpression)
    case count(PreparedExpression)
    case lookup(map: Int, key: PreparedExpression)
    case listFile(Int, SourceSpan)
    case duplicate(key: PreparedExpression, within: Int)
    case condition(PreparedCondition)
}

enum PreparedSegment: Sendable {
    case literal(String)
    case value(PreparedExpression, SourceSpan)
}

/// Values that one message has once and for all.
enum Selection: Sendable, Hashable {
    case field(Field)
    case member(of: Int, Member)
}
