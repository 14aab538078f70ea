import Agent
import Foundation
import Store
import Testing

/// Messages whose decision ended the process again and again.
@Suite struct HopelessMessageTests {
    /// A message in the spool that was begun so often, as a crashed process leaves it.
    private func leave(_ subject: String, attempts: Int, in fixture: AgentFixture) async throws {
        let state = fixture.directory + "/state"
        let octets = "From: bo@example.net\nSubject: \(subject)\n\nHello.\n"
        let store = try Store(directory: state)
        try FileManager.default.createDirectory(
            atPath: state + "/spool", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try octets.write(toFile: "\(state)/spool/\(subject)", atomically: true, encoding: .utf8)
        try await store.write { transaction in
            let account = try transaction.accountID(named: "work")
            let arrival = Arrival(
                uidl: subject, contentHash: Array(subject.utf8), size: octets.utf8.count, storedSize: octets.utf8.count,
                hasBareLineEnds: false, spoolName: subject, firstSeen: Date(), serverCopy: .present)
            let admissions = try transaction.admit([arrival], account: account)
            for _ in 0..<attempts { try transaction.countAttempt(messages: admissions.map(\.row)) }
        }
    }

    @Test func theyGoToTheInboxWithoutTheRulesAndHoldUpNobody() async throws {
        let fixture = try await AgentFixture(messages: [AgentFixture.message("fresh", uidl: "f")])
        try await leave("poison", attempts: 5, in: fixture)
        try await leave("suspect", attempts: 3, in: fixture)
        let reports = try await fixture.round(rules: "rule \"x\" { fileinto \"Box\" }").run()
        #expect(reports[0].error == nil)
        #expect(fixture.subjects(in: "INBOX") == ["poison"])
        #expect(fixture.subjects(in: "Box") == ["fresh", "suspect"])
        await fixture.stop()
        let store = try Store(readingFrom: fixture.directory + "/state")
        let hits = try await store.search(try SearchQuery(parsing: "tag:rule-error"), limit: 10)
        #expect(hits.map(\.subject) == ["poison"])
    }
}
