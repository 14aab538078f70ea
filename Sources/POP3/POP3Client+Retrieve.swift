internal import NIOCore
internal import Transport

extension POP3Client {
    /// Retrieves messages (RETR), pipelined where the server offers it, and gives them to `sink` in the order of `numbers`.
    ///
    /// `finish` is called only when what follows the message is a reply: a message that an unstuffed dot cut short is never
    /// taken for complete. A NOOP behind the last one makes sure of that too.
    ///
    /// - Throws: ``POP3Error``, or what the sink throws. The session is over, and a message that was begun is void.
    nonisolated(nonsending) public func retrieve(_ numbers: [Int], into sink: inout some MessageSink) async throws {
        try await fetch(POP3Pipeline("RETR", .retrieve, numbers: numbers, window: window, fence: .noop), into: &sink)
    }

    /// Gives the messages' headers to `sink` as if they were the messages (TOP with no line of the body, RFC 1939 §7); otherwise as
    /// ``retrieve(_:into:)``. A server that does not know TOP refuses each.
    nonisolated(nonsending) public func retrieveHeaders(_ numbers: [Int], into sink: inout some MessageSink) async throws {
        try await fetch(POP3Pipeline("TOP", .top, numbers: numbers, argument: "0", window: window, fence: .noop), into: &sink)
    }

    nonisolated(nonsending) private func fetch(_ commands: POP3Pipeline, into sink: inout some MessageSink) async throws {
        var pipeline = commands
        try exchange.begin()
        do {
            var ended: Int?
            var octets = 0
            var deadline = exchange.replyDeadline
            while !pipeline.isDone {
                exchange.send(&pipeline)
                let number = pipeline.current
                let stop = try exchange.advance(pipeline.verb) { piece in
                    octets += piece.count
                    guard octets <= limits.message else { throw POP3Error.messageTooLarge(number: number ?? 0) }
                    try sink.append(piece)
                }
                switch stop {
                case .needsInput:
                    try await refill(until: deadline, message: octets > 0 ? number : nil)
                    continue
                case .begins:
                    if let ended { try await sink.finish(ended) }
                    ended = nil
                    octets = 0
                    if let number {
                        try sink.begin(number)
                        deadline = exchange.messageDeadline
                    } else {
                        pipeline.answered()
                    }
                case .refused(let refusal):
                    if let ended { try await sink.finish(ended) }
                    ended = nil
                    if let number { try await sink.refused(number, refusal) }
                    pipeline.answered()
                    deadline = exchange.replyDeadline
                case .ends:
                    ended = number
                    pipeline.answered()
                    deadline = exchange.replyDeadline
                }
            }
            try exchange.checkQuiet()
        } catch {
            exchange.isOver = true
            throw error
        }
    }

    nonisolated(nonsending) private func refill(until deadline: NIODeadline, message: Int?) async throws(POP3Error) {
        do throws(POP3Error) {
            try await exchange.refill(until: deadline)
        } catch .transport(let error) where error.code == .timedOut && message != nil {
            throw .messageTimedOut(number: message ?? 0)
        }
    }
}
