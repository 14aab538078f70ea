internal import NIOCore
public import Transport

/// A POP3 server over mailboxes in memory, in this process: for the demonstration and for tests.
public final class POP3Server: Sendable {
    private let listener: Listener
    private let store: POP3MailboxStore
    private let work: Task<Void, Never>

    /// The port that it listens on.
    public var port: Int { listener.port }

    /// Without a word from the client, a session ends after this.
    private static let idleTimeout = TimeAmount.seconds(120)
    /// The longest command line; RFC 2449 §4 asks for 255.
    private static let longestLine = 4096
    /// Replies are gathered up to this many octets while commands are waiting.
    private static let gathered = 1 << 16

    private init(
        listener: Listener, store: POP3MailboxStore, security: ServerEndpoint.Security, certificate: ServerTLSConfiguration?,
        options: POP3ServerOptions
    ) {
        self.listener = listener
        self.store = store
        work = Task {
            await withDiscardingTaskGroup { sessions in
                for await connection in listener.connections {
                    sessions.addTask {
                        await Self.serve(connection, store, security, certificate, options)
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
    ///   - mailboxes: By user.
    public static func start(
        host: String = "127.0.0.1", port: Int = 0, security: ServerEndpoint.Security = .implicitTLS,
        certificate: ServerTLSConfiguration?, mailboxes: [String: POP3Mailbox], options: POP3ServerOptions = POP3ServerOptions()
    ) async throws(TransportError) -> POP3Server {
        guard security == .none || certificate != nil else {
            throw TransportError(.badTLSConfiguration, "a server with TLS needs a certificate")
        }
        let listener = try await Listener.start(host: host, port: port, tls: security == .implicitTLS ? certificate : nil)
        return POP3Server(listener: listener, store: POP3MailboxStore(mailboxes), security: security, certificate: certificate, options: options)
    }

    /// Accepts no more, ends the sessions, and waits until they are over.
    public func stop() async {
        await listener.stop()
        await work.value
    }

    /// The messages that are on the server now.
    public func remaining(_ user: String) -> [POP3Mailbox.Message] { store.messages(of: user) }

    /// How often a command came.
    public func commands(_ command: String) -> Int { store.commands(command) }

    /// New mail. Sessions that are open do not see it.
    public func append(_ message: POP3Mailbox.Message, to user: String) { store.append(message, to: user) }

    private static func serve(
        _ connection: Connection, _ store: POP3MailboxStore, _ security: ServerEndpoint.Security, _ certificate: ServerTLSConfiguration?,
        _ options: POP3ServerOptions
    ) async {
        var session = POP3ServerSession(store, isEncrypted: security == .implicitTLS, canStartTLS: security == .startTLS, options: options)
        defer { session.end() }
        var lines = LineReader(connection, limit: longestLine)
        var output = ByteBuffer(bytes: POP3ServerSession.greeting)
        do {
            while true {
                if output.readableBytes > gathered || lines.bufferedOctets == 0 {
                    try await connection.write(output, deadline: .now() + idleTimeout)
                    output.clear()
                }
                guard let line = try await lines.next(deadline: .now() + idleTimeout) else { return }
                let (reply, next) = session.receive(line)
                output.writeBytes(reply)
                switch next {
                case .read: continue
                case .close:
                    try await connection.write(output, deadline: .now() + idleTimeout)
                    return
                case .startTLS:
                    guard let certificate, lines.bufferedOctets == 0 else { return }
                    try await connection.startTLS(certificate, after: output, deadline: .now() + idleTimeout)
                    output.clear()
                    session.tlsStarted()
                }
            }
        } catch {
            // The client went away or misbehaved: its session ends, and nothing is deleted.
        }
    }
}
