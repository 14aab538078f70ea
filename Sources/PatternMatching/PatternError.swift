/// Why a pattern can't be used: the message is PCRE2's own.
public struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence without a full stop.
    public let message: String
    /// Where in the pattern the mistake was noticed, in UTF-8 octets from its start; at most its length.
    public let offset: Int

    public init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }

    public var description: String { "\(message) (at offset \(offset))" }
}
