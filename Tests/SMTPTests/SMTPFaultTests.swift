import NIOCore
import Testing
import Transport

@testable import SMTP

@Suite("When the server fails")
struct SMTPFaultTests {
    /// What failed, or nil.
    private func failure(_ client: SMTPClient, _ number: Int = 1) async -> SMTPError? {
        do throws(SMTPError) {
            let outcome = try await client.send(number: number)
            Issue.record("\(outcome)")
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "A refusal at any verb leaves the connection in step: the next message goes over it",
        arguments: [SMTPCommand.mail, .recipient, .data, .message], [451, 550])
    func refusals(_ command: SMTPCommand, _ code: Int) async throws {
        for isPipelined in [true, false] {
            var options = SMTPServerOptions()
            options.offersPipelining = isPipelined
            try await withSession(options: options, faults: [SMTPFault(at: command, .reply(code, "no\nand no"))]) { client, server in
                let outcome = try await client.send(number: 1)
                #expect(outcome == .refused(SMTPReply(code: code, lines: [Array("no".utf8), Array("and no".utf8)]), at: command))
                #expect(client.isUsable)
                guard case .accepted = try await client.send(number: 2) else {
                    Issue.record("the second was refused as well")
                    return
                }
                #expect(server.messages.map(\.octets) == [arrived(2)])
                #expect(server.connections == 1)
            }
        }
    }

    @Test(
        "A server that wants a message for nobody gets an empty one, and the connection is in step",
        arguments: [SMTPCommand.mail, .recipient])
    func loneDot(_ command: SMTPCommand) async throws {
        var options = SMTPServerOptions()
        options.acceptsDataWithoutRecipients = true
        try await withSession(options: options, faults: [SMTPFault(at: command, .reply(550, "no"))]) { client, server in
            let outcome = try await client.send(number: 1)
            #expect(outcome == .refused(SMTPReply(550, "no"), at: command))
            guard case .accepted = try await client.send(number: 2) else {
                Issue.record("refused")
                return
            }
            #expect(server.messages.map(\.octets) == [arrived(2)])
        }
    }

    @Test(
        "421 ends the session, wherever it comes; the message was not accepted", arguments: [SMTPCommand.mail, .recipient, .data, .message])
    func closing(_ command: SMTPCommand) async throws {
        for action in [SMTPFault.Action.reply(421, "4.3.2 closing"), .replyAndClose(421, "4.3.2 closing")] {
            try await withSession(faults: [SMTPFault(at: command, action)]) { client, server in
                let error = await failure(client)
                #expect(error == .serviceClosing(SMTPReply(421, "4.3.2 closing"), at: command))
                #expect(error?.isTemporary == true && error?.isInDoubt == false)
                #expect(!client.isUsable)
                #expect(server.messages.isEmpty)
            }
        }
    }

    @Test("421 while connecting", arguments: [SMTPCommand.greeting, .hello, .startTLS])
    func closingEarly(_ command: SMTPCommand) async throws {
        await #expect(throws: SMTPError.serviceClosing(SMTPReply(421, "busy"), at: command)) {
            try await withSession(.startTLS, faults: [SMTPFault(at: command, .reply(421, "busy"))]) { _, _ in }
        }
    }

