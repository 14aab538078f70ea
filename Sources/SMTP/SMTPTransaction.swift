internal import Transport

/// One message's dialogue, without I/O (RFC 5321 §3.3, RFC 2920): commands out, replies in.
internal struct SMTPTransaction {
    internal enum Step: Equatable {
        case send([UInt8], SMTPCommand)
        /// Nothing to send: the reply to this comes next.
        case wait(SMTPCommand)
        /// Send the message and its final dot.
        case sendMessage
        /// The server wants a message though it has no recipient for it: send the final dot alone (RFC 2920 §3.1).
        case sendNothing
        /// - Parameter needsReset: Whether the server may still think of this message.
        case done(SMTPOutcome, needsReset: Bool)
    }

    private enum State {
        case mail
        case recipient(Int)
        case data
        case message
        case emptyMessage
        case over
    }

    private let envelope: SMTPEnvelope
    private let parameters: String
    private let isPipelined: Bool
    private var state = State.mail
    private var mailRefusal: SMTPReply?
    private var refused: [SMTPRefusedRecipient] = []
    private var dataRefusal: SMTPReply?

    private init(_ envelope: SMTPEnvelope, parameters: String, isPipelined: Bool) {
        self.envelope = envelope
        self.parameters = parameters
        self.isPipelined = isPipelined
    }

    /// What stands in the way of sending, or the transaction.
    internal static func prepare(
        _ envelope: SMTPEnvelope, _ needs: SMTPNeeds, _ capabilities: SMTPCapabilities
    ) -> Result<SMTPTransaction, Obstacle> {
        let sender = envelope.sender.flatMap { $0.isEmpty ? nil : $0 }
        let addresses = envelope.recipients + (sender.map { [$0] } ?? [])
        if let bad = addresses.first(where: { !SMTPAddress.isSuitable($0) }) {
            return .failure(Obstacle(.unsuitableAddress(Printable.cut(bad))))
        }
        guard !envelope.recipients.isEmpty else { return .failure(Obstacle(.noRecipients)) }
        let isInternational = needs.isInternational || addresses.contains { !$0.utf8.allSatisfy { $0 < 0x80 } }
        if isInternational, !capabilities.offersSMTPUTF8 { return .failure(Obstacle(.international)) }
        if needs.is8Bit, !capabilities.offers8BitMIME { return .failure(Obstacle(.eightBit)) }
        if let size = needs.size, let limit = capabilities.sizeLimit, size > limit {
            return .failure(Obstacle(.tooLarge(size: size, limit: limit)))
        }
        var parameters = ""
        if let size = needs.size, capabilities.offersSize { parameters += " SIZE=\(size)" }
        if needs.is8Bit { parameters += " BODY=8BITMIME" }
        if isInternational { parameters += " SMTPUTF8" }
        return .success(SMTPTransaction(envelope, parameters: parameters, isPipelined: capabilities.offersPipelining))
    }

    /// An obstacle as an error, for `Result`.
    internal struct Obstacle: Error {
        internal let what: SMTPObstacle
        internal init(_ what: SMTPObstacle) { self.what = what }
    }

    internal func start() -> Step {
        let mail = Array("MAIL FROM:<\(envelope.sender ?? "")>\(parameters)\r\n".utf8)
        guard isPipelined else { return .send(mail, .mail) }
        return .send(mail + envelope.recipients.indices.flatMap { recipientLine($0) } + Array("DATA\r\n".utf8), .mail)
    }

    private func recipientLine(_ index: Int) -> [UInt8] { Array("RCPT TO:<\(envelope.recipients[index])>\r\n".utf8) }

    /// - Parameter reply: To what the latest step told of. Not 421.
    internal mutating func receive(_ reply: SMTPReply) throws(SMTPError) -> Step {
        switch state {
        case .mail:
            try requireFinal(reply, .mail)
            if !reply.isPositive {
                mailRefusal = reply
                guard isPipelined else { return finish() }
            }
            return recipient(0)
        case .recipient(let index):
            try requireFinal(reply, .recipient)
            if !reply.isPositive { refused.append(SMTPRefusedRecipient(envelope.recipients[index], reply)) }
            if index + 1 < envelope.recipients.count { return recipient(index + 1) }
            guard isPipelined || hasRecipient else { return finish() }
            state = .data
            return isPipelined ? .wait(.data) : .send(Array("DATA\r\n".utf8), .data)
        case .data:
            if reply.code == 354 {
                state = hasRecipient ? .message : .emptyMessage
                return hasRecipient ? .sendMessage : .sendNothing
            }
            guard reply.isTemporary || reply.isPermanent else { throw unfitting(reply, .data) }
            dataRefusal = reply
            return finish()
        case .message:
            guard !reply.isIntermediate else { throw unfitting(reply, .message) }
            state = .over
            guard reply.isPositive else { return .done(.refused(reply, at: .message), needsReset: false) }
            return .done(.accepted(reply, refused: refused), needsReset: false)
        case .emptyMessage:
            return finish()
        case .over:
            throw unfitting(reply, .message)
        }
    }

    private var hasRecipient: Bool { mailRefusal == nil && refused.count < envelope.recipients.count }

    private mutating func recipient(_ index: Int) -> Step {
        state = .recipient(index)
        return isPipelined ? .wait(.recipient) : .send(recipientLine(index), .recipient)
    }

    /// Nothing was accepted: the first refusal tells why.
    private mutating func finish() -> Step {
        state = .over
        if let mailRefusal { return .done(.refused(mailRefusal, at: .mail), needsReset: isPipelined) }
        if !hasRecipient, let first = refused.first {
            let telling = refused.first { $0.reply.isTemporary } ?? first
            return .done(.refused(telling.reply, at: .recipient), needsReset: true)
        }
        return .done(.refused(dataRefusal ?? SMTPReply(451, ""), at: .data), needsReset: true)
    }

    private func requireFinal(_ reply: SMTPReply, _ command: SMTPCommand) throws(SMTPError) {
        if reply.isIntermediate { throw unfitting(reply, command) }
    }

    private func unfitting(_ reply: SMTPReply, _ command: SMTPCommand) -> SMTPError {
        .desynchronised("a reply that does not fit \(command.rawValue): \(reply)")
    }
}
