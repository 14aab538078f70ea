import Testing

@testable import SMTP

/// A transaction as it was spoken, `C:` the client and `S:` the server, with what came of it.
private func play(
    _ replies: [String], to recipients: [String] = ["bob@example.org"], from sender: String? = "ann@example.org", pipelined: Bool,
    needs: SMTPNeeds = SMTPNeeds(is8Bit: false, isInternational: false)
) throws -> (transcript: [String], outcome: SMTPOutcome, needsReset: Bool) {
    var capabilities = SMTPCapabilities()
    capabilities.offersPipelining = pipelined
    capabilities.offersSize = true
    capabilities.offers8BitMIME = true
    capabilities.offersSMTPUTF8 = true
    var transaction = try SMTPTransaction.prepare(SMTPEnvelope(sender: sender, recipients: recipients), needs, capabilities).get()
    var transcript: [String] = []
    var rest = replies[...]
    var step = transaction.start()
    while true {
        switch step {
        case .send(let octets, _):
            transcript += String(decoding: octets, as: UTF8.self).split(separator: "\r\n").map { "C: \($0)" }
        case .wait: break
        case .sendMessage: transcript.append("C: (message)")
        case .sendNothing: transcript.append("C: .")
        case .done(let outcome, let needsReset):
            #expect(rest.isEmpty)
            return (transcript, outcome, needsReset)
        }
        let line = try #require(rest.first)
        rest.removeFirst()
        transcript.append("S: \(line)")
        step = try transaction.receive(SMTPReply(Int(line.prefix(3)) ?? 0, String(line.dropFirst(4))))
    }
}

