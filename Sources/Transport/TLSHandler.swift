internal import NIOCore

/// TLS in a channel's pipeline, by OpenSSL over memory.
///
/// Ciphertext is decrypted until OpenSSL wants more, and what OpenSSL has to send goes out after every call (alerts, key
/// updates). Undelivered plaintext is bounded, since nothing more is read from the socket than was asked for.
internal final class TLSHandler: ChannelDuplexHandler, RemovableChannelHandler {
    internal typealias InboundIn = ByteBuffer
    internal typealias InboundOut = ByteBuffer
    internal typealias OutboundIn = ByteBuffer
    internal typealias OutboundOut = ByteBuffer

    private enum Phase {
        case idle, handshaking, established, closed
    }

    private var session: TLSSession
    private var phase = Phase.idle
    private var established: EventLoopPromise<Void>?
    private var heldWrites: [(plaintext: ByteBuffer, promise: EventLoopPromise<Void>?)] = []
    private var deliveredPlaintext = false
    private var peerSaidGoodbye = false

    /// - Parameter established: Told how the handshake ended.
    internal init(_ session: consuming TLSSession, established: EventLoopPromise<Void>?) {
        self.session = session
        self.established = established
    }

    internal func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    internal func handlerRemoved(context: ChannelHandlerContext) {
        end(with: TransportError(.closed, "the connection was closed during the TLS handshake"))
    }

    internal func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    private func start(_ context: ChannelHandlerContext) {
        guard phase == .idle else { return }
        phase = .handshaking
        advance(context)
        if phase == .handshaking { context.read() }
    }

    internal func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase != .closed else { return }
        let ciphertext = unwrapInboundIn(data)
        session.feed(ciphertext)
        advance(context)
        if phase == .established { deliver(context, expecting: ciphertext.readableBytes) }
    }

    internal func channelReadComplete(context: ChannelHandlerContext) {
        if deliveredPlaintext {
            deliveredPlaintext = false
            context.fireChannelReadComplete()
        } else if phase != .closed {
            context.read()  // The read that was asked for gave the reader nothing yet.
        }
    }

    private func advance(_ context: ChannelHandlerContext) {
        guard phase == .handshaking else { return }
        do throws(TransportError) {
            let step = try session.handshake()
            flushSession(context)
            guard step == .done else { return }
            phase = .established
            established?.succeed()
            established = nil
            let writes = heldWrites
            heldWrites = []
            for held in writes { write(held.plaintext, promise: held.promise, context) }
            context.flush()
        } catch {
            fail(error, context)
        }
    }

    private func deliver(_ context: ChannelHandlerContext, expecting count: Int) {
        var plaintext = context.channel.allocator.buffer(capacity: count + (1 << 14))
        do throws(TransportError) {
            let end = try session.read(into: &plaintext)
            flushSession(context)
            if plaintext.readableBytes > 0 {
                deliveredPlaintext = true
                context.fireChannelRead(wrapInboundOut(plaintext))
            }
            if end == .closeNotify {
                peerSaidGoodbye = true
                context.close(promise: nil)
            }
        } catch {
            if plaintext.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(plaintext)) }
            fail(error, context)
        }
    }

    internal func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        write(unwrapOutboundIn(data), promise: promise, context)
    }

    private func write(_ plaintext: ByteBuffer, promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        switch phase {
        case .idle, .handshaking:
            heldWrites.append((plaintext, promise))
        case .closed:
            promise?.fail(TransportError(.closed, "the connection is closed"))
        case .established:
            do throws(TransportError) {
                try session.write(plaintext)
                context.write(wrapOutboundOut(session.drain() ?? ByteBuffer()), promise: promise)
            } catch {
                promise?.fail(error)
                fail(error, context)
            }
        }
    }

    internal func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if phase == .established {
            session.shutDown()
            flushSession(context)
        }
        if phase != .closed {
            phase = .closed
            end(with: TransportError(.closed, "the connection was closed during the TLS handshake"))
        }
        context.close(mode: mode, promise: promise)
    }

    internal func channelInactive(context: ChannelHandlerContext) {
        if phase == .established, !peerSaidGoodbye {
            context.fireErrorCaught(TransportError(.truncated, "the other side broke off without closing TLS: what came may be cut short"))
        } else if phase == .handshaking {
            let error = TransportError(.closed, "the other side closed the connection during the TLS handshake")
            end(with: error)
            context.fireErrorCaught(error)
        }
        phase = .closed
        context.fireChannelInactive()
    }

    private func flushSession(_ context: ChannelHandlerContext) {
        if let ciphertext = session.drain() { context.writeAndFlush(wrapOutboundOut(ciphertext), promise: nil) }
    }

    private func fail(_ error: TransportError, _ context: ChannelHandlerContext) {
        flushSession(context)  // The alert.
        phase = .closed
        end(with: error)
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }

    private func end(with error: TransportError) {
        established?.fail(error)
        established = nil
        let writes = heldWrites
        heldWrites = []
        for held in writes { held.promise?.fail(error) }
    }
}
