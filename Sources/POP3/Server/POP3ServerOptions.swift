/// What a server of our own offers, and what it does instead of its duty, for tests.
public struct POP3ServerOptions: Sendable {
    public var offersTOP = true
    /// Whether TOP is answered by `-ERR` though it is offered.
    public var refusesTOP = false
    public var offersPipelining = true
    /// Whether a line of a message that begins with a dot gets another in front (RFC 1939 §3).
    public var stuffsDots = true
    /// How many messages there seem to be, from the first on; nil for all.
    public var shown: Int?
    /// Whether STAT counts those that are not shown too.
    public var countsAll = false
    /// A command at which the connection is closed without an answer, and the how manieth in the server's life, from 1.
    public var drop: (command: String, occurrence: Int)?

    public init() {}
}
