internal import NIOCore
internal import Transport

/// The connection of one session and its dialogue: the only place of the client that reads and writes.
internal final class POP3Exchange {
    internal let connection: Connection
    internal var isOver = false
    private let limits: POP3Limits
    private let deadlines: POP3Deadlines
    private var dialogue: POP3Dialogue
    private var input = ByteBuffer()
    private var offset = 0

    internal init(_ connection: Connection, limits: POP3Limits, deadlines: POP3Deadlines) {
        self.connection = connection
        self.limits = limits
        self.deadlines = deadlines
        dialogue = POP3Dialogue(lineLimit: limits.statusLine)
    }

    internal var replyDeadline: NIODeadline { .now() + TimeAmount(deadlines.reply) }

    internal var messageDeadline: NIODeadline { .now() + TimeAmount(deadlines.message) }

    // MARK: Sending

    /// Before a command: the session lives, and nothing came that nobody asked for.
    internal func begin() throws(POP3Error) {
        guard !isOver else { throw .sessionOver }
        try checkQuiet()
    }

    /// No reply is due; so no octet may be there.
    internal func checkQuiet() throws(POP3Error) {
        guard dialogue.outstanding == 0 else { return }
        guard offset == input.readableBytes, connection.bufferedOctets == 0 else {
            isOver = true
            let octets = input.readableBytesView.dropFirst(offset)
            throw .desynchronised("nothing was asked, but there came \"\(Printable.cut(octets, limit: 80))\"")
        }
    }

    internal func send(_ pipeline: inout POP3Pipeline) {
        let (lines, expectations) = pipeline.commands()
        guard !expectations.isEmpty else { return }
        for expectation in expectations { dialogue.expect(expectation) }
        connection.send(ByteBuffer(string: lines))
    }

    // MARK: Receiving

    /// Sends `line` (nil: nothing, as for the greeting) and waits for a reply of one line.
    nonisolated(nonsending) internal func reply(
        to expectation: POP3Dialogue.Expectation, line: [UInt8]?, until deadline: NIODeadline? = nil
    ) async throws(POP3Error) -> POP3Reply {
        if let line {
            try begin()
            connection.send(ByteBuffer(bytes: line + [0x0D, 0x0A]))
        }
        dialogue.expect(expectation)
        return try await nextReply(until: deadline ?? replyDeadline)
    }

    /// The same, but `-ERR` is thrown.
    nonisolated(nonsending) internal func accepted(_ expectation: POP3Dialogue.Expectation, line: [UInt8]) async throws(POP3Error) -> POP3Reply {
        let reply = try await reply(to: expectation, line: line)
        if case .refused(let refusal) = reply { throw .refused(refusal) }
        return reply
    }

    /// The next status line.
    nonisolated(nonsending) internal func nextReply(until deadline: NIODeadline) async throws(POP3Error) -> POP3Reply {
        let command = dialogue.current?.command ?? ""
        while true {
            switch try nextEvent() {
            case .needsInput: try await refill(until: deadline)
            case .ok: return .ok(dialogue.text)
            case .challenge: return .challenge(dialogue.text)
            case .refused: return .refused(POP3Refusal(command: command, line: dialogue.text))
            case .body, .bodyCarriageReturn, .end: continue
            }
        }
    }

    /// A command whose reply is a listing of lines; `-ERR` is returned, not thrown.
    nonisolated(nonsending) internal func listing(
        _ verb: String, isMultiline: Bool = true, maximumLines: Int, take: (_ line: [UInt8], _ isCut: Bool) -> Void
    ) async throws(POP3Error) -> POP3Reply {
        var lines = ListingLines(limit: limits.listingLine)
        var count = 0
        return try await body(of: POP3Dialogue.Expectation(verb, isMultiline: isMultiline), line: Array(verb.utf8)) {
            piece throws(POP3Error) in
            try lines.append(piece) { line, isCut throws(POP3Error) in
                count += 1
                guard count <= maximumLines else { throw .listingTooLong }
                take(line, isCut)
            }
        }
    }

