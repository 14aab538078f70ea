import Agent
import Foundation
import POP3
import Store
import Testing

@Suite struct PollRoundTests {
    private let rules = """
        rule "lists" {
          when subject matches /^\\[(?<list>\\w+)\\]/
          fileinto "Lists/${list}"
          tag +list
        }
        rule "junk" { when subject contains "casino" discard }
        """

    private let three = [
        AgentFixture.message("[swift] one", uidl: "a"), AgentFixture.message("casino", uidl: "b"), AgentFixture.message("plain", uidl: "c"),
    ]

    @Test func mailIsFetchedDecidedAndFiledOnce() async throws {
        let fixture = try await AgentFixture(messages: three)
        let first = try await fixture.round(rules: rules).run()
        #expect(first.map(\.error) == [nil])
        #expect(first[0].retrieved == 3)
        #expect(first[0].filed == 2)
        #expect(first[0].discarded == 1)
        #expect(first[0].tagged == 1)
        #expect(fixture.subjects(in: "Lists/swift") == ["[swift] one"])
        #expect(fixture.subjects(in: "INBOX") == ["plain"])
        #expect(fixture.spooled == [])
        let second = try await fixture.round(rules: rules).run()
        #expect(second[0].retrieved == 0)
        #expect(second[0].filed == 0)
        #expect(fixture.server.remaining("ann").count == 3)
        #expect(fixture.subjects(in: "INBOX") == ["plain"])
        await fixture.stop()
    }

    @Test func aRehearsalChangesNothingAndDecidesTheSame() async throws {
        let fixture = try await AgentFixture(messages: three)
        let events = Events()
        let rehearsed = try await fixture.round(rules: rules, after: "delete").rehearse(telling: events.add)
        #expect(rehearsed[0].retrieved == 3)
        #expect(rehearsed[0].discarded == 1)
        #expect(!FileManager.default.fileExists(atPath: fixture.directory + "/state"))
        #expect(!FileManager.default.fileExists(atPath: fixture.directory + "/Mail"))
        #expect(fixture.server.remaining("ann").count == 3)
        let real = Events()
        _ = try await fixture.round(rules: rules).run(telling: real.add)
        #expect(events.outcomes == real.outcomes)
        #expect(events.outcomes.count == 3)
        await fixture.stop()
    }

    @Test func deletingEmptiesTheServerAndKeepsTheMail() async throws {
        let fixture = try await AgentFixture(messages: three)
        let reports = try await fixture.round(rules: rules, after: "delete").run()
        #expect(reports[0].error == nil)
        #expect(fixture.server.remaining("ann").isEmpty)
        #expect(fixture.subjects(in: "INBOX") == ["plain"])
        await fixture.stop()
    }

    @Test func whatWasKeptIsDeletedWhenTheAccountSaysSoLater() async throws {
        let fixture = try await AgentFixture(messages: three)
        _ = try await fixture.round(rules: rules).run()
        let reports = try await fixture.round(rules: rules, after: "delete").run()
        #expect(reports[0].retrieved == 0)
        #expect(fixture.server.remaining("ann").isEmpty)
        await fixture.stop()
    }

    @Test func youngMessagesStayOnTheServer() async throws {
        let fixture = try await AgentFixture(messages: three)
        _ = try await fixture.round(rules: rules, after: "delete after 14d").run()
        _ = try await fixture.round(rules: rules, after: "delete after 14d").run()
        #expect(fixture.server.remaining("ann").count == 3)
        await fixture.stop()
    }

    @Test func renumberedMessagesAreRecognised() async throws {
        let fixture = try await AgentFixture(messages: three)
        _ = try await fixture.round(rules: rules).run()
        let moved = three.map { POP3Mailbox.Message(uidl: "new-" + $0.uidl, octets: $0.octets) }
        try await fixture.restartServer(with: moved + [AgentFixture.message("fresh", uidl: "d")])
        let reports = try await fixture.round(rules: rules).run()
        #expect(reports[0].retrieved == 1)
        #expect(fixture.subjects(in: "INBOX") == ["fresh", "plain"])
        #expect(fixture.subjects(in: "Lists/swift") == ["[swift] one"])
        #expect(fixture.spooled == [])
        let after = try await fixture.round(rules: rules).run()
        #expect(after[0].retrieved == 0)
        await fixture.stop()
    }

    @Test func aReusedUniqueIDIsAnotherMessage() async throws {
        let fixture = try await AgentFixture(messages: [AgentFixture.message("first", uidl: "a")])
        _ = try await fixture.round(rules: rules, after: "delete").run()
        try await fixture.restartServer(with: [AgentFixture.message("second", uidl: "a")])
        _ = try await fixture.round(rules: rules, after: "delete").run()
        #expect(fixture.subjects(in: "INBOX") == ["first", "second"])
        await fixture.stop()
    }

    @Test func sharedUniqueIDsLoseNothingAndDoubleNothingInAnyOrder() async throws {
        let twin = AgentFixture.message("twin", uidl: "x")
        let messages = [AgentFixture.message("one", uidl: "x"), twin, twin, AgentFixture.message("two", uidl: "x")]
        let fixture = try await AgentFixture(messages: messages)
        _ = try await fixture.round(rules: rules).run()
        #expect(fixture.subjects(in: "INBOX") == ["one", "twin", "twin", "two"])
        try await fixture.restartServer(with: messages.reversed())
        let reports = try await fixture.round(rules: rules).run()
        #expect(reports[0].retrieved == 0)
        #expect(fixture.subjects(in: "INBOX") == ["one", "twin", "twin", "two"])
        await fixture.stop()
    }

    @Test func oneAccountFailsWithASentence() async throws {
        let fixture = try await AgentFixture(messages: three)
        let reports = try await fixture.round(rules: rules, password: "wrong").run()
        let error = try #require(reports[0].error)
        #expect(error.contains("refused user name or password"))
        #expect(!error.contains("wrong\""))
        await fixture.stop()
    }

    @Test func mistakesInRulesStopTheRoundBeforeAnyMailIsTouched() async throws {
        let fixture = try await AgentFixture(messages: three)
        await #expect(throws: AgentError.self) { try await fixture.round(rules: "rule \"x\" { when subjct is \"a\" keeep }").run() }
        #expect(!FileManager.default.fileExists(atPath: fixture.directory + "/state"))
        await fixture.stop()
    }

    @Test func aSecondRoundAtTheSameTimeIsTurnedAway() async throws {
        let fixture = try await AgentFixture(messages: three)
        let holder = try Store(directory: fixture.directory + "/state")
        do {
            _ = try await fixture.round(rules: rules).run()
            Issue.record("two owners of one state directory")
        } catch let error as AgentError {
            #expect(error.kind == .busy)
        }
        withExtendedLifetime(holder) {}
        await fixture.stop()
    }
}
