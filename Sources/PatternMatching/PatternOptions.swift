/// How a pattern reads its subject.
public struct PatternOptions: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Letters match without case (Unicode; ASCII only in a ``raw`` pattern).
    public static let caseless = PatternOptions(rawValue: 1 << 0)
    /// `.` matches a line feed as well.
    public static let dotAll = PatternOptions(rawValue: 1 << 1)
    /// `^` and `$` also match at line feeds inside the subject.
    public static let multiline = PatternOptions(rawValue: 1 << 2)
    /// White space and `#` comments in the pattern count for nothing.
    public static let extended = PatternOptions(rawValue: 1 << 3)
    /// The subject is octets of no known encoding: one octet is one character.
    public static let raw = PatternOptions(rawValue: 1 << 4)
}
