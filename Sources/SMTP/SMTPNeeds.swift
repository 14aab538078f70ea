/// What a message asks of a server. It is never down-converted.
public struct SMTPNeeds: Sendable, Hashable {
    /// Octets with CRLF line ends, before dots are stuffed (RFC 1870 §5); nil to say nothing.
    public var size: Int?
    /// Whether it holds octets above 127 (RFC 6152).
    public var is8Bit: Bool
    /// Whether its header does (RFC 6531). Addresses of the envelope are looked at anyway.
    public var isInternational: Bool

    public init(size: Int? = nil, is8Bit: Bool, isInternational: Bool) {
        self.size = size
        self.is8Bit = is8Bit
        self.isInternational = isInternational
    }
}
