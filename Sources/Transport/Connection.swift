public import NIOCore
internal import NIOPosix

/// A connection over TCP, with TLS from the start or from ``startTLS(_:host:deadline:)`` on. One task owns it and uses it.
///
/// What arrived and was not read is bounded: at about a megabyte nothing more is read from the socket. Close it with
/// ``close()`` on every path; a connection that is only let go stays open until its peer ends it.
public final class Connection: Sendable {
    private let channel: any Channel
    private let inbox: Inbox
    /// The peer, for messages: host and port as they were asked for.
    public let peer: String
    /// Whether the peer is this machine itself, so that nobody can read along.
    public let isLoopback: Bool

    internal init(channel: any Channel, inbox: Inbox, peer: String) {
        self.channel = channel
        self.inbox = inbox
        self.peer = peer
        let address = channel.remoteAddress?.ipAddress ?? ""
        isLoopback = address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }

    /// This side's IP address, such as `192.0.2.1` or `2001:db8::1`.
    public var localAddress: String? { channel.localAddress?.ipAddress }

    /// Connects by happy eyeballs (RFC 8305), and shakes hands if `tls` is given.
    ///
    /// - Parameter timeout: For the whole: names, connection and handshake.
    /// - Throws: Any code of ``TransportError`` except `lineTooLong`; nothing is left open.
    public static func connect(
        to host: String, port: Int, tls: TLSConfiguration? = nil, timeout: Duration
    ) async throws(TransportError) -> Connection {
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        let connection = try await connectPlainly(to: host, port: port, deadline: deadline)
        guard let tls else { return connection }
        do throws(TransportError) {
            try await connection.startTLS(tls, host: host, deadline: deadline)
            return connection
        } catch {
            await connection.close()
            throw error
        }
    }

    /// The same for an endpoint, whose TLS begins here only where it is implicit.
    public static func connect(to endpoint: ServerEndpoint, timeout: Duration) async throws(TransportError) -> Connection {
        try await connect(
            to: endpoint.host, port: endpoint.port, tls: endpoint.security == .implicitTLS ? endpoint.tls : nil, timeout: timeout)
    }

    private static func connectPlainly(to host: String, port: Int, deadline: NIODeadline) async throws(TransportError) -> Connection {
        guard (1...65_535).contains(port) else { throw TransportError(.unknownHost, "\(port) is not a port number") }
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(deadline - .now())
                .channelOption(.autoRead, value: false)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelOption(.recvAllocator, value: Self.receiveAllocator)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(InboundHandler()) }
                }
                .connect(host: host, port: port).get()
            let inbox = try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.handler(type: InboundHandler.self).inbox
            }.get()
            return Connection(channel: channel, inbox: inbox, peer: "\(host):\(port)")
        } catch {
            throw TransportError(mapping: error, host: host, port: port)
        }
    }

    /// Large reads: a session over a fast line is bound by the number of wake-ups. Up to four of them may pass the inbox's mark.
    internal static let receiveAllocator = AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 1 << 16, maximum: 1 << 17)

    /// The octets that came and were not read yet.
    public var bufferedOctets: Int { inbox.octets }

    /// The next octets, as many as are there.
    ///
    /// - Returns: nil at a proper end of the stream: close_notify under TLS, a closed connection without TLS.
    /// - Throws: `timedOut` leaves the connection as it was; after `truncated`, `closed` and `cancelled` it is of no more use.
    nonisolated(nonsending) public func read(deadline: NIODeadline) async throws(TransportError) -> ByteBuffer? {
        try await inbox.take(from: channel, deadline: deadline)
    }

    /// Sends without waiting, for commands that are small against the socket's buffers. A failure shows at the next read.
    public func send(_ octets: ByteBuffer) {
        channel.writeAndFlush(octets, promise: nil)
    }

    /// Sends and waits until the system has taken all of it.
    ///
    /// - Throws: `timedOut` also closes the connection, since nobody knows how much was sent.
    public func write(_ octets: ByteBuffer, deadline: NIODeadline) async throws(TransportError) {
        let alarm = channel.eventLoop.scheduleTask(deadline: deadline) { [channel] in channel.close(promise: nil) }
        defer { alarm.cancel() }
        do {
            try await channel.writeAndFlush(octets).get()
        } catch {
            guard NIODeadline.now() < deadline else {
                throw TransportError(.timedOut, "the other side did not take what was sent to it in time")
            }
            throw TransportError(mapping: error)
        }
    }

    /// Goes over to TLS as the client, checking the certificate for `host`.
    ///
    /// - Throws: `plaintextBeforeTLS` if anything has come that was not read; and whatever the handshake gives. The connection is
    ///   closed after any error.
    public func startTLS(_ configuration: TLSConfiguration, host: String, deadline: NIODeadline) async throws(TransportError) {
        try await startTLS(host: host, authorityFile: configuration.authorityFile, deadline: deadline) {
            try TLSContext(client: configuration)
        }
    }

    /// Sends `reply` in the clear and goes over to TLS as the server. Nothing can come between the two.
    public func startTLS(
        _ configuration: ServerTLSConfiguration, after reply: ByteBuffer, deadline: NIODeadline
    ) async throws(TransportError) {
        try await startTLS(host: nil, authorityFile: nil, after: reply, deadline: deadline) { try TLSContext(server: configuration) }
    }

    private func startTLS(
        host: String?, authorityFile: String?, after reply: ByteBuffer? = nil, deadline: NIODeadline,
        context make: @escaping @Sendable () throws -> TLSContext
    ) async throws(TransportError) {
        let channel = channel
        let inbox = inbox
        do {
            let context = try await NIOThreadPool.singleton.runIfActive(make)
            let established = channel.eventLoop.makePromise(of: Void.self)
            let alarm = channel.eventLoop.scheduleTask(deadline: deadline) {
                established.fail(TransportError(.timedOut, "the TLS handshake did not end in time"))
            }
            defer { alarm.cancel() }
            try await channel.eventLoop.submit {
                do {
                    guard inbox.octets == 0 else {
                        throw TransportError(
                            .plaintextBeforeTLS, "text came in the clear where TLS should begin: somebody may be interfering with the line"
                        )
                    }
                    if let reply { channel.writeAndFlush(reply, promise: nil) }
                    let session = try TLSSession(context, hostName: host, authorityFile: authorityFile)
                    try channel.pipeline.syncOperations.addHandler(TLSHandler(session, established: established), position: .first)
                } catch {
                    established.fail(error)
                }
            }.get()
            try await established.futureResult.get()
        } catch {
            await close()
            throw TransportError(mapping: error, host: host)
        }
    }

    /// Closes the connection (under TLS with close_notify) and waits until it is closed. May be called twice.
    public func close() async {
        try? await channel.close().get()
    }
}
