public import SourceText

/// Something that has values: none (absent), one, or several.
public indirect enum Expression: Sendable {
    case constant(Constant)
    /// `[a, b]`: the values of all, in order.
    case list([Expression])
    /// A string with interpolations. Absent and several values of a segment are rule errors.
    case text([Segment], SourceSpan)
    /// A variable, a loop's value, a capture; absent while unbound.
    case slot(Slot, SourceSpan)
    case field(Field, SourceSpan)
    /// A member of each value: `to.domain`.
    case member(Expression, Member, SourceSpan)
    /// `a ?? b`: the values of `a`, or of `b` when there are none.
    case fallback(Expression, Expression)
    /// `count x`: the number of values.
    case count(Expression)
    /// A map's value for the first of the key's values that it knows; absent when it knows none.
    case lookup(map: Int, key: Expression, SourceSpan)
    /// The entries of ``Program/lists`` at an index. Unreadable: a rule error.
    case listFile(Int, SourceSpan)
    /// True from the second message on (rules language §4); recorded under account, rule and key.
    case duplicate(key: Expression, withinSeconds: Int, SourceSpan)
    /// A condition as a truth value, for `let`.
    case condition(Condition)
}

/// A piece of a string with interpolations.
public enum Segment: Sendable {
    /// Written in the rules: may hold `/` in a folder name.
    case literal(String)
    /// From the mail, or anywhere else: data, held to rules language §6.
    case value(Expression, SourceSpan)
}

/// A value written in the rules.
public enum Constant: Sendable, Hashable {
    case text(String)
    case number(Double)
    /// Octets.
    case size(Int)
    /// Seconds.
    case duration(Int)
    case truth(Bool)
    /// A whole day in the account's time zone.
    case day(CivilDay)
    /// An instant, as seconds since 1970-01-01T00:00:00Z.
    case instant(Double)
    /// Both ends belong to it; a day at the end counts whole.
    case span(from: Moment, through: Moment)
    /// By time of day, in the account's time zone; from after to crosses midnight. The end is not part of it.
    case timeOfDay(from: ClockTime, to: ClockTime)

    public enum Moment: Sendable, Hashable {
        case day(CivilDay)
        case instant(Double)
    }
}

/// A date of the Gregorian calendar.
public struct CivilDay: Sendable, Hashable {
    public var year: Int
    public var month: Int
    public var day: Int

    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }
}

/// Minutes since midnight.
public struct ClockTime: Sendable, Hashable {
    public var minutes: Int

    public init(minutes: Int) {
        self.minutes = minutes
    }
}
