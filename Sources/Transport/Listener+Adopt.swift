internal import NIOCore
internal import NIOPosix

extension Listener {
    /// Accepts connections of a Unix domain socket that the caller has bound.
    ///
    /// - Parameters:
    ///   - descriptor: A listening socket; it is the listener's from now on, also after an error.
    ///   - backlog: Connections beyond these that nobody has taken are closed.
    ///   - admits: Whether the peer's effective user (`SO_PEERCRED`, unix(7)) may come in; others are closed at once.
    public static func adopt(
        _ descriptor: Int32, backlog: Int, admits: @escaping @Sendable (_ user: UInt32) -> Bool
    ) async throws(TransportError) -> Listener {
        let (connections, incoming) = AsyncStream.makeStream(of: Connection.self, bufferingPolicy: .bufferingOldest(backlog))
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.backlog, value: Int32(clamping: backlog))
                .childChannelOption(.autoRead, value: false)
                // One that has said all it wants to say may still listen; its going away for good ends the stream.
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelInitializer { channel in
                    PeerCredentials.of(channel).flatMapThrowing { credentials in
                        guard admits(credentials.user) else { throw TransportError(.refused, "another user may not connect") }
                        let inbox = Inbox()
                        let handler = InboundHandler(inbox) {
                            let connection = Connection(channel: channel, inbox: inbox, peer: "process \(credentials.process)")
                            if case .enqueued = incoming.yield(connection) { return }
                            channel.close(promise: nil)
                        }
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
                .withBoundSocket(descriptor).get()
            channel.closeFuture.whenComplete { _ in incoming.finish() }
            return Listener(channel: channel, connections: connections)
        } catch {
            incoming.finish()
            throw TransportError(mapping: error)
        }
    }
}
