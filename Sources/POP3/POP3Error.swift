public import SASL
public import Transport

/// Why a POP3 session, or one step of it, failed.
///
/// After ``refused`` the session goes on unless the step was signing in; after every other error it is over and the client closed
/// or to be closed. Nothing is deleted in a session that did not end with the answer to QUIT (RFC 1939 §6).
public enum POP3Error: Error, Equatable, Sendable, CustomStringConvertible {
    case transport(TransportError)
    /// The server's greeting was an error.
    case unwelcome(POP3Refusal)
    /// `-ERR` to one command.
    case refused(POP3Refusal)
    /// The credentials were refused. ``POP3Refusal/code`` tells a wrong password from a mailbox in use and from passing trouble.
    case signInRefused(POP3Refusal)
    /// No mechanism that the server offers may be used here.
    case noUsableMechanism(String)
    case sasl(SASLError)
    /// The server does not offer STLS, or refuses it.
    case noSTLS
    /// A status line that is neither `+OK` nor `-ERR`, or octets that nobody asked for: what follows cannot be trusted.
    case desynchronised(String)
    /// A status line, a greeting, or a line of a listing is too long.
    case lineTooLong
    /// A listing has more lines than allowed.
    case listingTooLong
    /// A message is larger than the limit.
    case messageTooLarge(number: Int)
    /// A message did not come whole in its time.
    case messageTimedOut(number: Int)
    /// The session was broken by an error before.
    case sessionOver

    public var description: String {
        switch self {
        case .transport(let error): error.sentence
        case .unwelcome(let refusal): "the server turned us away: \(refusal)"
        case .refused(let refusal): "the server refused \(refusal.command): \(refusal)"
        case .signInRefused(let refusal):
            switch refusal.code {
            case .inUse: "the mailbox is in use by another session: \(refusal)"
            case .loginDelay: "the server wants a longer pause between sessions: \(refusal)"
            case .temporary: "the server cannot let us in at the moment: \(refusal)"
            case .permanent: "the server has trouble that needs its administrator: \(refusal)"
            case .authentication, .other, nil: "the server refused user name or password: \(refusal)"
            }
        case .noUsableMechanism(let why): why
        case .sasl(let error): error.description
        case .noSTLS: "the server does not offer STLS, and the password is not sent without TLS"
        case .desynchronised(let what): "the server's answers make no sense, so the session was dropped: \(what)"
        case .lineTooLong: "the server sent a line longer than POP3 allows"
        case .listingTooLong: "the server lists more messages than allowed"
        case .messageTooLarge(let number): "message \(number) is larger than allowed"
        case .messageTimedOut(let number): "message \(number) did not come whole in its time"
        case .sessionOver: "the session is over"
        }
    }

    /// Whether trying again later, with nothing changed, may help.
    public var isPassing: Bool {
        switch self {
        case .transport(let error): [.refused, .unreachable, .timedOut, .truncated, .closed, .unknownHost].contains(error.code)
        case .unwelcome, .messageTimedOut: true
        case .signInRefused(let refusal): [.inUse, .loginDelay, .temporary].contains(refusal.code)
        default: false
        }
    }
}
