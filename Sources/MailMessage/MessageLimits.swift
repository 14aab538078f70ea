/// Bounds on what is read out of one message. Past a bound the rest stays unread and ``Message/truncated`` names it.
public struct MessageLimits: Sendable, Equatable {
    /// Octets of the header, of the message or of one part, whose fields are indexed.
    public var headerOctets = 1 << 20
    /// Fields of one header.
    public var headerCount = 10_000
    /// Octets of one field's value that are decoded.
    public var fieldOctets = 1 << 18
    /// Parts of one message, multiparts included.
    public var parts = 10_000
    /// Parts inside each other.
    public var depth = 100
    /// Parameters of one Content-Type or Content-Disposition, pieces of RFC 2231 counted singly.
    public var parameters = 128
    /// Addresses of one message's field name.
    public var addresses = 10_000
    /// RFC 2047 words of one field that are decoded; later ones stay as they stand.
    public var encodedWords = 10_000
    /// Octets of decoded text of one part, and of ``Message/bodyText`` in all.
    public var decodedText = 8 << 20
    /// Links of one message's HTML.
    public var links = 10_000
    /// Octets of a winmail.dat that are unpacked.
    public var tnefOctets = 24 << 20

    /// Of finding the parts and decoding their texts, on the clock.
    public var time = Duration.seconds(20)

    public init() {}

    public static let `default` = MessageLimits()
}
