internal import NIOCore
internal import Transport

/// The connection of one session and the replies that come over it: the only place of the client that reads and writes.
internal final class SMTPExchange {
    internal let connection: Connection
    internal var isOver = false
    private let deadlines: SMTPDeadlines
    private var reader: SMTPReplyReader
    private var input = ByteBuffer()
    private var offset = 0

    internal init(_ connection: Connection, limits: SMTPLimits, deadlines: SMTPDeadlines) {
        self.connection = connection
        self.deadlines = deadlines
        reader = SMTPReplyReader(limits: limits)
    }

    // MARK: Sending

    /// Sends commands, whole lines; nothing may have come that nobody asked for.
    nonisolated(nonsending) internal func send(_ lines: [UInt8]) async throws(SMTPError) {
        guard !isOver else { throw .sessionOver }
        if let reply = try await earlyReply() {
            // A server that is tired of waiting says so.
            throw over(
                reply.isClosing ? .serviceClosing(reply, at: .greeting) : .desynchronised("nothing was asked, but there came \(reply)"))
        }
        connection.send(ByteBuffer(bytes: lines))
    }

    /// Sends a piece of a message and waits until the system has taken it.
    nonisolated(nonsending) internal func write(_ octets: [UInt8]) async throws(TransportError) {
        try await connection.write(ByteBuffer(bytes: octets), deadline: .now() + TimeAmount(deadlines.data))
    }

    // MARK: Receiving

    nonisolated(nonsending) internal func reply(to command: SMTPCommand, line: [UInt8]) async throws(SMTPError) -> SMTPReply {
        try await send(line + [0x0D, 0x0A])
        return try await nextReply(to: command)
    }

    /// The next reply.
    ///
    /// - Throws: ``SMTPError/serviceClosing(_:at:)`` for 421, among others; the session is over.
    nonisolated(nonsending) internal func nextReply(to command: SMTPCommand) async throws(SMTPError) -> SMTPReply {
        let deadline = NIODeadline.now() + TimeAmount(allowance(for: command))
        while true {
            if let reply = try bufferedReply() {
                guard !reply.isClosing else { throw over(.serviceClosing(reply, at: command)) }
                return reply
            }
            try await refill(until: deadline)
        }
    }

    /// A reply that is there though none is due; nil if there is none, or no whole one.
    ///
    /// - Parameter grace: How long to wait for one.
    nonisolated(nonsending) internal func earlyReply(within grace: Duration = .zero) async throws(SMTPError) -> SMTPReply? {
        let deadline = NIODeadline.now() + TimeAmount(grace)
        while true {
            if let reply = try bufferedReply() { return reply }
            if connection.bufferedOctets > 0 {
                try await refill(until: .now() + .seconds(1))
            } else {
                guard NIODeadline.now() < deadline else { return nil }
                try await refill(until: deadline)
            }
        }
    }

    private func bufferedReply() throws(SMTPError) -> SMTPReply? {
        do throws(SMTPError) {
            return try input.withUnsafeReadableBytes { octets throws(SMTPError) in try reader.next(in: octets, from: &offset) }
        } catch {
            throw over(error)
        }
    }

    private func allowance(for command: SMTPCommand) -> Duration {
        switch command {
        case .greeting: deadlines.greeting
        case .message: deadlines.afterDot
        case .quit: deadlines.quit
        default: deadlines.reply
        }
    }

    /// Waits for octets. The connection's end is an error wherever this is called.
    nonisolated(nonsending) private func refill(until deadline: NIODeadline) async throws(SMTPError) {
        do throws(TransportError) {
            // What dribbles always has something to read.
            guard NIODeadline.now() < deadline else { throw TransportError(.timedOut, "the server did not answer in full in its time") }
            guard let octets = try await connection.read(deadline: deadline) else {
                throw TransportError(.closed, "the server closed the connection")
            }
            input = octets
            offset = 0
        } catch {
            throw over(.transport(error))
        }
    }

    nonisolated(nonsending) internal func startTLS(_ configuration: TLSConfiguration, host: String) async throws(SMTPError) {
        do throws(TransportError) {
            guard offset == input.readableBytes, !reader.isInReply else {
                throw TransportError(
                    .plaintextBeforeTLS, "text came in the clear where TLS should begin: somebody may be interfering with the line"
                )
            }
            try await connection.startTLS(configuration, host: host, deadline: .now() + TimeAmount(deadlines.connect))
        } catch {
            throw over(.transport(error))
        }
    }

    internal func over(_ error: SMTPError) -> SMTPError {
        isOver = true
        return error
    }
}
