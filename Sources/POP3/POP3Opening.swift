internal import Transport

/// The start of a session, without I/O: greeting, CAPA, STLS where TLS is to begin so, CAPA again (RFC 2595 §4).
internal struct POP3Opening {
    internal enum Step: Equatable {
        /// Send this verb; CAPA is answered by lines.
        case send(String)
        /// Go over to TLS; nothing may have come behind the reply to STLS.
        case startTLS
        /// Sign in.
        case ready(POP3Capabilities)
    }

    private enum State {
        case greeting, plainCapabilities, stls, handshake, capabilities, ready
    }

    private var state = State.greeting
    private let security: ServerEndpoint.Security
    /// The challenge for APOP (RFC 1939 §7), if the greeting holds a proper one.
    internal private(set) var challenge: [UInt8]?

    internal init(_ security: ServerEndpoint.Security) { self.security = security }

    /// - Parameter lines: CAPA's, if it was answered by `+OK`.
    internal mutating func receive(_ reply: POP3Reply, lines: [[UInt8]] = []) throws(POP3Error) -> Step {
        switch (state, reply) {
        case (.greeting, .ok(let text)):
            challenge = APOP.challenge(in: text)
            state = security == .startTLS ? .plainCapabilities : .capabilities
            return .send("CAPA")
        case (.greeting, .refused(let refusal)):
            throw .unwelcome(refusal)
        case (.plainCapabilities, .ok):
            guard POP3Capabilities(lines: lines).offersSTLS else { throw .noSTLS }
            state = .stls
            return .send("STLS")
        case (.plainCapabilities, .refused):
            state = .stls  // A server without CAPA may have STLS all the same.
            return .send("STLS")
        case (.stls, .ok):
            state = .handshake
            return .startTLS
        case (.stls, .refused):
            throw .noSTLS
        case (.capabilities, .ok):
            state = .ready
            return .ready(POP3Capabilities(lines: lines))
        case (.capabilities, .refused):
            state = .ready
            return .ready(.unknown)
        case (_, .challenge), (.handshake, _), (.ready, _):
            throw .desynchronised("a reply that was not asked for")
        }
    }

    /// TLS is up: what was known before counts no more.
    internal mutating func tlsStarted() -> Step {
        state = .capabilities
        return .send("CAPA")
    }
}
