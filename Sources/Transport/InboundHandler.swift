internal import NIOCore

/// The end of a pipeline: hands plaintext to the connection's inbox and reads on only while there is room.
internal final class InboundHandler: ChannelInboundHandler {
    internal typealias InboundIn = ByteBuffer

    internal let inbox = Inbox()

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