@Suite("One message's dialogue")
struct SMTPTransactionTests {
    @Test("One by one")
    func oneByOne() throws {
        let result = try play(["250 ok", "250 ok", "354 go", "250 queued"], pipelined: false)
        #expect(
            result.transcript == [
                "C: MAIL FROM:<ann@example.org>", "S: 250 ok", "C: RCPT TO:<bob@example.org>", "S: 250 ok", "C: DATA", "S: 354 go",
                "C: (message)", "S: 250 queued",
            ])
        #expect(result.outcome == .accepted(SMTPReply(250, "queued"), refused: []))
        #expect(!result.needsReset)
    }

    @Test("Pipelined, with all that a message may need")
    func pipelined() throws {
        let result = try play(
            ["250 ok", "250 ok", "354 go", "250 queued"], from: nil, pipelined: true,
            needs: SMTPNeeds(size: 120, is8Bit: true, isInternational: true))
        #expect(
            result.transcript == [
                "C: MAIL FROM:<> SIZE=120 BODY=8BITMIME SMTPUTF8", "C: RCPT TO:<bob@example.org>", "C: DATA", "S: 250 ok", "S: 250 ok",
                "S: 354 go", "C: (message)", "S: 250 queued",
            ])
        #expect(result.outcome == .accepted(SMTPReply(250, "queued"), refused: []))
    }

    @Test("A refusal at each verb", arguments: [false, true], [451, 552])
    func refusals(_ isPipelined: Bool, _ code: Int) throws {
        let no = SMTPReply(code, "no")
        let mail = try play(["\(code) no"] + (isPipelined ? ["503 MAIL first", "503 RCPT first"] : []), pipelined: isPipelined)
        #expect(mail.outcome == .refused(no, at: .mail))
        #expect(mail.needsReset == isPipelined)
        let recipient = try play(["250 ok", "\(code) no"] + (isPipelined ? ["554 no recipients"] : []), pipelined: isPipelined)
        #expect(recipient.outcome == .refused(no, at: .recipient))
        #expect(recipient.needsReset)
        let data = try play(["250 ok", "250 ok", "\(code) no"], pipelined: isPipelined)
        #expect(data.outcome == .refused(no, at: .data))
        #expect(data.needsReset)
        let message = try play(["250 ok", "250 ok", "354 go", "\(code) no"], pipelined: isPipelined)
        #expect(message.outcome == .refused(no, at: .message))
        #expect(!message.needsReset)
    }

    @Test("A server that wants a message for nobody gets a lone dot", arguments: ["554 nobody", "250 strange"])
    func loneDot(_ answer: String) throws {
        let result = try play(["250 ok", "550 no", "354 go", answer], pipelined: true)
        #expect(
            result.transcript.suffix(5) == ["S: 250 ok", "S: 550 no", "S: 354 go", "C: .", "S: \(answer)"])
        #expect(result.outcome == .refused(SMTPReply(550, "no"), at: .recipient))
        let mail = try play(["452 later", "503 MAIL first", "354 go", answer], pipelined: true)
        #expect(mail.outcome == .refused(SMTPReply(452, "later"), at: .mail))
    }

    @Test("Of several recipients those that were refused are told", arguments: [false, true])
    func several(_ isPipelined: Bool) throws {
        let recipients = ["a@example.org", "b@example.org", "c@example.org"]
        let some = try play(
            ["250 ok", "250 ok", "550 no", "251 forwarded", "354 go", "250 queued"], to: recipients, pipelined: isPipelined)
        #expect(some.outcome == .accepted(SMTPReply(250, "queued"), refused: [SMTPRefusedRecipient("b@example.org", SMTPReply(550, "no"))]))
        let all = try play(
            ["250 ok", "550 no", "451 later", "550 no"] + (isPipelined ? ["503 no"] : []), to: recipients, pipelined: isPipelined)
        #expect(all.outcome == .refused(SMTPReply(451, "later"), at: .recipient))
    }

    @Test(
        "Replies that do not fit end the session",
        arguments: [
            ["354 go"], ["250 ok", "354 go"], ["250 ok", "250 ok", "250 ok"], ["250 ok", "250 ok", "334 "],
            ["250 ok", "250 ok", "354 go", "354 go"],
        ],
        [false, true])
    func unfitting(_ replies: [String], _ isPipelined: Bool) {
        #expect(throws: SMTPError.self) { try play(replies, pipelined: isPipelined) }
    }

    @Test("What the server lacks, and what no server should see, is told before anything is sent")
    func obstacles() {
        func obstacle(
            to recipient: String = "bob@example.org", from sender: String? = nil,
            _ needs: SMTPNeeds = SMTPNeeds(is8Bit: false, isInternational: false), _ lines: [String] = []
        ) -> SMTPObstacle? {
            let capabilities = SMTPCapabilities(SMTPReply(code: 250, lines: (["here"] + lines).map { Array($0.utf8) }))
            guard
                case .failure(let obstacle) = SMTPTransaction.prepare(
                    SMTPEnvelope(sender: sender, recipients: [recipient]), needs, capabilities)
            else { return nil }
            return obstacle.what
        }
        let plain = SMTPNeeds(is8Bit: false, isInternational: false)
        let eightBit = SMTPNeeds(is8Bit: true, isInternational: false)
        #expect(obstacle() == nil)
        #expect(obstacle(eightBit) == .eightBit)
        #expect(obstacle(eightBit, ["8bitmime"]) == nil)
        #expect(obstacle(SMTPNeeds(is8Bit: true, isInternational: true), ["8BITMIME"]) == .international)
        #expect(obstacle(to: "jürgen@example.org") == .international)
        #expect(obstacle(to: "jürgen@example.org", plain, ["SMTPUTF8"]) == nil)
        #expect(obstacle(from: "jürgen@example.org") == .international)
        let large = SMTPNeeds(size: 1000, is8Bit: false, isInternational: false)
        #expect(obstacle(large, ["SIZE 999"]) == .tooLarge(size: 1000, limit: 999))
        for limit in ["SIZE 1000", "SIZE 0", "SIZE", "SIZE -1", "SIZE x", "SIZE 99999999999999999999"] {
            #expect(obstacle(large, [limit]) == nil)
        }
        #expect(obstacle(to: "bob@example.org>\r\nDATA") == .unsuitableAddress("bob@example.org>\\x0D\\x0ADATA"))
        #expect(obstacle(from: "ann") == .unsuitableAddress("ann"))
        #expect(obstacle(from: "") == nil)
    }
}