    @Test("A refusal while connecting", arguments: [450, 554])
    func unwelcome(_ code: Int) async throws {
        let no = SMTPReply(code, "no")
        await #expect(throws: SMTPError.greetingRefused(no)) {
            try await withSession(faults: [SMTPFault(at: .greeting, .reply(code, "no"))]) { _, _ in }
        }
        await #expect(throws: SMTPError.startTLSRefused(no)) {
            try await withSession(.startTLS, faults: [SMTPFault(at: .startTLS, .reply(code, "no"))]) { _, _ in }
        }
    }

    @Test("A line lost before the final dot is no doubt", arguments: [SMTPCommand.mail, .recipient, .data])
    func lost(_ command: SMTPCommand) async throws {
        for action in [SMTPFault.Action.drop, .acceptAndDrop] {
            try await withSession(faults: [SMTPFault(at: command, action)]) { client, server in
                let error = await failure(client)
                guard case .transport = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(error?.isTemporary == true && error?.isInDoubt == false)
                #expect(!client.isUsable && server.messages.isEmpty)
            }
        }
    }

    @Test("A line lost behind the final dot is one, whatever the server did")
    func inDoubt() async throws {
        for (action, isAccepted) in [
            (SMTPFault.Action.drop, false), (.acceptAndDrop, true), (.raw("25"), false), (.raw("what?\r\n"), false),
            (.raw("354 more\r\n"), false),
            (.raw("250-a\r\n550 b\r\n"), false), (.raw(String(repeating: "250-x\r\n", count: 300)), false), (.stall, false),
        ] {
            let deadlines = SMTPDeadlines(afterDot: action == .stall ? .milliseconds(300) : .seconds(3))
            try await withSession(faults: [SMTPFault(at: .message, action)], deadlines: deadlines) { client, server in
                let error = await failure(client)
                #expect(error?.isInDoubt == true, "\(action): \(String(describing: error))")
                #expect(error?.isTemporary == true)
                #expect(!client.isUsable)
                #expect(server.messages.count == (isAccepted ? 1 : 0))
            }
        }
    }

    @Test("A server that never answers is given up in time", arguments: [SMTPCommand.mail, .recipient, .data])
    func stall(_ command: SMTPCommand) async throws {
        try await withSession(faults: [SMTPFault(at: command, .stall)], deadlines: SMTPDeadlines(reply: .milliseconds(300))) { client, _ in
            guard case .transport(let cause) = await failure(client) else {
                Issue.record("no transport error")
                return
            }
            #expect(cause.code == .timedOut)
        }
    }

    @Test("A greeting that never comes, and a refusal to quit, hold nobody up")
    func stallAtTheEnds() async throws {
        await #expect(throws: SMTPError.self) {
            try await withSession(faults: [SMTPFault(at: .greeting, .stall)], deadlines: SMTPDeadlines(greeting: .milliseconds(300))) {
                _, _ in
            }
        }
        try await withSession(faults: [SMTPFault(at: .quit, .stall)], deadlines: SMTPDeadlines(quit: .milliseconds(300))) { client, _ in
            await client.quit()
        }
        // A server that stalls at RSET has refused the message all the same.
        let faults = [SMTPFault(at: .recipient, .reply(550, "no")), SMTPFault(at: .reset, .stall)]
        try await withSession(faults: faults, deadlines: SMTPDeadlines(reply: .milliseconds(300))) { client, _ in
            let outcome = try await client.send(number: 1)
            #expect(outcome == .refused(SMTPReply(550, "no"), at: .recipient))
            #expect(!client.isUsable)
        }
    }

    @Test("A refusal in the middle of a large message is heard, though the server reads no more")
    func early() async throws {
        for code in [452, 552] {
            try await withSession(faults: [SMTPFault(at: .message, .replyAndClose(code, "enough"))]) { client, server in
                let line = Array("a line of a large message, again and again\n".utf8)
                let outcome = try await client.send(
                    SMTPEnvelope(sender: nil, recipients: ["bob@example.org"]), needs: SMTPNeeds(is8Bit: false, isInternational: false),
                    content: (0..<1_000_000).lazy.map { _ in line })
                #expect(outcome == .refused(SMTPReply(code, "enough"), at: .message))
                #expect(!client.isUsable)
                #expect(server.messages.isEmpty)
            }
        }
    }

    @Test("A message that is given up before its end is not accepted")
    func abandoned() async throws {
        try await withSession { client, server in
            await #expect(throws: SMTPError.abandoned) {
                _ = try await client.send(
                    SMTPEnvelope(sender: nil, recipients: ["bob@example.org"]), needs: SMTPNeeds(is8Bit: false, isInternational: false),
                    content: [message(1)], beforeFinalDot: { false })
            }
            #expect(!client.isUsable)
            #expect(server.messages.isEmpty && server.seen(.data) == 1)
        }
    }

    @Test("The caller is asked once before the final dot, and not at all when there is none")
    func hook() async throws {
        try await withSession(faults: [SMTPFault(at: .recipient, .reply(550, "no"), occurrences: 2...2)]) { client, server in
            var asked = 0
            for expected in [1, 1] {
                _ = try await client.send(
                    SMTPEnvelope(sender: nil, recipients: ["bob@example.org"]), needs: SMTPNeeds(is8Bit: false, isInternational: false),
                    content: [message(1)],
                    beforeFinalDot: {
                        asked += 1
                        return server.messages.isEmpty
                    })
                #expect(asked == expected)
            }
        }
    }

    @Test("A server that closed an idle connection is found out with the next message, which was not sent")
    func idle() async throws {
        try await withSession(faults: [SMTPFault(at: .message, .raw("250 fine\r\n421 too long idle\r\n"))]) { client, server in
            let first = try await client.send(number: 1)
            #expect(first == .accepted(SMTPReply(250, "fine"), refused: []))
            let error = await failure(client, 2)
            guard case .serviceClosing(let reply, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reply.text == "too long idle")
            #expect(server.seen(.mail) == 1)
        }
    }
}
