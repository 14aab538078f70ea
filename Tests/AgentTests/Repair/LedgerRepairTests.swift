@testable import Agent
import Configuration
import Foundation
import POP3
import Testing

/// Ledgers that are damaged, gone, or older than what was done since: after a repair and a poll each message is in its folder, once.
@Suite struct LedgerRepairTests {
    private static let rules = "rule \"lists\" { when subject matches \"list*\" fileinto \"Lists\" }"
    /// Each message waits in the spool.
    private static let waiting = "on error defer 9\nrule \"x\" { when from.address in list(\"missing.txt\") discard }"

    private func letters(_ numbers: Range<Int>) -> [POP3Mailbox.Message] {
        numbers.map { number in
            let name = (number.isMultiple(of: 3) ? "list" : "letter") + "\(number)"
            return POP3Mailbox.Message(
                uidl: "u\(number)",
                octets: Array(
                    """
                    From: Bo <bo@example.net>\r\nTo: ann@example.org\r\nDate: Mon, 23 Nov 2026 10:00:\(10 + number % 50) +0000\r\nSubject: \(name)\r
                    Message-ID: <\(name)@example.net>\r\n\r\nHello \(number).\r\n
                    """.utf8))
        }
    }

    private func subjects(_ numbers: Range<Int>) -> [String] {
        numbers.map { ($0.isMultiple(of: 3) ? "list" : "letter") + "\($0)" }.sorted()
    }

    private func filed(_ fixture: AgentFixture) -> [String] { (fixture.subjects(in: "INBOX") + fixture.subjects(in: "Lists")).sorted() }

    private func database(_ fixture: AgentFixture) -> String { fixture.directory + "/state/postroom.sqlite" }

    private func repair(_ fixture: AgentFixture, from backup: String? = nil, dryRun: Bool = false, after: String = "keep") async throws -> RepairReport {
        let configuration = try fixture.round(rules: Self.rules, after: after).configuration
        return try await LedgerRepair(configuration: configuration, backup: backup, isDryRun: dryRun).run()
    }

    private func expectDamaged(_ fixture: AgentFixture, after: String = "keep") async throws {
        let there = fixture.server.remaining("ann").count
        let error = await #expect(throws: AgentError.self) { try await fixture.round(rules: Self.rules, after: after).run() }
        #expect(error?.kind == .damaged)
        #expect(error?.sentence.contains("postroom repair") == true)
        #expect(fixture.server.remaining("ann").count == there)
    }

    @Test func aSoundLedgerStaysAsItIs() async throws {
        let fixture = try await AgentFixture(messages: letters(0..<5))
        _ = try await fixture.round(rules: Self.rules).run()
        let before = try Data(contentsOf: URL(fileURLWithPath: database(fixture)))
        let report = try await repair(fixture)
        #expect(report.fault == nil && report.isComplete)
        #expect(try Data(contentsOf: URL(fileURLWithPath: database(fixture))) == before)
        await fixture.stop()
    }

    @Test func aLedgerThatIsGoneIsBuiltFromTheFolders() async throws {
        let fixture = try await AgentFixture(messages: letters(0..<30))
        _ = try await fixture.round(rules: Self.rules).run()
        try FileManager.default.removeItem(atPath: database(fixture))
        try await expectDamaged(fixture)
        let rehearsed = try await repair(fixture, dryRun: true)
        #expect(rehearsed.inFolders == 30)
        #expect(!FileManager.default.fileExists(atPath: database(fixture)))
        let report = try await repair(fixture)
        #expect(report.inFolders == 30)
        #expect(!report.isComplete)
        for letter in letters(30..<34) { fixture.server.append(letter, to: "ann") }
        let reports = try await fixture.round(rules: Self.rules).run()
        #expect(reports[0].error == nil)
        #expect(reports[0].retrieved == 4)
        #expect(filed(fixture) == subjects(0..<34))
        await fixture.stop()
    }

    @Test func twoMessagesAreEnoughToBeKnownByTheirOctets() async throws {
        let fixture = try await AgentFixture(messages: letters(0..<2))
        _ = try await fixture.round(rules: Self.rules).run()
        try FileManager.default.removeItem(atPath: database(fixture))
        _ = try await repair(fixture)
        _ = try await fixture.round(rules: Self.rules).run()
        #expect(filed(fixture) == subjects(0..<2))
        await fixture.stop()
    }

