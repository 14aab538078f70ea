internal import NIOCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The end of a pipeline: hands plaintext to the connection's inbox and reads on only while there is room.
internal final class InboundHandler: ChannelInboundHandler {
    internal typealias InboundIn = ByteBuffer

    internal let inbox: Inbox
    private var activated: (() -> Void)?

    /// - Parameter activated: Called once, when the channel can be read and written.
    internal init(_ inbox: Inbox = Inbox(), activated: (() -> Void)? = nil) {
        self.inbox = inbox
        self.activated = activated
    }

    /// Every connection passes here, and SwiftNIO leaves its sockets open to the programs that the process starts.
    internal func handlerAdded(context: ChannelHandlerContext) {
        _ = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) { fcntl($0, F_SETFD, FD_CLOEXEC) }
    }

    internal func channelActive(context: ChannelHandlerContext) {
        activated.take()?()
        context.fireChannelActive()
    }

    internal func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        inbox.deliver(unwrapInboundIn(data))
    }

    internal func channelReadComplete(context: ChannelHandlerContext) {
        if inbox.readCompleted() { context.read() }
    }

    internal func errorCaught(context: ChannelHandlerContext, error: any Error) {
        inbox.finish(.failure(TransportError(mapping: error)))
        context.close(promise: nil)
    }

    internal func channelInactive(context: ChannelHandlerContext) {
        inbox.finish(.success(()))
        context.fireChannelInactive()
    }
}
