internal import Transport

/// The start of a session, without I/O: greeting, EHLO (HELO where it is not known), STARTTLS where TLS is to begin so, EHLO again
/// (RFC 3207 §4.2).
internal struct SMTPOpening {
    internal enum Step: Equatable {
        case send(line: String, SMTPCommand)
        /// Go over to TLS; nothing may have come behind the reply to STARTTLS.
        case startTLS
        /// Sign in, or send mail.
        case ready(SMTPCapabilities)
    }

    private enum State {
        case greeting, plainHello, startTLS, handshake, hello, oldHello, ready
    }

    private var state = State.greeting
    private let security: ServerEndpoint.Security
    private let clientName: String

    internal init(_ security: ServerEndpoint.Security, clientName: String) {
        self.security = security
        self.clientName = clientName
    }

    /// - Parameter reply: Not 421, which ends everything.
    internal mutating func receive(_ reply: SMTPReply) throws(SMTPError) -> Step {
        guard state == .greeting || !reply.isIntermediate else { throw unasked(reply) }
        switch state {
        case .greeting:
            guard reply.isPositive else { throw .greetingRefused(reply) }
            state = security == .startTLS ? .plainHello : .hello
            return .send(line: "EHLO \(clientName)", .hello)
        case .plainHello where reply.isPositive:
            guard SMTPCapabilities(reply).offersSTARTTLS else { throw .startTLSMissing }
            state = .startTLS
            return .send(line: "STARTTLS", .startTLS)
        case .plainHello:
            throw reply.isPermanent ? .startTLSMissing : .helloRefused(reply)
        case .startTLS:
            guard reply.isPositive else { throw .startTLSRefused(reply) }
            state = .handshake
            return .startTLS
        case .hello where reply.isPositive:
            state = .ready
            return .ready(SMTPCapabilities(reply))
        case .hello where reply.isPermanent:
            state = .oldHello
            return .send(line: "HELO \(clientName)", .hello)
        case .oldHello where reply.isPositive:
            state = .ready
            return .ready(SMTPCapabilities())
        case .hello, .oldHello:
            throw .helloRefused(reply)
        case .handshake, .ready:
            throw unasked(reply)
        }
    }

    /// TLS is up: what was known before counts no more.
    internal mutating func tlsStarted() -> Step {
        state = .hello
        return .send(line: "EHLO \(clientName)", .hello)
    }

    private func unasked(_ reply: SMTPReply) -> SMTPError { .desynchronised("a reply that was not asked for: \(reply)") }
}
