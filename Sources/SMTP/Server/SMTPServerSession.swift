internal import Crypto
internal import SASL

/// A server's side of one session, without I/O: lines and messages in, replies out (RFC 5321, 3207, 4954).
internal struct SMTPServerSession {
    internal enum Next: Equatable {
        case read
        /// Send the reply, then read a message up to its dot.
        case readMessage
        /// Send the reply, then go over to TLS.
        case startTLS
        case close
        /// Say no more, until the client goes.
        case stall
    }

    internal typealias Response = (reply: [UInt8], next: Next)

    private let state: SMTPServerState
    private let number: Int
    private let canStartTLS: Bool
    private var isEncrypted: Bool
    private var clientName: String?
    private var user: String?
    private var exchange: SASLServer?
    private var envelope: SMTPEnvelope?
    private var parameters: [String] = []

    internal init(_ state: SMTPServerState, number: Int, isEncrypted: Bool, canStartTLS: Bool) {
        self.state = state
        self.number = number
        self.isEncrypted = isEncrypted
        self.canStartTLS = canStartTLS
    }

    private var options: SMTPServerOptions { state.options }

    // MARK: Replies

    private func response(_ code: Int, _ text: String, _ next: Next = .read) -> Response {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let octets = lines.enumerated().flatMap { index, line in
            Array("\(code)\(index + 1 < lines.count ? "-" : " ")\(line)\r\n".utf8)
        }
        return (octets, code == 421 ? .close : next)
    }

    private func enhanced(_ code: Int, _ status: String, _ text: String, _ next: Next = .read) -> Response {
        response(code, options.offersEnhancedStatusCodes ? "\(status) \(text)" : text, next)
    }

    /// What goes wrong with `command`, or what `duty` does.
    private mutating func faulty(_ command: SMTPCommand, _ duty: (inout Self) -> Response) -> Response {
        switch state.fault(at: command) {
        case nil: return duty(&self)
        case .reply(let code, let text): return response(code, text)
        case .replyAndClose(let code, let text): return response(code, text, .close)
        case .raw(let text): return (Array(text.utf8), .read)
        case .drop: return ([], .close)
        case .stall: return ([], .stall)
        case .acceptAndDrop:
            _ = duty(&self)
            return ([], .close)
        }
    }

    // MARK: Commands

    internal mutating func greet() -> Response {
        faulty(.greeting) { $0.response(220, "\($0.options.name) Postroom's own SMTP server is ready") }
    }

    internal mutating func tlsStarted() {
        isEncrypted = true
        clientName = nil
    }

    /// - Parameter line: Without its CRLF.
    internal mutating func receive(_ line: [UInt8]) -> Response {
        if let exchange { return authenticate(exchange, line) }
        let words = line.split(separator: 0x20, maxSplits: 1)
        let verb = words.first.map { String(decoding: $0, as: UTF8.self).uppercased() } ?? ""
        let argument = words.count > 1 ? String(decoding: words[1], as: UTF8.self) : ""
        switch verb {
        case "EHLO": return faulty(.hello) { $0.hello(argument) }
        case "HELO": return oldHello(argument)
        case "STARTTLS": return faulty(.startTLS) { $0.startTLS() }
        case "AUTH": return faulty(.authentication) { $0.startAuthentication(argument) }
        case "MAIL": return faulty(.mail) { $0.mail(argument) }
        case "RCPT": return faulty(.recipient) { $0.recipient(argument) }
        case "DATA": return faulty(.data) { $0.data() }
        case "RSET": return faulty(.reset) { $0.reset() }
        case "NOOP": return enhanced(250, "2.0.0", "fine")
        case "QUIT": return faulty(.quit) { $0.enhanced(221, "2.0.0", "bye", .close) }
        default: return enhanced(500, "5.5.2", "unknown command")
        }
    }

    private mutating func hello(_ name: String) -> Response {
        guard options.isExtended else { return response(502, "not known here") }
        clear()
        clientName = name
        var lines = ["\(options.name) greets \(name)"]
        if options.offersPipelining { lines.append("PIPELINING") }
        if let limit = options.sizeLimit { lines.append("SIZE \(limit)") }
        if canStartTLS, options.offersSTARTTLS, !isEncrypted { lines.append("STARTTLS") }
        if offersAuthentication { lines.append("AUTH " + options.mechanisms.map(\.rawValue).joined(separator: " ")) }
        if options.offers8BitMIME { lines.append("8BITMIME") }
        if options.offersSMTPUTF8 { lines.append("SMTPUTF8") }
        if options.offersEnhancedStatusCodes { lines.append("ENHANCEDSTATUSCODES") }
        return response(250, lines.joined(separator: "\n"))
    }

    private mutating func oldHello(_ name: String) -> Response {
        clear()
        clientName = name
        return response(250, options.name)
    }

    private mutating func startTLS() -> Response {
        guard canStartTLS, options.offersSTARTTLS, !isEncrypted else { return enhanced(502, "5.5.1", "no TLS here") }
        return enhanced(220, "2.0.0", "begin TLS", .startTLS)
    }

    private mutating func reset() -> Response {
        clear()
        return enhanced(250, "2.0.0", "forgotten")
    }

    private mutating func clear() {
        envelope = nil
        parameters = []
    }

    // MARK: Signing in

    private var offersAuthentication: Bool { !options.users.isEmpty && (isEncrypted || !canStartTLS) }

