/// What became of one message. The session goes on, unless ``SMTPClient/isUsable`` says otherwise.
public enum SMTPOutcome: Sendable, Hashable {
    /// The server took the responsibility for all recipients but `refused`, which is empty where there was only one.
    case accepted(SMTPReply, refused: [SMTPRefusedRecipient])
    /// 4yz or 5yz; nothing was accepted. Where all of several recipients were refused it is the first temporary reply, if there is one.
    case refused(SMTPReply, at: SMTPCommand)
    /// What could not be asked for; decided before anything was sent. A final failure as long as the server stays as it is.
    case unsupported(SMTPObstacle)
}

/// One of several recipients that the server did not want.
public struct SMTPRefusedRecipient: Sendable, Hashable {
    public let recipient: String
    public let reply: SMTPReply

    public init(_ recipient: String, _ reply: SMTPReply) {
        self.recipient = recipient
        self.reply = reply
    }
}