    @Test(arguments: [2, 30]) func messagesWithTheSameOctetsAreAsManyAsOneFolderHas(count: Int) async throws {
        let twins = letters(1..<3).flatMap { letter in
            (0..<3).map { POP3Mailbox.Message(uidl: "\(letter.uidl)-\($0)", octets: letter.octets) }
        }
        let fixture = try await AgentFixture(messages: letters(3..<3 + count) + twins)
        let rules = "rule \"copied\" { when subject is \"letter1\" fileinto \"Lists\" copy }\n" + Self.rules
        _ = try await fixture.round(rules: rules).run()
        let before = filed(fixture)
        #expect(before.filter { $0 == "letter1" }.count == 6)
        #expect(before.filter { $0 == "letter2" }.count == 3)
        try FileManager.default.removeItem(atPath: database(fixture))
        let report = try await repair(fixture)
        #expect(report.inFolders == count + 6)
        let reports = try await fixture.round(rules: rules).run()
        #expect(reports[0].error == nil)
        #expect(filed(fixture) == before)
        await fixture.stop()
    }

    @Test func whatWaitedInTheSpoolIsDecidedThoughNothingElseKnowsOfIt() async throws {
        let fixture = try await AgentFixture(messages: letters(0..<12))
        _ = try await fixture.round(rules: Self.waiting, after: "delete").run()
        #expect(fixture.spooled.count == 12)
        #expect(fixture.server.remaining("ann").isEmpty)
        try FileManager.default.removeItem(atPath: database(fixture))
        try await expectDamaged(fixture, after: "delete")
        #expect(fixture.spooled.count == 12)
        let report = try await repair(fixture, after: "delete")
        #expect(report.affected.count == 12)
        #expect(report.affected.allSatisfy { $0.fate == .decided && $0.subject != nil })
        _ = try await fixture.round(rules: Self.rules, after: "delete").run()
        #expect(filed(fixture) == subjects(0..<12))
        #expect(fixture.spooled.isEmpty)
        await fixture.stop()
    }

    @Test func whatTheServerHasAsWellIsNotDeliveredTwice() async throws {
        let fixture = try await AgentFixture(messages: letters(0..<12))
        _ = try await fixture.round(rules: Self.waiting).run()
        try FileManager.default.removeItem(atPath: database(fixture))
        _ = try await repair(fixture)
        _ = try await fixture.round(rules: Self.rules).run()
        #expect(filed(fixture) == subjects(0..<12))
        _ = try await fixture.round(rules: Self.rules).run()
        #expect(filed(fixture) == subjects(0..<12))
        await fixture.stop()
    }

    @Test func aPieceOfAMessageIsSetAsideAndKept() async throws {
        let fixture = try await AgentFixture(messages: letters(0..<3))
        _ = try await fixture.round(rules: Self.rules).run()
        try FileManager.default.removeItem(atPath: database(fixture))
        let name = "1795000000.M1P1Q1.host"
        try "Subject: cut\n\nHel".write(toFile: fixture.directory + "/state/spool/\(name)", atomically: false, encoding: .utf8)
        let report = try await repair(fixture)
        #expect(report.affected.map(\.fate) == [.setAside])
        _ = try await fixture.round(rules: Self.rules).run()
        #expect(filed(fixture) == subjects(0..<3))
        #expect(fixture.spooled == [name])
        await fixture.stop()
    }

    @Test func whateverPageIsDamagedNothingIsLostAndNothingTwice() async throws {
        let fixture = try await AgentFixture(messages: letters(0..<60))
        _ = try await fixture.round(rules: Self.rules).run()
        let sound = [UInt8](try Data(contentsOf: URL(fileURLWithPath: database(fixture))))
        let pages = sound.count / 4096
        var next = 60
        for page in stride(from: 0, to: pages, by: max(1, pages / 12)) {
            var octets = sound
            for offset in 0..<4096 { octets[page * 4096 + offset] = UInt8.random(in: 0...255) }
            try Data(octets).write(to: URL(fileURLWithPath: database(fixture)))
            try await expectDamaged(fixture)
            let report = try await repair(fixture)
            #expect(report.fault != nil)
            #expect(report.aside.allSatisfy { FileManager.default.fileExists(atPath: $0) })
            fixture.server.append(letters(next..<next + 1)[0], to: "ann")
            next += 1
            let reports = try await fixture.round(rules: Self.rules).run()
            #expect(reports[0].error == nil)
            #expect(filed(fixture) == subjects(0..<next), "page \(page + 1): \(report)")
            #expect(try await repair(fixture).fault == nil)
        }
        await fixture.stop()
    }

