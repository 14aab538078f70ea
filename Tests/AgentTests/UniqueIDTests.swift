import Agent
import Foundation
import POP3
import Testing

/// Servers whose unique-ids are not what RFC 1939 §7 asks for.
@Suite struct UniqueIDTests {
    private let letters = Letter.many(6)

    private func options(_ change: (inout POP3ServerOptions) -> Void) -> POP3ServerOptions {
        var options = POP3ServerOptions()
        change(&options)
        return options
    }

    /// Half a mailbox, then all of it again; the server may or may not admit that there is more.
    @Test(arguments: [true, false], [true, false])
    func aListingOfHalfTheMailChangesNothing(_ countsAll: Bool, _ isRenumbered: Bool) async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        let again = isRenumbered ? letters.shown("b") : letters.shown("a")
        for shown in [3, 6, 0, 6] {
            let half = options {
                $0.shown = shown
                $0.countsAll = countsAll
            }
            try await fixture.restartServer(with: shown == 6 ? again : letters.shown("a"), options: half)
            let reports = try await fixture.round(rules: "").run()
            #expect(reports[0].error == nil)
            #expect(reports[0].retrieved == 0, "\(shown) are shown")
        }
        #expect(fixture.subjects(in: "INBOX") == letters.subjects)
        await fixture.stop()
    }

    @Test(arguments: [Letter.Rendering.plain, .everything])
    func whatAListingOfHalfTheMailHidesIsNotClaimed(_ rendering: Letter.Rendering) async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        // Copies of what is hidden, under names of their own.
        let copies = letters.dropFirst(2).enumerated().map { $1.shown(as: "copy\($0)", rendering) }
        let half = options {
            $0.shown = 4
            $0.countsAll = true
        }
        try await fixture.restartServer(with: copies + letters.shown("a"), options: half)
        let partial = try await fixture.round(rules: "").run()
        #expect(partial[0].retrieved == 4)
        try await fixture.restartServer(with: copies + letters.shown("a"))
        let whole = try await fixture.round(rules: "").run()
        #expect(whole[0].retrieved == 0)
        #expect(fixture.server.commands("RETR") == 0)
        #expect(fixture.subjects(in: "INBOX") == (letters + letters.dropFirst(2)).subjects)
        await fixture.stop()
    }

    @Test func aMessageThatWasTakenOutAndPutBackIsKnownByItsOctets() async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        try await fixture.restartServer(with: Array(letters.shown("a").dropFirst()))
        _ = try await fixture.round(rules: "").run()
        try await fixture.restartServer(with: Array(letters.shown("a").dropFirst()) + [letters[0].shown(as: "again"), letters[0].shown(as: "twin")])
        let reports = try await fixture.round(rules: "").run()
        // Once: the other one is another message.
        #expect(reports[0].retrieved == 1)
        #expect(fixture.subjects(in: "INBOX") == (letters + [letters[0]]).subjects)
        await fixture.stop()
    }

    @Test(arguments: ["keep", "delete"])
    func aUsedUniqueIDMayNameAnotherMessage(_ after: String) async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "", after: after).run()
        try await fixture.restartServer(with: [])
        _ = try await fixture.round(rules: "", after: after).run()
        let others = ["x", "y", "z"].enumerated().map { Letter($1).shown(as: "am\($0 + 1)") }
        try await fixture.restartServer(with: others + [letters[4].shown(as: "am5")])
        let reports = try await fixture.round(rules: "", after: after).run()
        #expect(reports[0].retrieved == 3)
        #expect(fixture.subjects(in: "INBOX") == (letters.subjects + ["x", "y", "z"]).sorted())
        #expect(fixture.server.remaining("ann").count == (after == "keep" ? 4 : 0))
        await fixture.stop()
    }

    @Test(arguments: ["", "same"], ["keep", "delete"])
    func blankAndSharedUniqueIDsLoseNothingAndDoubleNothing(_ uidl: String, _ after: String) async throws {
        let twins = letters + [letters[0]]
        let fixture = try await AgentFixture(messages: twins.map { $0.shown(as: uidl) })
        for _ in 1...3 {
            let reports = try await fixture.round(rules: "", after: after).run()
            #expect(reports[0].error == nil)
        }
        #expect(fixture.subjects(in: "INBOX") == twins.subjects)
        #expect(fixture.server.remaining("ann").count == (after == "keep" ? 7 : 0))
        await fixture.stop()
    }

    @Test(arguments: ["", "same"])
    func whatHasNoNameOfItsOwnIsDeletedWhenItsTimeHasCome(_ uidl: String) async throws {
        let fixture = try await AgentFixture(messages: letters.map { $0.shown(as: uidl) })
        _ = try await fixture.round(rules: "", after: "delete after 4s").run()
        #expect(fixture.server.remaining("ann").count == 6)
        try await Task.sleep(for: .seconds(4.2))
        fixture.server.append(Letter("new").shown(as: uidl), to: "ann")
        let reports = try await fixture.round(rules: "", after: "delete after 4s").run()
        #expect(reports[0].error == nil)
        #expect(fixture.server.remaining("ann").count == 1)
        #expect(fixture.subjects(in: "INBOX") == (letters + [Letter("new")]).subjects)
        _ = try await fixture.round(rules: "", after: "delete after 1h").run()
        #expect(fixture.subjects(in: "INBOX") == (letters + [Letter("new")]).subjects)
        await fixture.stop()
    }

    @Test func uniqueIDsMayBeginOrCeaseToNameSomething() async throws {
        let fixture = try await AgentFixture(messages: letters.map { $0.shown(as: "same") })
        _ = try await fixture.round(rules: "").run()
        for mailbox in [letters.shown("a"), letters.map { $0.shown(as: "") }, letters.shown("b"), letters.map { $0.shown(as: "same") }] {
            try await fixture.restartServer(with: mailbox)
            let reports = try await fixture.round(rules: "").run()
            #expect(reports[0].retrieved == 0)
        }
        #expect(fixture.subjects(in: "INBOX") == letters.subjects)
        await fixture.stop()
    }

    @Test func oneSharedUniqueIDDoesNotKeepTheOthersFromBeingKnown() async throws {
        let pair = [Letter("p").shown(as: "same"), Letter("q").shown(as: "same")]
        let fixture = try await AgentFixture(messages: letters.shown("a") + pair)
        _ = try await fixture.round(rules: "").run()
        try await fixture.restartServer(with: letters.shown("b", .everything) + pair)
        let reports = try await fixture.round(rules: "").run()
        #expect(reports[0].retrieved == 0)
        #expect(fixture.subjects(in: "INBOX") == (letters + [Letter("p"), Letter("q")]).subjects)
        await fixture.stop()
    }

    @Test(arguments: ["keep", "delete"])
    func longUniqueIDsAreNamesLikeOthers(_ after: String) async throws {
        let long = String(repeating: "u", count: 300)
        let beyond = String(repeating: "v", count: 2000)
        let mailbox = letters.shown(long) + letters.map { $0.shown(as: beyond + $0.subject, .received) }
        let fixture = try await AgentFixture(messages: mailbox)
        for _ in 1...3 {
            let reports = try await fixture.round(rules: "", after: after).run()
            #expect(reports[0].error == nil)
        }
        #expect(fixture.subjects(in: "INBOX") == (letters + letters).subjects)
        #expect(fixture.server.remaining("ann").count == (after == "keep" ? 12 : 0))
        await fixture.stop()
    }

    /// A server that does not stuff dots gives out half a message and then the rest of it as if it were an answer.
    @Test(arguments: ["keep", "delete"])
    func aSessionOutOfStepLosesNothingAndDoublesNothing(_ after: String) async throws {
        var trap = Letter("trap")
        trap.body = "Before.\r\n.\r\n+OK\r\nSubject: m2\r\n\r\nForged.\r\n.\r\n+OK\r\nSubject: forged\r\n\r\nForged."
        let mailbox = [trap.shown(as: "t")] + letters.shown("a")
        let fixture = try await AgentFixture(messages: mailbox, options: options { $0.stuffsDots = false })
        for _ in 1...4 { _ = try await fixture.round(rules: "", after: after).run() }
        // Then it learns to.
        try await fixture.restartServer(with: fixture.server.remaining("ann"))
        for _ in 1...2 {
            let reports = try await fixture.round(rules: "", after: after).run()
            #expect(reports[0].error == nil)
        }
        let found = fixture.subjects(in: "INBOX")
        for letter in letters where letter.subject != "m2" { #expect(found.count { $0 == letter.subject } == 1, "\(letter.subject)") }
        #expect(found.contains("trap"))
        #expect(found.contains("m2"))
        #expect(fixture.server.remaining("ann").count == (after == "keep" ? 7 : 0))
        await fixture.stop()
    }
}
