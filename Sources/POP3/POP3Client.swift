public import Crypto
internal import NIOCore
public import SASL
public import Transport

/// A session with a POP3 server (RFC 1939), used by one task: ``connect(_:deadlines:limits:)``, ``signIn(user:password:choice:allowsPlaintext:)``,
/// then the mailbox, then ``quit()``.
///
/// Call ``close()`` on every path that does not end with ``quit()``. After an error other than ``POP3Error/refused(_:)`` the session
/// is over, and what was marked for deletion stays on the server.
public final class POP3Client {
    /// As announced last: inside TLS, before signing in.
    public private(set) var capabilities: POP3Capabilities
    public let endpoint: ServerEndpoint
    public let limits: POP3Limits
    public let deadlines: POP3Deadlines

    private let challenge: [UInt8]?
    internal let exchange: POP3Exchange

    private init(
        _ endpoint: ServerEndpoint, deadlines: POP3Deadlines, limits: POP3Limits, exchange: POP3Exchange, opening: POP3Opening,
        capabilities: POP3Capabilities
    ) {
        self.endpoint = endpoint
        self.deadlines = deadlines
        self.limits = limits
        self.exchange = exchange
        self.capabilities = capabilities
        challenge = opening.challenge
    }

    /// Connects, reads the greeting, goes over to TLS and asks for the capabilities.
    ///
    /// - Throws: Nothing is left open.
    nonisolated(nonsending) public static func connect(
        _ endpoint: ServerEndpoint, deadlines: POP3Deadlines = POP3Deadlines(), limits: POP3Limits = POP3Limits()
    ) async throws(POP3Error) -> POP3Client {
        let deadline = NIODeadline.now() + TimeAmount(deadlines.connect)
        let connection: Connection
        do throws(TransportError) {
            connection = try await Connection.connect(to: endpoint, timeout: deadlines.connect)
        } catch {
            throw .transport(error)
        }
        let exchange = POP3Exchange(connection, limits: limits, deadlines: deadlines)
        do throws(POP3Error) {
            var opening = POP3Opening(endpoint.security)
            let greeting: POP3Reply
            do {
                greeting = try await exchange.reply(to: .greeting, line: nil, until: deadline)
            } catch .transport(let error) where error.code == .timedOut && endpoint.security != .implicitTLS {
                throw .transport(error.asSilenceBeforeTLS)
            }
            var step = try opening.receive(greeting)
            while true {
                switch step {
                case .send(let verb):
                    let isListing = verb == "CAPA"
                    var lines: [[UInt8]] = []
                    let reply = try await exchange.listing(verb, isMultiline: isListing, maximumLines: 500) { line, _ in lines.append(line) }
                    step = try opening.receive(reply, lines: lines)
                case .startTLS:
                    try await exchange.startTLS(endpoint.tls, host: endpoint.host, until: deadline)
                    step = opening.tlsStarted()
                case .ready(let capabilities):
                    return POP3Client(
                        endpoint, deadlines: deadlines, limits: limits, exchange: exchange, opening: opening, capabilities: capabilities
                    )
                }
            }
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Signs in by the strongest way that `choice` and the server allow.
    ///
    /// - Parameter allowsPlaintext: Whether the password may be sent without TLS to another machine. On loopback it always may.
    /// - Throws: ``POP3Error/signInRefused(_:)``, ``POP3Error/noUsableMechanism(_:)``, ``POP3Error/sasl(_:)``; the session is over.
    nonisolated(nonsending) public func signIn(
        user: String, password: Secret, choice: AuthenticationChoice = .automatic, allowsPlaintext: Bool = false
    ) async throws(POP3Error) {
        let isEncrypted = endpoint.security != .none
        let policy = SASLPolicy(choice: choice, allowsPlaintext: isEncrypted || exchange.connection.isLoopback || allowsPlaintext)
        do throws(POP3Error) {
            var signIn = try POP3SignIn(
                user: user, password: password, policy: policy, capabilities: capabilities, challenge: challenge, isEncrypted: isEncrypted
            )
            var step = signIn.start()
            while case .send(let line, let expectation) = step {
                let reply = try await exchange.reply(to: expectation, line: line.withExposed { $0 })
                step = try signIn.receive(reply)
            }
        } catch {
            exchange.isOver = true
            throw error
        }
    }

    /// The count of messages and their octets together, as the server says (STAT): a hint.
    nonisolated(nonsending) public func statistics() async throws(POP3Error) -> (messages: Int, octets: Int) {
        guard case .ok(let text) = try await exchange.accepted(POP3Dialogue.Expectation("STAT"), line: Array("STAT".utf8)) else { return (0, 0) }
        guard let (messages, octets) = POP3Listing.statistics(text) else { return (0, 0) }
        return (messages, octets)
    }

    /// The unique-ids of all messages (UIDL), in the server's order. Blank, overlong, unprintable and doubled ones are marked.
    ///
    /// - Throws: ``POP3Error/refused(_:)`` where the server has no UIDL; ``POP3Error/listingTooLong``.
    nonisolated(nonsending) public func uniqueIDs() async throws(POP3Error) -> [POP3UniqueID] {
        var ids: [POP3UniqueID] = []
        let reply = try await exchange.listing("UIDL", maximumLines: limits.listingLines) { line, isCut in
            if let id = POP3Listing.uniqueID(line, isCut: isCut) { ids.append(id) }
        }
        if case .refused(let refusal) = reply { throw .refused(refusal) }
        return POP3Listing.checked(ids)
    }

    /// The octets of each message by number, as the server says (LIST): hints, never to be believed.
    nonisolated(nonsending) public func sizes() async throws(POP3Error) -> [Int: Int] {
        var sizes: [Int: Int] = [:]
        let reply = try await exchange.listing("LIST", maximumLines: limits.listingLines) { line, _ in
            if let (number, octets) = POP3Listing.size(line) { sizes[number] = octets }
        }
        if case .refused(let refusal) = reply { throw .refused(refusal) }
        return sizes
    }

    /// The header and the first `lines` lines of the body (TOP).
    ///
    /// - Parameter limit: Octets that are kept; more is dropped.
    /// - Throws: ``POP3Error/refused(_:)``; the session goes on.
    nonisolated(nonsending) public func top(_ number: Int, lines: Int, limit: Int = 1 << 20) async throws(POP3Error) -> [UInt8] {
        var octets: [UInt8] = []
        let reply = try await exchange.body(
            of: .top, line: Array("TOP \(number) \(max(0, lines))".utf8)
        ) { piece throws(POP3Error) in
            octets.append(contentsOf: piece.prefix(max(0, limit - octets.count)))
        }
        if case .refused(let refusal) = reply { throw .refused(refusal) }
        return octets
    }

    /// Marks messages for deletion (DELE); they go when ``quit()`` has returned.
    ///
    /// - Returns: Those that the server accepted.
    /// - Throws: The session is over, and nothing will be deleted.
    nonisolated(nonsending) public func delete(_ numbers: [Int]) async throws(POP3Error) -> [Int] {
        var pipeline = POP3Pipeline("DELE", .delete, numbers: numbers, window: window)
        var deleted: [Int] = []
        try exchange.begin()
        while deleted.count < numbers.count {
            exchange.send(&pipeline)
            guard let number = pipeline.current else { break }
            if case .ok = try await exchange.nextReply(until: exchange.replyDeadline) { deleted.append(number) }
            pipeline.answered()
        }
        try exchange.checkQuiet()
        return deleted
    }

    /// Ends the session, by which deletions happen (RFC 1939 §6), and closes the connection.
    ///
    /// - Throws: ``POP3Error/refused(_:)`` if the server could not delete all; any other error leaves it unknown what was deleted.
    ///   The connection is closed in any case.
    nonisolated(nonsending) public func quit() async throws(POP3Error) {
        let result: Result<POP3Reply, POP3Error>
        do throws(POP3Error) {
            // Behind this answer the server may end as it likes, even without close_notify.
            result = .success(try await exchange.reply(to: POP3Dialogue.Expectation("QUIT"), line: Array("QUIT".utf8)))
        } catch {
            result = .failure(error)
        }
        await close()
        if case .refused(let refusal) = try result.get() { throw .refused(refusal) }
    }

    /// Ends the session without QUIT: nothing is deleted. May be called twice.
    nonisolated(nonsending) public func close() async {
        exchange.isOver = true
        await exchange.connection.close()
    }

    /// Commands in flight at once.
    internal var window: Int { capabilities.offersPipelining ? max(1, limits.pipelinedCommands) : 1 }
}