    @Test func aBackupAndTheFoldersMakeUpForALostStateDirectory() async throws {
        let fixture = try await AgentFixture(messages: letters(0..<20))
        _ = try await fixture.round(rules: Self.rules).run()
        for letter in letters(20..<24) { fixture.server.append(letter, to: "ann") }
        _ = try await fixture.round(rules: Self.waiting).run()
        let backup = fixture.directory + "/backup"
        let configuration = try fixture.round(rules: Self.rules).configuration
        let made = try await StateBackup(configuration: configuration).make(at: backup)
        #expect(made.messages == 24 && made.files == 4)
        await #expect(throws: AgentError.self) { try await StateBackup(configuration: configuration).make(at: backup) }
        let mode = try FileManager.default.attributesOfItem(atPath: backup)[.posixPermissions] as? Int
        #expect(mode == 0o700)

        // What the backup has in the spool is delivered since, and more came.
        for letter in letters(24..<30) { fixture.server.append(letter, to: "ann") }
        _ = try await fixture.round(rules: Self.rules).run()
        #expect(filed(fixture) == subjects(0..<30))
        try FileManager.default.removeItem(atPath: fixture.directory + "/state")
        let report = try await repair(fixture, from: backup)
        #expect(report.fromBackup == 24)
        #expect(report.inFolders == 6)
        for letter in letters(30..<32) { fixture.server.append(letter, to: "ann") }
        let reports = try await fixture.round(rules: Self.rules).run()
        #expect(reports[0].error == nil)
        #expect(filed(fixture) == subjects(0..<32))
        await fixture.stop()
    }

    @Test func aBackupCompletesADamagedLedgerAndTheSpoolThatIsThereCounts() async throws {
        let fixture = try await AgentFixture(messages: letters(0..<20))
        _ = try await fixture.round(rules: Self.waiting, after: "delete").run()
        let backup = fixture.directory + "/backup"
        let configuration = try fixture.round(rules: Self.rules, after: "delete").configuration
        _ = try await StateBackup(configuration: configuration).make(at: backup)
        _ = try await fixture.round(rules: Self.rules, after: "delete").run()
        for letter in letters(20..<25) { fixture.server.append(letter, to: "ann") }
        _ = try await fixture.round(rules: Self.waiting, after: "delete").run()
        try FileManager.default.removeItem(atPath: database(fixture))
        let report = try await repair(fixture, from: backup, after: "delete")
        #expect(report.fromBackup == 20)
        _ = try await fixture.round(rules: Self.rules, after: "delete").run()
        #expect(filed(fixture) == subjects(0..<25))
        await fixture.stop()
    }

    @Test func nobodyRepairsBeneathAnOwner() async throws {
        let fixture = try await AgentFixture(messages: letters(0..<2))
        let configuration = try fixture.round(rules: Self.rules).configuration
        _ = try await fixture.round(rules: Self.rules).run()
        let state = try await AgentState.open(configuration.state)
        let error = await #expect(throws: AgentError.self) { try await LedgerRepair(configuration: configuration).run() }
        #expect(error?.kind == .busy)
        withExtendedLifetime(state) {}
        await fixture.stop()
    }

    @Test func aYoungerSoundLedgerIsNotReplacedByABackup() async throws {
        let fixture = try await AgentFixture(messages: letters(0..<2))
        _ = try await fixture.round(rules: Self.rules).run()
        let configuration = try fixture.round(rules: Self.rules).configuration
        _ = try await StateBackup(configuration: configuration).make(at: fixture.directory + "/backup")
        let error = await #expect(throws: AgentError.self) {
            try await LedgerRepair(configuration: configuration, backup: fixture.directory + "/backup").run()
        }
        #expect(error?.sentence.contains("sound") == true)
        await fixture.stop()
    }
}
