/// What a server may send at most.
public struct SMTPLimits: Sendable, Hashable {
    /// A line of a reply without its CRLF, in octets. RFC 5321 §4.5.3.1.5 allows 512; challenges of SASL may be longer (RFC 4954 §4.1).
    public var replyLine: Int
    /// Lines of one reply.
    public var replyLines: Int

    public init(replyLine: Int = 12_288, replyLines: Int = 200) {
        self.replyLine = replyLine
        self.replyLines = replyLines
    }
}
