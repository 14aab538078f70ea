/// What a reply answers.
public enum SMTPCommand: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Nothing was said yet.
    case greeting = "the connection"
    case hello = "EHLO"
    case startTLS = "STARTTLS"
    case authentication = "AUTH"
    case mail = "MAIL"
    case recipient = "RCPT"
    case data = "DATA"
    /// The message, up to its final dot.
    case message = "the message"
    case reset = "RSET"
    case quit = "QUIT"

    public var description: String { rawValue }

    /// For a sentence: "the server refused ...".
    public var phrase: String {
        switch self {
        case .greeting, .message: rawValue
        case .hello: "our name (EHLO)"
        case .startTLS: "STARTTLS"
        case .authentication: "the sign-in (AUTH)"
        case .mail: "the sender (MAIL)"
        case .recipient: "the recipient (RCPT)"
        case .data: "to take a message (DATA)"
        case .reset: "RSET"
        case .quit: "QUIT"
        }
    }
}
