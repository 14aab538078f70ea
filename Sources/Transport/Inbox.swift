internal import NIOCore
internal import Synchronization

/// Where a connection's inbound octets wait for their reader: bounded, with a deadline for the waiting.
///
/// The event loop delivers, the one task that owns the connection takes. Both sides hold the lock for moments only.
internal final class Inbox: Sendable {
    /// Undelivered octets beyond which no more are read from the socket.
    internal static let highWaterMark = 1 << 19

    private typealias Waiter = CheckedContinuation<Result<ByteBuffer?, TransportError>, Never>

    private struct State: ~Copyable {
        var chunks: [ByteBuffer] = []
        var octets = 0
        var end: Result<Void, TransportError>?
        var isReading = false
        var isCancelled = false
        var waiter: Waiter?
        var deadline = NIODeadline.distantFuture
        var alarm: (at: NIODeadline, task: Scheduled<Void>)?
    }

    private let state = Mutex(State())

    internal var octets: Int { state.withLock { $0.octets } }

    // MARK: The event loop's side

    internal func deliver(_ buffer: ByteBuffer) {
        let waiter = state.withLock { state -> Waiter? in
            guard state.end == nil, buffer.readableBytes > 0 else { return nil }
            if let waiter = state.waiter.take() { return waiter }
            state.octets += buffer.readableBytes
            if let last = state.chunks.indices.last, state.chunks[last].readableBytes < 4096 {
                state.chunks[last].writeImmutableBuffer(buffer)
            } else {
                state.chunks.append(buffer)
            }
            return nil
        }
        waiter?.resume(returning: .success(buffer))
    }

    /// Whether the loop should read on.
    internal func readCompleted() -> Bool {
        state.withLock { state in
            state.isReading = state.octets < Self.highWaterMark && state.end == nil
            return state.isReading
        }
    }

    /// The stream is over; what was delivered can still be taken. The first end counts.
    internal func finish(_ end: Result<Void, TransportError>) {
        let (waiter, alarm) = state.withLock { state -> (Waiter?, Scheduled<Void>?) in
            if state.end == nil { state.end = end }
            let alarm = state.alarm?.task
            state.alarm = nil
            return (state.waiter.take(), alarm)
        }
        alarm?.cancel()
        waiter?.resume(returning: end.map { nil })
    }

    // MARK: The reader's side

    /// The next octets, or nil at the end of the stream.
    nonisolated(nonsending) internal func take(from channel: any Channel, deadline: NIODeadline) async throws(TransportError) -> ByteBuffer? {
        enum Found {
            case chunk(ByteBuffer, resume: Bool)
            case end(Result<Void, TransportError>)
            case nothing
        }
        let found = state.withLock { state -> Found in
            if state.isCancelled { return .end(.failure(Self.cancelled)) }
            if !state.chunks.isEmpty {
                let chunk = state.chunks.removeFirst()
                state.octets -= chunk.readableBytes
                let resume = !state.isReading && state.end == nil && state.octets < Self.highWaterMark / 2
                if resume { state.isReading = true }
                return .chunk(chunk, resume: resume)
            }
            return state.end.map { .end($0) } ?? .nothing
        }
        switch found {
        case .chunk(let chunk, let resume):
            if resume { channel.read() }
            return chunk
        case .end(let end):
            try end.get()
            return nil
        case .nothing:
            return try await wait(for: channel, until: deadline).get()
        }
    }

    nonisolated(nonsending) private func wait(
        for channel: any Channel, until deadline: NIODeadline
    ) async -> Result<ByteBuffer?, TransportError> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: Waiter) in
                enum Next {
                    case resume(Result<ByteBuffer?, TransportError>)
                    case wait(read: Bool, alarm: Bool)
                }
                let next = state.withLock { state -> Next in
                    if state.isCancelled { return .resume(.failure(Self.cancelled)) }
                    if !state.chunks.isEmpty {
                        let chunk = state.chunks.removeFirst()
                        state.octets -= chunk.readableBytes
                        return .resume(.success(chunk))
                    }
                    if let end = state.end { return .resume(end.map { nil }) }
                    state.waiter = waiter
                    state.deadline = deadline
                    let read = !state.isReading
                    state.isReading = true
                    return .wait(read: read, alarm: (state.alarm?.at ?? .distantFuture) > deadline)
                }
                switch next {
                case .resume(let result):
                    waiter.resume(returning: result)
                case .wait(let read, let alarm):
                    if alarm { setAlarm(on: channel.eventLoop, at: deadline) }
                    if read { channel.read() }
                }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                state.isCancelled = true
                return state.waiter.take()
            }
            waiter?.resume(returning: .failure(Self.cancelled))
        }
    }

    /// One alarm a connection, which is set anew when it rings too early: most reads set none.
    private func setAlarm(on loop: any EventLoop, at deadline: NIODeadline) {
        // Under the lock, so that an alarm that rings at once finds itself recorded.
        let former = state.withLock { state -> Scheduled<Void>? in
            let former = state.alarm?.task
            state.alarm = (deadline, loop.scheduleTask(deadline: deadline) { self.ring(on: loop) })
            return former
        }
        former?.cancel()
    }

    private func ring(on loop: any EventLoop) {
        let (waiter, next) = state.withLock { state -> (Waiter?, NIODeadline?) in
            state.alarm = nil
            guard state.waiter != nil else { return (nil, nil) }
            return state.deadline <= .now() ? (state.waiter.take(), nil) : (nil, state.deadline)
        }
        if let next { setAlarm(on: loop, at: next) }
        waiter?.resume(returning: .failure(TransportError(.timedOut, "the other side did not answer in time")))
    }

    private static var cancelled: TransportError { TransportError(.cancelled, "the work was cancelled") }
}
