import Agent
import Foundation
import POP3
import Testing

/// Rounds in which something stands in the way: each goes on with everything else.
@Suite struct SetbackTests {
    private let patient = """
        on error defer 1
        rule "x" { when subject is "early" and from.address in list("missing.txt") discard }
        """

    @Test func aFullDiskStopsRetrievalAndNotWhatIsHereAlready() async throws {
        let fixture = try await AgentFixture(messages: [AgentFixture.message("early", uidl: "a")])
        _ = try await fixture.round(rules: patient).run()
        #expect(fixture.spooled.count == 1)
        fixture.server.append(AgentFixture.message("late", uidl: "b"), to: "ann")
        let full = try await fixture.round(rules: "", state: "min-free = \"1000TB\"").run()
        #expect(full[0].error?.contains("min-free") == true)
        #expect(full[0].retrieved == 0)
        #expect(fixture.subjects(in: "INBOX") == ["early"])
        let roomy = try await fixture.round(rules: "").run()
        #expect(roomy[0].error == nil)
        #expect(fixture.subjects(in: "INBOX") == ["early", "late"])
        await fixture.stop()
    }

    @Test func aMessageWhoseOctetsAreGoneHoldsUpNoOther() async throws {
        let fixture = try await AgentFixture(messages: [AgentFixture.message("early", uidl: "a")])
        _ = try await fixture.round(rules: patient).run()
        for name in fixture.spooled { try FileManager.default.removeItem(atPath: fixture.directory + "/state/spool/" + name) }
        fixture.server.append(AgentFixture.message("late", uidl: "b"), to: "ann")
        let reports = try await fixture.round(rules: "").run()
        #expect(reports[0].error == nil)
        #expect(reports[0].parked == 1)
        #expect(reports[0].notes.contains { $0.contains("octets") })
        #expect(fixture.subjects(in: "INBOX") == ["late"])
        let again = try await fixture.round(rules: "").run()
        #expect(again[0].parked == 0)
        await fixture.stop()
    }

    @Test func aFolderThatCannotBeUsedDoublesNothingInTheInbox() async throws {
        let fixture = try await AgentFixture(messages: [AgentFixture.message("kept", uidl: "a")])
        let reports = try await fixture.round(rules: "rule \"x\" { fileinto \"Nowhere\" copy }", more: "create-folders = false").run()
        #expect(reports[0].parked == 1)
        #expect(fixture.subjects(in: "INBOX") == ["kept"])
        _ = try await fixture.round(rules: "", more: "create-folders = false").run()
        #expect(fixture.subjects(in: "INBOX") == ["kept"])
        await fixture.stop()
    }

    @Test func aMessageThatIsTooLargeStopsNeitherRoundNorRehearsal() async throws {
        let large = AgentFixture.message("large", uidl: "a", body: String(repeating: "A line of it.\r\n", count: 200))
        let fixture = try await AgentFixture(messages: [large, AgentFixture.message("small", uidl: "b")])
        let rehearsed = try await fixture.round(rules: "", more: "max-size = \"1KB\"").rehearse()
        #expect(rehearsed[0].error == nil)
        #expect(rehearsed[0].retrieved == 1)
        let reports = try await fixture.round(rules: "", more: "max-size = \"1KB\"").run()
        #expect(reports[0].error == nil)
        #expect(reports[0].notes == rehearsed[0].notes)
        #expect(fixture.subjects(in: "INBOX") == ["small"])
        await fixture.stop()
    }

    @Test func whatTheServerWouldNotGiveOutComesLast() async throws {
        let fixture = try await AgentFixture(messages: ["a", "b", "c"].map { AgentFixture.message($0, uidl: $0) })
        try await fixture.refuse("a")
        let events = Events()
        _ = try await fixture.round(rules: "").run(telling: events.add)
        #expect(events.order == ["b", "c", "a"])
        #expect(fixture.subjects(in: "INBOX") == ["a", "b", "c"])
        await fixture.stop()
    }

    @Test func aSpoolThatGrowsTooLargeStopsRetrievalBetweenBatches() async throws {
        let large = String(repeating: String(repeating: "x", count: 70) + "\r\n", count: 15_000)
        let mailbox = (1...40).map { AgentFixture.message("early\($0)", uidl: "u\($0)", body: large) }
        let fixture = try await AgentFixture(messages: mailbox)
        // What is put off stays in the spool.
        let waiting = "on error defer 9\nrule \"x\" { when from.address in list(\"missing.txt\") discard }"
        let state = "min-free = \"1MB\"\nmax-spool = \"20MB\""
        let stopped = try await fixture.round(rules: waiting, after: "delete", state: state).run()
        #expect(stopped[0].error?.contains("max-spool") == true)
        #expect((20...32).contains(fixture.spooled.count), "\(fixture.spooled.count) messages of 1 MB")
        #expect(fixture.server.remaining("ann").count == 40)
        // What leaves the spool makes room: then nothing stops.
        let roomy = try await fixture.round(rules: "", after: "delete", state: state).run()
        #expect(roomy[0].error == nil)
        #expect(fixture.subjects(in: "INBOX").count == 40)
        #expect(Set(fixture.subjects(in: "INBOX")).count == 40)
        #expect(fixture.server.remaining("ann").isEmpty)
        await fixture.stop()
    }
}
