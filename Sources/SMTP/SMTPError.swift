public import SASL
public import Transport

/// Why a session failed. It is over then, and nothing is said of the message at hand but by ``isInDoubt``: what a server says to one
/// message is an ``SMTPOutcome``.
public enum SMTPError: Error, Equatable, Sendable, CustomStringConvertible {
    case transport(TransportError)
    /// The name that EHLO should say is no domain name and no address literal.
    case unsuitableClientName(String)
    case greetingRefused(SMTPReply)
    /// EHLO, and HELO where that was tried after it.
    case helloRefused(SMTPReply)
    /// The server does not offer STARTTLS.
    case startTLSMissing
    case startTLSRefused(SMTPReply)
    /// No mechanism that the server offers may be used here.
    case noUsableMechanism(String)
    case sasl(SASLError)
    case signInRefused(SMTPReply)
    /// 421: the server closes the connection. The message at hand was not accepted.
    case serviceClosing(SMTPReply, at: SMTPCommand)
    /// Something that is no reply, or a reply that nobody asked for: what follows cannot be trusted.
    case desynchronised(String)
    /// A line of a reply is too long, or it has too many.
    case replyTooLong
    /// The final dot was sent, and no reply could be read: the server may have accepted the message, or not.
    case lostBehindFinalDot(String)
    /// The caller gave the message up before the final dot: it was not accepted.
    case abandoned
    /// The session was broken by an error before, or closed.
    case sessionOver

    public var description: String {
        switch self {
        case .transport(let error): error.sentence
        case .unsuitableClientName(let name): "\"\(name)\" can't be said in EHLO: it is neither a domain name nor an address in brackets"
        case .greetingRefused(let reply): "the server turned us away: \(reply)"
        case .helloRefused(let reply): "the server refused \(SMTPCommand.hello.phrase): \(reply)"
        case .startTLSMissing: "the server does not offer STARTTLS, and nothing is sent without TLS"
        case .startTLSRefused(let reply): "the server refused STARTTLS, and nothing is sent without TLS: \(reply)"
        case .noUsableMechanism(let why): why
        case .sasl(let error): error.description
        case .signInRefused(let reply) where reply.isTemporary: "the server cannot let us in at the moment: \(reply)"
        case .signInRefused(let reply): "the server refused user name or password: \(reply)"
        case .serviceClosing(let reply, let command):
            "the server closed the connection\(command == .greeting ? "" : ", asked for \(command.phrase)"): \(reply)"
        case .desynchronised(let what): "the server's answers make no sense, so the session was dropped: \(what)"
        case .replyTooLong: "the server sent a reply longer than allowed"
        case .lostBehindFinalDot(let why): "the message was sent whole, but whether the server took it is unknown: \(why)"
        case .abandoned: "the message was given up before its end"
        case .sessionOver: "the session is over"
        }
    }

    /// Whether trying again later, with nothing changed, may help.
    public var isTemporary: Bool {
        switch self {
        case .transport(let error): [.refused, .unreachable, .timedOut, .truncated, .closed, .unknownHost].contains(error.code)
        case .greetingRefused(let reply), .helloRefused(let reply), .startTLSRefused(let reply), .signInRefused(let reply):
            reply.isTemporary
        case .serviceClosing, .desynchronised, .replyTooLong, .lostBehindFinalDot, .sessionOver: true
        case .unsuitableClientName, .startTLSMissing, .noUsableMechanism, .sasl, .abandoned: false
        }
    }

    /// Whether the message at hand may have been accepted all the same.
    public var isInDoubt: Bool {
        if case .lostBehindFinalDot = self { true } else { false }
    }

    /// The server's reply, where there was one.
    public var reply: SMTPReply? {
        switch self {
        case .greetingRefused(let reply), .helloRefused(let reply), .startTLSRefused(let reply), .signInRefused(let reply),
            .serviceClosing(let reply, _):
            reply
        default: nil
        }
    }
}
