import Agent
import Foundation
import POP3
import Testing

/// What becomes of messages whose way is not the plain one.
@Suite struct DeliveryPromiseTests {
    @Test func anActionThatWaitsKeepsTheMessageAsWell() async throws {
        let fixture = try await AgentFixture(messages: [AgentFixture.message("bill", uidl: "a"), AgentFixture.message("copy", uidl: "b")])
        let reports = try await fixture.round(
            rules: """
                rule "all" { when subject is "bill" redirect "books@example.org" }
                rule "copied" { when subject is "copy" redirect "books@example.org" copy fileinto "Money" }
                """
        ).run()
        #expect(reports[0].waiting == 2)
        #expect(reports[0].forwarded == 0)
        #expect(fixture.subjects(in: "INBOX") == ["bill"])
        #expect(fixture.subjects(in: "Money") == ["copy"])
        // Their octets are kept for the day when they can be sent.
        #expect(fixture.spooled.count == 2)
        _ = try await fixture.round(rules: "").run()
        #expect(fixture.spooled.count == 2)
        await fixture.stop()
    }

    @Test func oneMessageGoesToSeveralFolders() async throws {
        let fixture = try await AgentFixture(messages: [AgentFixture.message("both", uidl: "a")])
        let reports = try await fixture.round(
            rules: """
                rule "copy" { fileinto "One" copy fileinto "One" copy }
                rule "marked" { addheader "X-Mark" "yes" fileinto "Two" copy }
                rule "last" { addflag "\\\\Seen" fileinto "Three" }
                """
        ).run()
        #expect(reports[0].error == nil)
        #expect(fixture.subjects(in: "One") == ["both"])
        #expect(fixture.subjects(in: "Two") == ["both"])
        #expect(fixture.subjects(in: "Three") == ["both"])
        #expect(fixture.spooled == [])
        let edited = try contents(of: fixture.directory + "/Mail/.Two/new")
        #expect(edited.contains("X-Mark: yes\n"))
        let untouched = try contents(of: fixture.directory + "/Mail/.One/new")
        #expect(!untouched.contains("X-Mark"))
        let seen = try FileManager.default.contentsOfDirectory(atPath: fixture.directory + "/Mail/.Three/cur")
        #expect(seen.count == 1)
        #expect(seen.allSatisfy { $0.hasSuffix(":2,S") })
        await fixture.stop()
    }

    @Test func aFolderThatCannotBeUsedSendsTheMessageToTheInbox() async throws {
        let fixture = try await AgentFixture(messages: [AgentFixture.message("lost", uidl: "a")])
        let reports = try await fixture.round(
            rules: "rule \"x\" { fileinto \"Nowhere\" }", more: "create-folders = false"
        ).run()
        #expect(reports[0].parked == 1)
        #expect(fixture.subjects(in: "INBOX") == ["lost"])
        #expect(reports[0].notes.contains { $0.contains("Nowhere") })
        let again = try await fixture.round(rules: "", more: "create-folders = false").run()
        #expect(again[0].error == nil)
        #expect(fixture.subjects(in: "INBOX") == ["lost"])
        await fixture.stop()
    }

    @Test func anErrorThatDefersIsTriedAgainAndThenDoesItsAction() async throws {
        let fixture = try await AgentFixture(messages: [AgentFixture.message("odd", uidl: "a")])
        let rules = """
            on error defer 2 then fileinto "Errors"
            rule "x" { when from.address in list("missing.txt") discard }
            """
        for round in 1...2 {
            let reports = try await fixture.round(rules: rules, after: "delete").run()
            #expect(reports[0].deferred == 1, "round \(round)")
            #expect(fixture.subjects(in: "Errors") == [])
            #expect(fixture.spooled.count == 1)
        }
        _ = try await fixture.round(rules: rules).run()
        #expect(fixture.subjects(in: "Errors") == ["odd"])
        #expect(fixture.spooled == [])
        #expect(fixture.server.remaining("ann").isEmpty)
        await fixture.stop()
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/shm"), "needs a second file system"))
    func anotherFileSystemGetsItsCopyOnce() async throws {
        let mail = "/dev/shm/postroom-agent-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: mail) }
        let fixture = try await AgentFixture(messages: (1...20).map { AgentFixture.message("m\($0)", uidl: "u\($0)") })
        _ = try await fixture.round(rules: "", mail: mail).run()
        _ = try await fixture.round(rules: "", mail: mail).run()
        #expect(fixture.subjects(in: "INBOX", of: mail).count == 20)
        #expect(Set(fixture.subjects(in: "INBOX", of: mail)).count == 20)
        #expect(fixture.spooled == [])
        await fixture.stop()
    }

    @Test func strayFilesInTheSpoolAreSwept() async throws {
        let fixture = try await AgentFixture(messages: [AgentFixture.message("a", uidl: "a")])
        _ = try await fixture.round(rules: "").run()
        try "half a mess".write(toFile: fixture.directory + "/state/spool/stray", atomically: true, encoding: .utf8)
        _ = try await fixture.round(rules: "").run()
        #expect(fixture.spooled == [])
        #expect(fixture.subjects(in: "INBOX") == ["a"])
        await fixture.stop()
    }

    private func contents(of folder: String) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count == 1)
        return try names.map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.joined()
    }
}
