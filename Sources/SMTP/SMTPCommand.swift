/// What a reply answers.
public enum SMTPCommand: String, Sendable, Hashable, CaseIterable {
    /// Nothing was said yet.
    case greeting
    case hello = "EHLO"
    case startTLS = "STARTTLS"
    case authentication = "AUTH"
    case mail = "MAIL"
    case recipient = "RCPT"
    case data = "DATA"
    /// The message, up to its final dot.
    case message
    case reset = "RSET"
    case quit = "QUIT"

    /// For a sentence: "the server refused ...".
    public var phrase: String {
        switch self {
        case .greeting: "the connection"
        case .hello: "our name (EHLO)"
        case .startTLS: "STARTTLS"
        case .authentication: "the sign-in (AUTH)"
        case .mail: "the sender (MAIL)"
        case .recipient: "the recipient (RCPT)"
        case .data: "to take a message (DATA)"
        case .message: "the message"
        case .reset: "RSET"
        case .quit: "QUIT"
        }
    }
}
