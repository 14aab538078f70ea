import Agent
import Foundation
import POP3
import SMTP
import Store
import Testing

/// What becomes of redirects, with a submission server that behaves and one that does not.
@Suite("Forwarding", .serialized) struct ForwardTests {
    private static func letters(_ count: Int) -> [POP3Mailbox.Message] {
        (0..<count).map { AgentFixture.message("letter\($0)", uidl: "u\($0)") }
    }

    @Test func forwardsArriveOnceOverOneConnection() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(40))
        let reports = try await fixture.round().run()
        #expect(reports[0].error == nil)
        #expect(reports[0].forwarded == 40)
        #expect(reports[0].filed == 0)
        let received = await fixture.relay.received(count: 40)
        #expect(received.count == 40)
        #expect(Set(received.map { String(decoding: $0.octets, as: UTF8.self) }.flatMap(Self.subjects)).count == 40)
        #expect(received.allSatisfy { $0.envelope == SMTPEnvelope(sender: "ann@example.org", recipients: ["bo@example.net"]) })
        #expect(received.allSatisfy { $0.isEncrypted })
        #expect(fixture.relay.connections == 1)
        #expect(fixture.agent.subjects(in: "INBOX") == [])
        #expect(fixture.agent.spooled == [])
        #expect(try await fixture.queue() == [])

        let again = try await fixture.round().run()
        #expect(again[0].forwarded == 0)
        #expect(fixture.relay.messages.count == 40)
        await fixture.stop()
    }

    @Test(.timeLimit(.minutes(1))) func whatWasTakenIsWrittenWhileTheNextOneHangs() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(2))
        fixture.relay.setFaults([SMTPFault(at: .mail, .stall, occurrences: 2...2)])
        let round = try fixture.round()
        async let reports = round.run()
        while fixture.relay.seen(.mail) < 2 { try await Task.sleep(for: .milliseconds(5)) }
        // A stop now, or a crash, sends the first one to nobody again.
        while try await fixture.queue().count > 1 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(fixture.relay.messages.count == 1)
        await fixture.stopRelay()
        #expect(try await reports[0].forwarded == 1)
        #expect(try await fixture.queue().map(\.state) == [.deferred])
        await fixture.agent.stop()
    }

    private static func subjects(_ text: String) -> [String] {
        text.split(separator: "\r\n").filter { $0.hasPrefix("Subject: ") }.map(String.init)
    }

    @Test func aServerThatIsDownIsTriedAgainAndEachArrivesOnce() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(3))
        await fixture.stopRelay()
        let reports = try await fixture.round().run()
        #expect(reports[0].error == nil)
        #expect(reports[0].forwarded == 0)
        #expect(reports[0].deferred == 3)
        let waiting = try await fixture.queue()
        #expect(waiting.map(\.state) == [.deferred, .deferred, .deferred])
        #expect(waiting.allSatisfy { $0.attempts == 1 && ($0.lastAnswer ?? "").contains("localhost") && $0.nextTry ?? .distantPast > Date() })

        try await fixture.restartRelay()
        let tooSoon = try await fixture.round().run()
        #expect(tooSoon[0].forwarded == 0)
        try await fixture.retryAll()
        let later = try await fixture.round().run()
        #expect(later[0].forwarded == 3)
        #expect(await fixture.relay.received(count: 3).count == 3)
        #expect(fixture.agent.spooled == [])
        await fixture.stop()
    }

    @Test(arguments: [SMTPCommand.mail, .recipient, .data, .message])
    func whatIsRefusedForNowIsTriedAgain(at command: SMTPCommand) async throws {
        let fixture = try await RelayFixture(messages: Self.letters(2))
        fixture.relay.setFaults([SMTPFault(at: command, .reply(451, "4.3.0 not now"), occurrences: 1...1)])
        let reports = try await fixture.round().run()
        #expect(reports[0].forwarded == 1)
        #expect(reports[0].deferred == 1)
        let entry = try #require(try await fixture.queue().first)
        #expect(entry.state == .deferred)
        #expect(entry.attempts == 1)
        #expect((entry.lastAnswer ?? "").contains("not now"))
        try await fixture.retryAll()
        #expect(try await fixture.round().run()[0].forwarded == 1)
        #expect(await fixture.relay.received(count: 2).count == 2)
        await fixture.stop()
    }

    @Test(arguments: [SMTPCommand.mail, .recipient, .data, .message])
    func whatIsRefusedForGoodIsSetAsideAndKept(at command: SMTPCommand) async throws {
        let fixture = try await RelayFixture(messages: Self.letters(2))
        fixture.relay.setFaults([SMTPFault(at: command, .reply(550, "5.7.1 \u{1B}[31mnever"), occurrences: 1...1)])
        let reports = try await fixture.round().run()
        #expect(reports[0].forwarded == 1)
        #expect(reports[0].parked == 1)
        #expect(reports[0].error == nil)
        let entry = try #require(try await fixture.queue().first)
        #expect(entry.state == .parked)
        let answer = entry.lastAnswer ?? ""
        #expect(answer.contains("550 5.7.1") && !answer.contains("\u{1B}"))
        #expect(fixture.agent.subjects(in: "INBOX").count == 1)
        // Looked at again, nothing moves; retried by hand, it goes out.
        #expect(try await fixture.round().run()[0].forwarded == 0)
        try await fixture.retryAll()
        #expect(try await fixture.round().run()[0].forwarded == 1)
        #expect(await fixture.relay.received(count: 2).count == 2)
        #expect(fixture.agent.subjects(in: "INBOX").count == 1)
        #expect(fixture.agent.spooled == [])
        await fixture.stop()
    }

    @Test func aRefusedForwardThatAFolderHoldsIsNotKeptTwice() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(1))
        fixture.relay.setFaults([SMTPFault(at: .recipient, .reply(550, "no such user"), occurrences: SMTPFault.always)])
        let rules = #"rule "on" { fileinto "Sent on" copy redirect "bo@example.net" }"#
        let reports = try await fixture.round(rules: rules).run()
        #expect(reports[0].parked == 1)
        #expect(fixture.agent.subjects(in: "INBOX") == [])
        #expect(fixture.agent.subjects(in: "Sent on") == ["letter0"])
        await fixture.stop()
    }

    @Test func aLineLostBehindTheFinalDotIsResentWithTheSameIdentity() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(1))
        fixture.relay.setFaults([SMTPFault(at: .message, .acceptAndDrop, occurrences: 1...1)])
        let first = try await fixture.round().run()
        #expect(first[0].forwarded == 0)
        #expect(first[0].deferred == 1)
        try await fixture.retryAll()
        let second = try await fixture.round().run()
        #expect(second[0].forwarded == 1)
        let received = await fixture.relay.received(count: 2)
        #expect(received.count == 2)
        #expect(received.first?.octets == received.last?.octets)
        await fixture.stop()
    }

    @Test func inDoubtItIsSetAsideWhereTheConfigurationSaysSo() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(1))
        fixture.relay.setFaults([SMTPFault(at: .message, .acceptAndDrop, occurrences: 1...1)])
        let reports = try await fixture.round(relay: "in-doubt = \"park\"").run()
        #expect(reports[0].parked == 1)
        #expect(try await fixture.queue().map(\.state) == [.parked])
        #expect(fixture.agent.subjects(in: "INBOX") == ["letter0"])
        #expect(await fixture.relay.received(count: 1).count == 1)
        await fixture.stop()
    }

    @Test func aServerThatWantsAFreshConnectionNowAndThenGetsOne() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(9))
        fixture.relay.setFaults([SMTPFault(at: .mail, .reply(421, "4.7.0 enough for one connection"), occurrences: 4...4)])
        let reports = try await fixture.round().run()
        #expect(reports[0].forwarded == 9)
        #expect(fixture.relay.connections == 2)
        #expect(await fixture.relay.received(count: 9).count == 9)
        await fixture.stop()
    }

    @Test func whatAServerCannotTakeIsNotBent() async throws {
        var options = SMTPServerOptions()
        options.offers8BitMIME = false
        options.sizeLimit = 4_000
        let fixture = try await RelayFixture(
            messages: [
                AgentFixture.message("plain", uidl: "a"), AgentFixture.message("eight", uidl: "b", body: "caf\u{E9}\r\n"),
                AgentFixture.message("large", uidl: "c", body: String(repeating: "0123456789\r\n", count: 1_000)),
            ], options: options)
        let reports = try await fixture.round().run()
        #expect(reports[0].forwarded == 1)
        #expect(reports[0].parked == 2)
        #expect(fixture.agent.subjects(in: "INBOX") == ["eight", "large"])
        let answers = try await fixture.queue().compactMap(\.lastAnswer).joined(separator: "\n")
        #expect(answers.contains("8BITMIME"))
        #expect(answers.contains("4000 at most"))
        await fixture.stop()
    }

    @Test func anAccountForwardsOnlySoManyAnHour() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(5))
        let reports = try await fixture.round(account: "forwards-per-hour = 2").run()
        #expect(reports[0].forwarded == 2)
        #expect(reports[0].deferred == 3)
        #expect(reports[0].notes.count { $0.contains("forwards-per-hour") } == 1)
        try await fixture.retryAll()
        #expect(try await fixture.round(account: "forwards-per-hour = 4").run()[0].forwarded == 2)
        #expect(fixture.relay.messages.count == 4)
        await fixture.stop()
    }

    @Test func patienceEnds() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(1))
        fixture.relay.setFaults([SMTPFault(at: .recipient, .reply(450, "4.2.0 greylisted"), occurrences: SMTPFault.always)])
        _ = try await fixture.round(relay: "give-up-after = \"1s\"").run()
        #expect(try await fixture.queue().map(\.state) == [.deferred])
        // A person's retry would begin anew: only the clock of the next try is turned back.
        let store = try Store(directory: fixture.agent.directory + "/state")
        let id = try #require(try await store.queue().first.flatMap { if case .effect(let id) = $0.id { id } else { nil } })
        try await store.write { try $0.deferEffect(id, answer: "450 greylisted", nextTry: Date()) }
        try await Task.sleep(for: .seconds(1.2))
        _ = consume store
        let reports = try await fixture.round(relay: "give-up-after = \"1s\"").run()
        #expect(reports[0].parked == 1)
        #expect(try await fixture.queue().first?.lastAnswer?.contains("given up after") == true)
        #expect(fixture.agent.subjects(in: "INBOX") == ["letter0"])
        await fixture.stop()
    }

    @Test func aLoopIsSeenBeforeAnythingIsSent() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(1))
        #expect(try await fixture.round().run()[0].forwarded == 1)
        let sent = try #require(await fixture.relay.received(count: 1).first)

        // It comes back.
        try await fixture.agent.restartServer(with: [POP3Mailbox.Message(uidl: "back", octets: sent.octets)])
        let reports = try await fixture.round().run()
        #expect(reports[0].forwarded == 0)
        #expect(reports[0].parked == 1)
        #expect(fixture.agent.subjects(in: "INBOX") == ["letter0"])
        #expect(try await fixture.queue().first?.lastAnswer?.contains("X-Postroom-Loop") == true)
        // Elsewhere it may go.
        try await fixture.agent.restartServer(with: [POP3Mailbox.Message(uidl: "again", octets: sent.octets + Array("More.\r\n".utf8))])
        #expect(try await fixture.round(rules: #"rule "on" { redirect "cy@example.net" }"#).run()[0].forwarded == 1)
        await fixture.stop()
    }

    @Test func oneIsNotForwardedToOneself() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(1))
        let reports = try await fixture.round(
            rules: #"rule "on" { redirect "Ann@Example.org" }"#, account: #"addresses = ["ann@example.org"]"#
        ).run()
        #expect(reports[0].forwarded == 0)
        #expect(reports[0].parked == 1)
        #expect(fixture.agent.subjects(in: "INBOX") == ["letter0"])
        await fixture.stop()
    }

    @Test func aDryRunTellsWhatWouldBeForwarded() async throws {
        let fixture = try await RelayFixture(messages: Self.letters(2))
        let reports = try await fixture.round().rehearse()
        #expect(reports[0].forwarded == 2)
        #expect(fixture.relay.connections == 0)
        #expect(!FileManager.default.fileExists(atPath: fixture.agent.directory + "/state/loop.key"))
        await fixture.stop()
    }
}
