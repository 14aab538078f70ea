/// How long each step may take.
public struct POP3Deadlines: Sendable, Hashable {
    /// Name, connection, TLS and greeting together.
    public var connect: Duration
    /// From a command to its status line, and to the end of a listing.
    public var reply: Duration
    /// From one message's status line to its end. What dribbles ends here.
    public var message: Duration
    /// Without one octet, in the middle of a reply.
    public var idle: Duration

    public init(
        connect: Duration = .seconds(30), reply: Duration = .seconds(60), message: Duration = .seconds(1800), idle: Duration = .seconds(60)
    ) {
        self.connect = connect
        self.reply = reply
        self.message = message
        self.idle = idle
    }
}
