internal import NIOCore
internal import NIOPosix

extension Connection {
    /// A connection over a socket that the caller has connected.
    ///
    /// - Parameter descriptor: The connection's from now on, also after an error.
    public static func adopt(_ descriptor: Int32, peer: String) async throws(TransportError) -> Connection {
        do {
            let inbox = Inbox()
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.autoRead, value: false)
                .channelOption(.recvAllocator, value: Self.receiveAllocator)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(InboundHandler(inbox)) }
                }
                .withConnectedSocket(descriptor).get()
            return Connection(channel: channel, inbox: inbox, peer: peer)
        } catch {
            throw TransportError(mapping: error)
        }
    }
}
