/// What a server may send at most. Announced numbers are never believed; these count what comes.
public struct POP3Limits: Sendable, Hashable {
    /// A status line or greeting without its CRLF, in octets. RFC 2449 §4 allows 512; real servers exceed it.
    public var statusLine: Int
    /// One line of UIDL, LIST or CAPA, in octets. Longer ones of UIDL and LIST are anomalies; nothing is kept beyond this.
    public var listingLine: Int
    /// Lines of one UIDL or LIST.
    public var listingLines: Int
    /// Octets of one message.
    public var message: Int
    /// Commands in flight where the server offers PIPELINING; 1 for one by one. They stay below 4 KB together.
    public var pipelinedCommands: Int

    public init(
        statusLine: Int = 8192, listingLine: Int = 1024, listingLines: Int = 1_000_000, message: Int = 1 << 30, pipelinedCommands: Int = 200
    ) {
        self.statusLine = statusLine
        self.listingLine = listingLine
        self.listingLines = listingLines
        self.message = message
        self.pipelinedCommands = pipelinedCommands
    }
}