    private mutating func startAuthentication(_ argument: String) -> Response {
        let words = argument.split(separator: " ")
        guard offersAuthentication, clientName != nil, user == nil else { return enhanced(503, "5.5.1", "not now") }
        guard let mechanism = words.first.flatMap({ SASLMechanism(name: $0) }), options.mechanisms.contains(mechanism) else {
            return enhanced(504, "5.5.4", "no such mechanism")
        }
        let users = options.users
        let server = SASLServer(mechanism) { users[$0] }
        guard words.count > 1 else { return advance(server, with: nil) }
        return authenticate(server, words[1] == "=" ? [] : Array(words[1].utf8))
    }

    private mutating func authenticate(_ server: SASLServer, _ line: [UInt8]) -> Response {
        guard let octets = Base64.decode(line) else {
            exchange = nil
            return enhanced(501, "5.5.2", "the exchange is cancelled")
        }
        return advance(server, with: octets)
    }

    private mutating func advance(_ server: SASLServer, with octets: [UInt8]?) -> Response {
        var server = server
        exchange = nil
        switch server.receive(octets) {
        case .challenge(let challenge):
            exchange = server
            return (Array("334 ".utf8) + Base64.encode(challenge) + [0x0D, 0x0A], .read)
        case .success(let name):
            user = name
            return enhanced(235, "2.7.0", "welcome")
        case .failure:
            return enhanced(535, "5.7.8", "wrong user name or password")
        }
    }

    // MARK: Mail

    /// `FROM:<address> parameters` or `TO:<address>`.
    private static func path(_ argument: String, behind keyword: String) -> (address: String, parameters: [String])? {
        guard argument.uppercased().hasPrefix(keyword), let close = argument.lastIndex(of: ">") else { return nil }
        let path = argument[..<close].dropFirst(keyword.count)
        guard path.first == "<" else { return nil }
        let rest = argument[argument.index(after: close)...]
        return (String(path.dropFirst()), rest.split(separator: " ").map(String.init))
    }

    private mutating func mail(_ argument: String) -> Response {
        guard clientName != nil else { return enhanced(503, "5.5.1", "say EHLO first") }
        guard !options.requiresSignIn || user != nil else { return enhanced(530, "5.7.0", "sign in first") }
        guard envelope == nil else { return enhanced(503, "5.5.1", "one message at a time") }
        guard let (address, parameters) = Self.path(argument, behind: "FROM:") else { return enhanced(501, "5.5.4", "MAIL FROM:<address>") }
        for parameter in parameters {
            let fields = parameter.split(separator: "=", maxSplits: 1)
            switch fields.first?.uppercased() {
            case "SIZE" where options.sizeLimit != nil:
                guard fields.count > 1, let size = Int(fields[1]), size <= options.sizeLimit ?? 0 else {
                    return enhanced(552, "5.3.4", "too large")
                }
            case "BODY" where options.offers8BitMIME, "SMTPUTF8" where options.offersSMTPUTF8: continue
            default: return enhanced(555, "5.5.4", "unknown parameter \(parameter)")
            }
        }
        envelope = SMTPEnvelope(sender: address.isEmpty ? nil : address, recipients: [])
        self.parameters = parameters
        return enhanced(250, "2.1.0", "fine")
    }

    private mutating func recipient(_ argument: String) -> Response {
        guard envelope != nil else { return enhanced(503, "5.5.1", "MAIL comes first") }
        guard let (address, _) = Self.path(argument, behind: "TO:"), !address.isEmpty else {
            return enhanced(501, "5.5.4", "RCPT TO:<address>")
        }
        envelope?.recipients.append(address)
        return enhanced(250, "2.1.5", "fine")
    }

    private var hasRecipient: Bool { envelope?.recipients.isEmpty == false }

    private func data() -> Response {
        guard hasRecipient || options.acceptsDataWithoutRecipients else { return enhanced(554, "5.5.1", "no valid recipients") }
        return response(354, "end with a dot", .readMessage)
    }

    /// What to do with a message before it is read: nil for reading it.
    internal mutating func messageBegins() -> (answer: Response?, fault: SMTPFault.Action?) {
        let fault = state.fault(at: .message)
        guard case .replyAndClose(let code, let text) = fault else { return (nil, fault) }
        return (response(code, text, .close), fault)
    }

    /// - Parameters:
    ///   - octets: nil if they were more than the limit.
    ///   - fault: What ``messageBegins()`` gave.
    internal mutating func finish(_ octets: [UInt8]?, fault: SMTPFault.Action?) -> Response {
        defer { clear() }
        switch fault {
        case .reply(let code, let text), .replyAndClose(let code, let text): return response(code, text)
        case .raw(let text): return (Array(text.utf8), .read)
        case .drop: return ([], .close)
        case .stall: return ([], .stall)
        case .acceptAndDrop, nil: break
        }
        guard hasRecipient, let envelope else { return enhanced(554, "5.5.1", "no valid recipients") }
        guard let octets else { return enhanced(552, "5.3.4", "too large") }
        state.accept(
            SMTPReceivedMessage(
                envelope: envelope, parameters: parameters, octets: octets, clientName: clientName ?? "", user: user,
                isEncrypted: isEncrypted, connection: number))
        return fault == nil ? enhanced(250, "2.0.0", "accepted") : ([], .close)
    }
}
