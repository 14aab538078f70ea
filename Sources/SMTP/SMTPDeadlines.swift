/// How long each step may take. RFC 5321 §4.5.3.2 asks for patience; what it asks for behind the final dot is kept, since giving up
/// there makes a second copy likely.
public struct SMTPDeadlines: Sendable, Hashable {
    /// Name, connection and TLS together.
    public var connect: Duration
    /// To the greeting; some servers let strangers wait on purpose.
    public var greeting: Duration
    /// From a command to the end of its reply.
    public var reply: Duration
    /// For the other side to take one block of a message.
    public var data: Duration
    /// From the final dot to its reply.
    public var afterDot: Duration
    /// From QUIT to its reply, which nobody needs.
    public var quit: Duration

    public init(
        connect: Duration = .seconds(30), greeting: Duration = .seconds(120), reply: Duration = .seconds(120),
        data: Duration = .seconds(180), afterDot: Duration = .seconds(600), quit: Duration = .seconds(5)
    ) {
        self.connect = connect
        self.greeting = greeting
        self.reply = reply
        self.data = data
        self.afterDot = afterDot
        self.quit = quit
    }
}
