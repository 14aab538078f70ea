internal import Transport

extension SMTPClient {
    /// Octets of a message that go out at once, before what is stuffed.
    private static let block = 1 << 16

    /// Sends one message to the recipients of `envelope`.
    ///
    /// - Parameters:
    ///   - content: The message in pieces of any length, taken one by one as the server takes them. Line ends of every kind become
    ///     CRLF. Where its source may fail, let the source end and `beforeFinalDot` return false.
    ///   - beforeFinalDot: Called when everything but the last block was sent: from its return on the message may be accepted.
    ///     False gives the message up and closes the connection.
    /// - Returns: What the server says to it.
    /// - Throws: The session is over. The message was not accepted, unless ``SMTPError/isInDoubt``.
    nonisolated(nonsending) public func send<Content: Sequence>(
        _ envelope: SMTPEnvelope, needs: SMTPNeeds, content: Content,
        beforeFinalDot: nonisolated(nonsending) () async -> Bool = { true }
    ) async throws(SMTPError) -> SMTPOutcome where Content.Element: Collection, Content.Element.Element == UInt8 {
        guard isUsable else { throw .sessionOver }
        var transaction: SMTPTransaction
        switch SMTPTransaction.prepare(envelope, needs, capabilities) {
        case .failure(let obstacle): return .unsupported(obstacle.what)
        case .success(let prepared): transaction = prepared
        }
        do throws(SMTPError) {
            var step = transaction.start()
            while true {
                switch step {
                case .send(let lines, let command):
                    try await exchange.send(lines)
                    step = try transaction.receive(try await exchange.nextReply(to: command))
                case .wait(let command):
                    step = try transaction.receive(try await exchange.nextReply(to: command))
                case .sendNothing:
                    try await exchange.send(Array(".\r\n".utf8))
                    step = try transaction.receive(try await exchange.nextReply(to: .message))
                case .sendMessage:
                    if let early = try await write(content, beforeFinalDot) { return early }
                    do throws(SMTPError) {
                        step = try transaction.receive(try await exchange.nextReply(to: .message))
                    } catch {
                        throw Self.doubt(error)
                    }
                case .done(let outcome, let needsReset):
                    if needsReset { await reset() }
                    return outcome
                }
            }
        } catch {
            await close()
            throw error
        }
    }

    /// Behind the final dot only a clear word of the server settles it.
    private static func doubt(_ error: SMTPError) -> SMTPError {
        switch error {
        case .serviceClosing: error
        default: .lostBehindFinalDot(error.description)
        }
    }

    /// Writes the message, in blocks, and the final dot with the last one.
    ///
    /// - Returns: What the server said before it had all of it; the session is then over.
    nonisolated(nonsending) private func write<Content: Sequence>(
        _ content: Content, _ beforeFinalDot: nonisolated(nonsending) () async -> Bool
    ) async throws(SMTPError) -> SMTPOutcome? where Content.Element: Collection, Content.Element.Element == UInt8 {
        var encoder = SMTPDataEncoder()
        var output: [UInt8] = []
        for piece in content {
            var rest = piece[...]
            while !rest.isEmpty {
                let part = rest.prefix(Self.block)
                rest = rest.dropFirst(part.count)
                if part.withContiguousStorageIfAvailable({ encoder.encode(UnsafeRawBufferPointer($0), into: &output) }) == nil {
                    Array(part).withUnsafeBytes { encoder.encode($0, into: &output) }
                }
                if output.count >= Self.block {
                    if let early = try await write(output) { return early }
                    output.removeAll(keepingCapacity: true)
                }
            }
        }
        if let early = try await earlyOutcome() { return early }
        guard await beforeFinalDot() else { throw .abandoned }
        encoder.finish(into: &output)
        // A failure here is one of the reply, which may have come all the same.
        do throws(TransportError) { try await exchange.write(output) } catch {}
        return nil
    }

    nonisolated(nonsending) private func write(_ block: [UInt8]) async throws(SMTPError) -> SMTPOutcome? {
        if let early = try await earlyOutcome() { return early }
        do throws(TransportError) {
            try await exchange.write(block)
            return nil
        } catch let failure {
            do throws(SMTPError) {
                // The server may have said why before it closed.
                if let early = try await earlyOutcome(within: .seconds(1)) { return early }
            } catch .transport {
                throw .transport(failure)
            } catch {
                throw error
            }
            throw .transport(failure)
        }
    }

    /// A server that does not want the rest may say so, and close.
    nonisolated(nonsending) private func earlyOutcome(within grace: Duration = .zero) async throws(SMTPError) -> SMTPOutcome? {
        guard let reply = try await exchange.earlyReply(within: grace) else { return nil }
        guard !reply.isClosing else { throw .serviceClosing(reply, at: .message) }
        guard reply.isTemporary || reply.isPermanent else {
            throw .desynchronised("a reply in the middle of a message: \(reply)")
        }
        await close()
        return .refused(reply, at: .message)
    }

    /// Without an answer to it the session is over; the outcome stands.
    nonisolated(nonsending) private func reset() async {
        guard let reply = try? await exchange.reply(to: .reset, line: Array("RSET".utf8)), reply.isPositive else {
            await close()
            return
        }
    }
}
