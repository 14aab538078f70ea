internal import NIOCore
public import Transport

/// An SMTP server that keeps what it is given in memory, in this process: for the demonstration and for tests.
public final class SMTPServer: Sendable {
    private let listener: Listener
    private let state: SMTPServerState
    private let work: Task<Void, Never>

    /// The port that it listens on.
    public var port: Int { listener.port }

    /// Without a word from the client, a session ends after this.
    private static let idleTimeout = TimeAmount.seconds(120)
    /// The longest command line: AUTH's (RFC 4954 §4).
    private static let longestLine = 12_288
    /// The largest message, where the options name no limit.
    private static let largestMessage = 1 << 30
    /// Replies are gathered up to this many octets while commands are waiting.
    private static let gathered = 1 << 16

    private init(listener: Listener, state: SMTPServerState, security: ServerEndpoint.Security, certificate: ServerTLSConfiguration?) {
        self.listener = listener
        self.state = state
        work = Task {
            await withDiscardingTaskGroup { sessions in
                for await connection in listener.connections {
                    sessions.addTask {
                        await Self.serve(connection, state, security, certificate)
                        await connection.close()
                    }
                }
                sessions.cancelAll()
            }
        }
    }

    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - certificate: For `implicitTLS` and `startTLS`.
    public static func start(
        host: String = "127.0.0.1", port: Int = 0, security: ServerEndpoint.Security = .none, certificate: ServerTLSConfiguration? = nil,
        options: SMTPServerOptions = SMTPServerOptions(), faults: [SMTPFault] = []
    ) async throws(TransportError) -> SMTPServer {
        guard security == .none || certificate != nil else {
            throw TransportError(.badTLSConfiguration, "a server with TLS needs a certificate")
        }
        let listener = try await Listener.start(host: host, port: port, tls: security == .implicitTLS ? certificate : nil)
        return SMTPServer(listener: listener, state: SMTPServerState(options, faults: faults), security: security, certificate: certificate)
    }

    /// Accepts no more, ends the sessions, and waits until they are over.
    public func stop() async {
        await listener.stop()
        await work.value
    }

    // MARK: What tests and the demonstration look at

    /// What was accepted, in order.
    public var messages: [SMTPReceivedMessage] { state.messages }

    /// How many connections there were.
    public var connections: Int { state.connections }

    /// How often `command` came since the start, or since the latest ``setFaults(_:)``.
    public func seen(_ command: SMTPCommand) -> Int { state.seen(command) }

    /// Waits until `count` messages were accepted.
    ///
    /// - Returns: Those that were, fewer if the time is over before.
    public func received(count: Int, within time: Duration = .seconds(10)) async -> [SMTPReceivedMessage] {
        let end = ContinuousClock.now + time
        while state.messages.count < count, ContinuousClock.now < end {
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { break }
        }
        return state.messages
    }

    /// From now on these go wrong and no others; verbs are counted from 1 again.
    public func setFaults(_ faults: [SMTPFault]) { state.setFaults(faults) }

    // MARK: A session

    private static func serve(
        _ connection: Connection, _ state: SMTPServerState, _ security: ServerEndpoint.Security, _ certificate: ServerTLSConfiguration?
    ) async {
        var session = SMTPServerSession(
            state, number: state.connected(), isEncrypted: security == .implicitTLS, canStartTLS: security == .startTLS)
        var lines = LineReader(connection, limit: longestLine)
        var output = ByteBuffer()
        do {
            var (reply, next) = session.greet()
            while true {
                output.writeBytes(reply)
                if next != .read || lines.bufferedOctets == 0 || output.readableBytes > gathered, next != .startTLS {
                    try await connection.write(output, deadline: .now() + idleTimeout)
                    output.clear()
                }
                switch next {
                case .read:
                    guard let line = try await lines.next(deadline: .now() + idleTimeout) else { return }
                    (reply, next) = session.receive(line)
                case .readMessage:
                    (reply, next) = try await readMessage(from: connection, &lines, &session, limit: state.options.sizeLimit)
                case .startTLS:
                    guard let certificate, lines.bufferedOctets == 0 else { return }
                    try await connection.startTLS(certificate, after: output, deadline: .now() + idleTimeout)
                    output.clear()
                    session.tlsStarted()
                    (reply, next) = ([], .read)
                case .close:
                    return
                case .stall:
                    while try await connection.read(deadline: .now() + idleTimeout) != nil {}
                    return
                }
            }
        } catch {
            // The client went away or misbehaved: its session ends.
        }
    }

    private static func readMessage(
        from connection: Connection, _ lines: inout LineReader, _ session: inout SMTPServerSession, limit: Int?
    ) async throws(TransportError) -> SMTPServerSession.Response {
        var decoder = DotStuffedDecoder()
        var octets: [UInt8] = []
        var isTooLarge = false
        let limit = limit ?? largestMessage
        var input = lines.takePending()
        let (answer, fault) = session.messageBegins()
        if let answer {
            if input.readableBytes == 0 { _ = try await connection.read(deadline: .now() + idleTimeout) }
            return answer
        }
        while true {
            var offset = 0
            let isOver = input.withUnsafeReadableBytes { chunk in
                while true {
                    switch decoder.next(in: chunk, from: &offset) {
                    case .octets(let range): octets.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[range]))
                    case .carriageReturn: octets.append(0x0D)
                    case .end: return true
                    case .needsInput: return false
                    }
                }
            }
            if octets.count > limit {
                isTooLarge = true
                octets = []
            }
            if isOver {
                input.moveReaderIndex(forwardBy: offset)
                lines.resume(with: input)
                return session.finish(isTooLarge ? nil : octets, fault: fault)
            }
            guard let chunk = try await connection.read(deadline: .now() + idleTimeout) else {
                throw TransportError(.closed, "the client closed the connection in the middle of a message")
            }
            input = chunk
        }
    }
}
