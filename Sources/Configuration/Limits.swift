/// `[limits]`: the bounds on what the network and the rules may ask for. Each has a default that ordinary mail never meets.
public struct Limits: Sendable, Hashable {
    /// Octets. Larger messages stay on the server and are reported.
    public var messageSize = 1 << 30
    /// Messages a server may list.
    public var listing = 1_000_000
    /// Octets of a header, of a message or of one part, whose fields are looked at.
    public var headerOctets = 1 << 20
    /// Header fields that are looked at.
    public var headerCount = 10_000
    /// Received fields; a message with more is taken for one that loops, and is not forwarded (RFC 5321 §6.3).
    public var received = 50
    /// MIME parts that are looked at; the rest stays one opaque part.
    public var parts = 10_000
    /// How deep MIME parts may nest.
    public var depth = 100
    /// Octets of decoded text that one message may give to rules.
    public var decodedText = 8 << 20
    /// Octets of one header field's value that are decoded.
    public var fieldOctets = 1 << 18
    /// Octets of one winmail.dat that are read.
    public var tnefOctets = 24 << 20
    /// Parameters of one Content-Type or Content-Disposition.
    public var parameters = 128
    /// RFC 2047 words of one header field that are decoded.
    public var encodedWords = 10_000
    /// Addresses of one message's fields of a name.
    public var addresses = 10_000
    /// Of the machine's time, for finding one message's parts and decoding its text.
    public var readingTime = Duration.seconds(20)
    /// Links of one message's HTML.
    public var links = 10_000
    /// PCRE2's match limit, for each match.
    public var matchLimit = 1_000_000
    /// PCRE2's depth limit, for each match without JIT.
    public var matchDepth = 250_000
    /// Octets of heap that one match without JIT may take.
    public var matchHeap = 32 << 20
    /// Octets that the stack of one thread's JIT matches may grow to.
    public var matchStack = 8 << 20
    /// Name, connection, TLS and greeting together.
    public var connectTimeout = Duration.seconds(30)
    /// From a command to its status line, and to the end of a listing.
    public var replyTimeout = Duration.seconds(60)
    /// Without one octet, in the middle of an answer.
    public var idleTimeout = Duration.seconds(60)
    /// For one whole message.
    public var messageTimeout = Duration.seconds(1800)
    /// For a password command.
    public var passwordTimeout = Duration.seconds(30)

    public init() {}
}