    /// A command and its reply with whatever body it has; `-ERR` is returned, not thrown.
    nonisolated(nonsending) internal func body(
        of expectation: POP3Dialogue.Expectation, line: [UInt8], take: (UnsafeRawBufferPointer) throws(POP3Error) -> Void
    ) async throws(POP3Error) -> POP3Reply {
        let reply = try await reply(to: expectation, line: line)
        guard case .ok = reply, expectation.isMultiline else { return reply }
        let deadline = replyDeadline
        var octets = 0
        while true {
            switch try nextEvent() {
            case .needsInput: try await refill(until: deadline)
            case .end:
                try checkQuiet()
                return reply
            case .body(let range):
                octets += range.count
                guard octets <= limits.message else { throw over(.listingTooLong) }
                do throws(POP3Error) { try withBody(range, take) } catch { throw over(error) }
            case .bodyCarriageReturn:
                do throws(POP3Error) { try withCarriageReturn(take) } catch { throw over(error) }
            case .ok, .refused, .challenge: continue
            }
        }
    }

    private func nextEvent() throws(POP3Error) -> POP3Dialogue.Event {
        do throws(POP3Error) {
            return try input.withUnsafeReadableBytes { octets throws(POP3Error) in try dialogue.next(in: octets, from: &offset) }
        } catch {
            throw over(error)
        }
    }

    private func withBody<Failure: Error>(
        _ range: Range<Int>, _ take: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try input.withUnsafeReadableBytes { octets throws(Failure) in try take(UnsafeRawBufferPointer(rebasing: octets[range])) }
    }

    private func withCarriageReturn<Failure: Error>(_ take: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
        let octet: StaticString = "\r"
        try take(UnsafeRawBufferPointer(start: octet.utf8Start, count: 1))
    }

    /// What a run over the input stops at.
    internal enum MessageStop {
        case needsInput
        case begins
        case refused(POP3Refusal)
        case ends
    }

    /// Gives the octets that are there to `append`, up to the next status line or end of message.
    internal func advance(_ command: String, _ append: (UnsafeRawBufferPointer) throws -> Void) throws -> MessageStop {
        while true {
            switch try nextEvent() {
            case .needsInput: return .needsInput
            case .ok: return .begins
            case .end: return .ends
            case .refused: return .refused(POP3Refusal(command: command, line: dialogue.text))
            case .body(let range): try withBody(range, append)
            case .bodyCarriageReturn: try withCarriageReturn(append)
            case .challenge: continue
            }
        }
    }

    /// Waits for octets. The connection's end is an error wherever this is called.
    nonisolated(nonsending) internal func refill(until deadline: NIODeadline) async throws(POP3Error) {
        let now = NIODeadline.now()
        let idle = now + TimeAmount(deadlines.idle)
        do throws(TransportError) {
            // What dribbles always has something to read.
            guard now < deadline else { throw TransportError(.timedOut, "the server did not answer in full in its time") }
            guard let octets = try await connection.read(deadline: min(deadline, idle)) else {
                throw TransportError(.closed, "the server closed the connection")
            }
            input = octets
            offset = 0
        } catch {
            throw over(.transport(error))
        }
    }

    nonisolated(nonsending) internal func startTLS(
        _ configuration: TLSConfiguration, host: String, until deadline: NIODeadline
    ) async throws(POP3Error) {
        do throws(TransportError) {
            guard offset == input.readableBytes else {
                throw TransportError(
                    .plaintextBeforeTLS, "text came in the clear where TLS should begin: somebody may be interfering with the line"
                )
            }
            try await connection.startTLS(configuration, host: host, deadline: deadline)
        } catch {
            throw over(.transport(error))
        }
    }

    internal func over(_ error: POP3Error) -> POP3Error {
        isOver = true
        return error
    }
}
