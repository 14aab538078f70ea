internal import Crypto
internal import SASL

/// A server's side of one session, without I/O: lines in, replies out (RFC 1939, 2449, 2595, 5034).
internal struct POP3ServerSession {
    internal enum Next: Equatable {
        case read
        /// Send the reply, then go over to TLS.
        case startTLS
        case close
    }

    private enum State {
        case authorization(user: String?)
        case exchange(SASLServer)
        case transaction(user: String)
        case over
    }

    private let store: POP3MailboxStore
    private let canStartTLS: Bool
    private let options: POP3ServerOptions
    private var isEncrypted: Bool
    private var state = State.authorization(user: nil)
    private var messages: [POP3Mailbox.Message] = []
    private var deleted: Set<Int> = []
    /// How many messages the mailbox has.
    private var all = 0

    /// - Parameter canStartTLS: Whether STLS is offered while the line is in the clear.
    internal init(_ store: POP3MailboxStore, isEncrypted: Bool, canStartTLS: Bool, options: POP3ServerOptions = POP3ServerOptions()) {
        self.options = options
        self.store = store
        self.isEncrypted = isEncrypted
        self.canStartTLS = canStartTLS
    }

    internal static let greeting = line("+OK Postroom's own POP3 server is ready")

    private static func line(_ text: String) -> [UInt8] { Array("\(text)\r\n".utf8) }

    /// Whatever ended the session: the mailbox is free again, and nothing is deleted that QUIT did not delete.
    internal mutating func end() {
        if case .transaction(let user) = state { store.release(user) }
        state = .over
    }

    internal mutating func tlsStarted() {
        isEncrypted = true
        state = .authorization(user: nil)
    }

    /// - Parameter line: Without its CRLF.
    internal mutating func receive(_ line: [UInt8]) -> (reply: [UInt8], next: Next) {
        if case .exchange(let server) = state { return (authenticate(server, line), .read) }
        let words = line.split(separator: 0x20, maxSplits: 1)
        let verb = words.first.map { String(decoding: $0, as: UTF8.self).uppercased() } ?? ""
        let argument = words.count > 1 ? String(decoding: words[1], as: UTF8.self) : ""
        let count = store.count(verb)
        if let drop = options.drop, drop.command == verb, drop.occurrence == count { return ([], .close) }
        switch (verb, state) {
        case ("CAPA", _): return (capabilities, .read)
        case ("QUIT", _): return quit()
        case ("STLS", .authorization) where canStartTLS && !isEncrypted: return (Self.line("+OK begin TLS"), .startTLS)
        case ("USER", .authorization):
            state = .authorization(user: argument)
            return (Self.line("+OK"), .read)
        case ("PASS", .authorization(let user?)):
            state = .authorization(user: nil)
            return (signIn(store.password(of: user) == Secret(argument) ? user : nil), .read)
        case ("AUTH", .authorization): return (startAuthentication(argument), .read)
        case (_, .transaction): return (transaction(verb, argument), .read)
        default: return (Self.line("-ERR not now, or not known"), .read)
        }
    }

    private var capabilities: [UInt8] {
        let mechanisms = SASLMechanism.byStrength.map(\.rawValue).joined(separator: " ")
        var lines = ["+OK", "USER", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "SASL \(mechanisms)"]
        if options.offersTOP { lines.append("TOP") }
        if options.offersPipelining { lines.append("PIPELINING") }
        if canStartTLS, !isEncrypted { lines.append("STLS") }
        return (lines + ["IMPLEMENTATION Postroom", "."]).flatMap { Self.line($0) }
    }

    private mutating func quit() -> (reply: [UInt8], next: Next) {
        if case .transaction(let user) = state { store.remove(deleted, of: user) }
        end()
        return (Self.line("+OK bye"), .close)
    }

    // MARK: Signing in

    private mutating func startAuthentication(_ argument: String) -> [UInt8] {
        let words = argument.split(separator: " ")
        guard let name = words.first, let mechanism = SASLMechanism(name: name) else { return Self.line("-ERR no such mechanism") }
        let store = store
        let server = SASLServer(mechanism) { store.password(of: $0) }
        guard words.count > 1 else { return advance(server, with: nil) }
        return authenticate(server, words[1] == "=" ? [] : Array(words[1].utf8))
    }

    private mutating func authenticate(_ server: SASLServer, _ line: [UInt8]) -> [UInt8] {
        guard let response = Base64.decode(line) else {
            state = .authorization(user: nil)
            return Self.line("-ERR the exchange is cancelled")
        }
        return advance(server, with: response)
    }

    private mutating func advance(_ server: SASLServer, with response: [UInt8]?) -> [UInt8] {
        var server = server
        switch server.receive(response) {
        case .challenge(let challenge):
            state = .exchange(server)
            return Array("+ ".utf8) + Base64.encode(challenge) + [0x0D, 0x0A]
        case .success(let user):
            return signIn(user)
        case .failure:
            return signIn(nil)
        }
    }

    private mutating func signIn(_ user: String?) -> [UInt8] {
        state = .authorization(user: nil)
        guard let user else { return Self.line("-ERR [AUTH] wrong user name or password") }
        guard let held = store.acquire(user) else { return Self.line("-ERR [IN-USE] another session holds this mailbox") }
        messages = Array(held.prefix(options.shown ?? held.count))
        all = held.count
        deleted = []
        state = .transaction(user: user)
        return Self.line("+OK \(messages.count) messages")
    }

    // MARK: The mailbox

    private mutating func transaction(_ verb: String, _ argument: String) -> [UInt8] {
        let numbers = argument.split(separator: " ").map { Int($0) ?? 0 }
        if argument.isEmpty {
            let remaining = messages.indices.filter { !deleted.contains($0) }
            switch verb {
            case "STAT":
                return Self.line("+OK \(options.countsAll ? all : remaining.count) \(remaining.reduce(0) { $0 + DotStuffing.size(messages[$1].octets) })")
            case "UIDL": return listing(remaining.map { "\($0 + 1) \(messages[$0].uidl)" })
            case "LIST": return listing(remaining.map { "\($0 + 1) \(DotStuffing.size(messages[$0].octets))" })
            case "NOOP": return Self.line("+OK")
            case "RSET":
                deleted = []
                return Self.line("+OK")
            default: return Self.line("-ERR unknown command")
            }
        }
        guard let number = numbers.first, messages.indices.contains(number - 1), !deleted.contains(number - 1) else {
            return Self.line("-ERR no such message")
        }
        let message = messages[number - 1]
        switch verb {
        case "RETR": return Self.line("+OK") + DotStuffing.encode(message.octets, stuffs: options.stuffsDots)
        case "TOP" where options.offersTOP && !options.refusesTOP && numbers.count == 2:
            return Self.line("+OK") + DotStuffing.encode(message.octets, bodyLines: max(0, numbers[1]), stuffs: options.stuffsDots)
        case "UIDL": return Self.line("+OK \(number) \(message.uidl)")
        case "LIST": return Self.line("+OK \(number) \(DotStuffing.size(message.octets))")
        case "DELE":
            deleted.insert(number - 1)
            return Self.line("+OK")
        default: return Self.line("-ERR unknown command")
        }
    }

    private func listing(_ lines: [String]) -> [UInt8] {
        (["+OK"] + lines + ["."]).flatMap { Self.line($0) }
    }
}
