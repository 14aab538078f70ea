import Agent
import Delivery
import Foundation
import MailMessage
import POP3
import Store
import Testing

/// Rounds into an mbox store.
@Suite struct MboxRoundTests {
    private let rules = """
        rule "lists" { when subject contains "[swift]" addflag "\\\\Flagged" fileinto "Lists/swift" }
        rule "both" { when subject is "both" fileinto "Copies" copy }
        """
    private let four = ["[swift] one", "plain", "[swift] two", "both"].enumerated().map {
        AgentFixture.message($0.element, uidl: "u\($0.offset)", body: "From here\r\nto there.\r\n")
    }

    /// The subjects of the messages in a file, in order.
    private func subjects(_ file: String, _ fixture: AgentFixture) -> [String] {
        let text = (try? String(contentsOfFile: "\(fixture.directory)/Mail/\(file)", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { $0.hasPrefix("Subject: ") }.map { String($0.dropFirst(9)) }
    }

    @Test func mailIsFiledOnce() async throws {
        let fixture = try await AgentFixture(messages: four)
        for retrieved in [4, 0] {
            let reports = try await fixture.round(rules: rules, kind: "mbox").run()
            #expect(reports[0].error == nil)
            #expect(reports[0].retrieved == retrieved)
            #expect(subjects("inbox", fixture) == ["plain", "both"])
            #expect(subjects("Lists/swift", fixture) == ["[swift] one", "[swift] two"])
            #expect(subjects("Copies", fixture) == ["both"])
            #expect(fixture.spooled == [])
        }
        let text = try String(contentsOfFile: fixture.directory + "/Mail/Lists/swift", encoding: .utf8)
        #expect(text.components(separatedBy: "\n>From here\nto there.\n\n").count == 3)
        #expect(text.components(separatedBy: "\nX-Status: F\n").count == 3)
        #expect(text.hasPrefix("From bo@example.net "))
        await fixture.stop()
    }

    @Test func severalBatchesAtOnceDoNotWaitForEachOther() async throws {
        let messages = (0..<1_200).map { AgentFixture.message("m\($0)", uidl: "u\($0)") }
        let fixture = try await AgentFixture(messages: messages)
        let reports = try await fixture.round(rules: "rule \"x\" { when subject contains \"7\" fileinto \"Sevens\" }", kind: "mbox").run()
        #expect(reports[0].error == nil)
        #expect(reports[0].deferred == 0)
        #expect(reports[0].seconds < 25, "it waited for itself")
        #expect(Set(subjects("inbox", fixture) + subjects("Sevens", fixture)).count == 1_200)
        #expect(subjects("inbox", fixture).count + subjects("Sevens", fixture).count == 1_200)
        await fixture.stop()
    }

    @Test func whatAMailboxCannotTakeIsKeptInTheInbox() async throws {
        let fixture = try await AgentFixture(messages: four)
        try FileManager.default.createDirectory(
            atPath: fixture.directory + "/Mail/Copies", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try "".write(toFile: fixture.directory + "/Mail/Lists", atomically: false, encoding: .utf8)
        let reports = try await fixture.round(rules: rules, kind: "mbox").run()
        #expect(reports[0].error == nil)
        #expect(reports[0].parked == 3)
        #expect(subjects("inbox", fixture).sorted() == ["[swift] one", "[swift] two", "both", "plain"])
        #expect(fixture.spooled.count == 1, "the parked copy of what is in the inbox as well: \(fixture.spooled)")
        let next = try await fixture.round(rules: rules, kind: "mbox").run()
        #expect(next[0].parked == 0)
        #expect(subjects("inbox", fixture).count == 4)
        await fixture.stop()
    }

    /// How a round was cut off.
    enum Crash: CaseIterable {
        case beforeTheFirstOctet, inTheSecondMessage, behindTheFirstMessage, behindTheLast, behindTheFirstRemoval, withForeignMail
    }

    @Test(arguments: Crash.allCases)
    func aRoundThatWasCutOffIsTakenUp(_ crash: Crash) async throws {
        let fixture = try await AgentFixture(messages: (1...3).map { AgentFixture.message("m\($0)", uidl: "u\($0)") })
        let inbox = fixture.directory + "/Mail/inbox"
        // Nothing can be delivered at first.
        try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let stuck = try await fixture.round(rules: "", kind: "mbox").run()
        #expect(stuck[0].deferred == 3)
        #expect(stuck[0].error?.contains("inbox") == true)
        #expect(fixture.spooled.count == 3)
        try FileManager.default.removeItem(atPath: inbox)

        try await attempt(crash, fixture, inbox: inbox)

        let reports = try await fixture.round(rules: "", kind: "mbox").run()
        #expect(reports[0].error == nil)
        #expect(reports[0].deferred == 0)
        #expect(subjects("inbox", fixture).filter { $0 != "foreign" } .sorted() == ["m1", "m2", "m3"])
        #expect(subjects("inbox", fixture).count == (crash == .withForeignMail ? 4 : 3))
        #expect(fixture.spooled == [])
        let next = try await fixture.round(rules: "", kind: "mbox").run()
        #expect(next[0].error == nil)
        #expect(subjects("inbox", fixture).filter { $0 != "foreign" }.count == 3)
        await fixture.stop()
    }

    /// What the program does up to the crash.
    private func attempt(_ crash: Crash, _ fixture: AgentFixture, inbox: String) async throws {
        let store = try Store(directory: fixture.directory + "/state")
        let account = try await store.accountID(named: "work")
        let effects = try await store.unfinishedEffects(account: try #require(account))
        try #require(effects.count == 3)
        let sources = effects.map { "\(fixture.directory)/state/spool/\($0.spoolName ?? "")" }
        let messages = try sources.map { MboxMessage(try Octets.mapping(path: $0)) }
        let locked = try Mbox(path: fixture.directory + "/Mail").lock("INBOX", mayMake: true)
        let intent = try locked.intent(time: 1_795_473_698, count: 3)
        let texts = effects.enumerated().map { (id: $0.element.id, destination: Optional(intent.text(at: $0.offset))) }
        _ = try await store.write { try $0.intent(effects: texts) }
        try locked.append(messages, behind: intent)
        locked.release()

        let whole = try Data(contentsOf: URL(fileURLWithPath: inbox))
        let second = try #require(whole.range(of: Data("\nFrom ".utf8))).lowerBound + 1
        let left: Data =
            switch crash {
            case .beforeTheFirstOctet: Data()
            case .inTheSecondMessage, .withForeignMail: whole[..<(second + 60)]
            case .behindTheFirstMessage: whole[..<second]
            case .behindTheLast, .behindTheFirstRemoval: whole
            }
        let foreign = crash == .withForeignMail ? Data("\n\nFrom cy@example.org Mon Nov 23 22:50:00 2026\nSubject: foreign\n\nx\n\n".utf8) : Data()
        try (left + foreign).write(to: URL(fileURLWithPath: inbox))
        if crash == .behindTheFirstRemoval { try FileManager.default.removeItem(atPath: sources[0]) }
    }
}
