internal import NIOCore
internal import NIOPosix

/// Accepts connections, with TLS from the start if a certificate is given.
public final class Listener: Sendable {
    private let channel: any Channel
    /// The connections as they come, until ``stop()``. To be read by one task.
    public let connections: AsyncStream<Connection>
    /// The port that the system gave.
    public let port: Int

    internal init(channel: any Channel, connections: AsyncStream<Connection>) {
        self.channel = channel
        self.connections = connections
        port = channel.localAddress?.port ?? 0
    }

    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - backlog: Connections beyond these that nobody has taken are refused.
    public static func start(
        host: String = "127.0.0.1", port: Int = 0, tls: ServerTLSConfiguration? = nil, backlog: Int = 256
    ) async throws(TransportError) -> Listener {
        let (connections, incoming) = AsyncStream.makeStream(of: Connection.self, bufferingPolicy: .bufferingOldest(backlog))
        do {
            let context = try await NIOThreadPool.singleton.runIfActive { try tls.map { try TLSContext(server: $0) } }
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.backlog, value: Int32(clamping: backlog))
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.autoRead, value: false)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelOption(.recvAllocator, value: Connection.receiveAllocator)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let context {
                            let session = try TLSSession(context, hostName: nil, authorityFile: nil)
                            try channel.pipeline.syncOperations.addHandler(TLSHandler(session, established: nil))
                        }
                        let inbox = Inbox()
                        let handler = InboundHandler(inbox) {
                            let peer = channel.remoteAddress.map { "\($0)" } ?? "a client"
                            let connection = Connection(channel: channel, inbox: inbox, peer: peer)
                            if case .enqueued = incoming.yield(connection) { return }
                            channel.close(promise: nil)
                        }
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
                .bind(host: host, port: port).get()
            channel.closeFuture.whenComplete { _ in incoming.finish() }
            return Listener(channel: channel, connections: connections)
        } catch {
            incoming.finish()
            throw TransportError(mapping: error, host: host, port: port)
        }
    }

    /// Accepts no more. Connections that were accepted are their owners' to close.
    public func stop() async {
        try? await channel.close().get()
    }
}
