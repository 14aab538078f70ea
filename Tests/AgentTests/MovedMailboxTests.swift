import Agent
import Foundation
import POP3
import Testing

/// Mailboxes whose server gives all messages other unique-ids: nothing is lost, nothing comes twice.
@Suite struct MovedMailboxTests {
    private let letters = Letter.many(6)

    private func options(_ change: (inout POP3ServerOptions) -> Void) -> POP3ServerOptions {
        var options = POP3ServerOptions()
        change(&options)
        return options
    }

    @Test(arguments: Letter.Rendering.allCases, ["keep", "delete after 14d"])
    func aRenumberedMailboxIsNotDeliveredAgain(_ rendering: Letter.Rendering, _ after: String) async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "", after: after).run()
        try await fixture.restartServer(with: letters.shown("b", rendering) + [Letter("new").shown(as: "n")])
        let moved = try await fixture.round(rules: "", after: after).run()
        #expect(moved[0].error == nil)
        #expect(moved[0].retrieved == 1)
        #expect(moved[0].notes.contains { $0.contains("6 messages were known by their headers") })
        #expect(fixture.server.commands("TOP") == 7)
        #expect(fixture.server.commands("RETR") == 1)
        #expect(fixture.subjects(in: "INBOX") == (letters + [Letter("new")]).subjects)
        let next = try await fixture.round(rules: "", after: after).run()
        #expect(next[0].retrieved == 0)
        #expect(fixture.server.commands("TOP") == 7)
        #expect(fixture.server.remaining("ann").count == 7)
        #expect(fixture.spooled == [])
        await fixture.stop()
    }

    @Test func whatIsDeletedAfterwardsIsDeletedUnderItsNewName() async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        try await fixture.restartServer(with: letters.shown("b", .everything) + [Letter("new").shown(as: "n")])
        let moved = try await fixture.round(rules: "", after: "delete").run()
        #expect(moved[0].retrieved == 1)
        #expect(fixture.server.remaining("ann").isEmpty)
        #expect(fixture.subjects(in: "INBOX") == (letters + [Letter("new")]).subjects)
        await fixture.stop()
    }

    /// Deletion was due, and the mailbox moved before it happened.
    @Test func whatWasToBeDeletedIsDeletedWhereItIsNow() async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"), options: options { $0.drop = ("DELE", 1) })
        let cut = try await fixture.round(rules: "", after: "delete").run()
        #expect(cut[0].error != nil)
        try await fixture.restartServer(with: letters.shown("b", .everything))
        let moved = try await fixture.round(rules: "", after: "delete").run()
        #expect(moved[0].error == nil)
        #expect(moved[0].retrieved == 0)
        #expect(fixture.server.remaining("ann").isEmpty)
        #expect(fixture.subjects(in: "INBOX") == letters.subjects)
        await fixture.stop()
    }

    enum Knowledge: CaseIterable {
        case offered, refused, none
    }

    @Test(arguments: Knowledge.allCases, [true, false])
    func aServerWithoutTOPOrPipeliningIsNoObstacle(_ top: Knowledge, _ offersPipelining: Bool) async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        let plain = options {
            $0.offersTOP = top != .none
            $0.refusesTOP = top == .refused
            $0.offersPipelining = offersPipelining
        }
        try await fixture.restartServer(with: letters.shown("b", .everything) + [Letter("new").shown(as: "n")], options: plain)
        let moved = try await fixture.round(rules: "").run()
        #expect(moved[0].error == nil)
        #expect(moved[0].retrieved == 1)
        #expect(fixture.server.commands("RETR") == (top == .offered ? 1 : 8))
        #expect(fixture.subjects(in: "INBOX") == (letters + [Letter("new")]).subjects)
        await fixture.stop()
    }

    @Test(arguments: Letter.Rendering.allCases)
    func aRehearsalKnowsThemAsWell(_ rendering: Letter.Rendering) async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a") + [letters[0].shown(as: "same"), letters[1].shown(as: "same")])
        _ = try await fixture.round(rules: "").run()
        let same = [letters[0].shown(as: "same"), letters[1].shown(as: "same"), letters[1].shown(as: "same")]
        try await fixture.restartServer(with: letters.shown("b", rendering) + [Letter("new").shown(as: "n")] + same)
        let events = Events()
        let rehearsed = try await fixture.round(rules: "").rehearse(telling: events.add)
        #expect(rehearsed[0].error == nil)
        #expect(events.order.sorted() == ["n", "same"])
        // It changed nothing: the real round finds the same.
        let moved = try await fixture.round(rules: "").run()
        #expect(moved[0].retrieved == rehearsed[0].retrieved)
        await fixture.stop()
    }

    @Test func aThousandMessagesOfWhichThreeAreNew() async throws {
        let known = Letter.many(1000)
        let fixture = try await AgentFixture(messages: known.shown("a"))
        _ = try await fixture.round(rules: "").run()
        let all = Letter.many(1003)
        try await fixture.restartServer(with: all.shown("b", .everything))
        let moved = try await fixture.round(rules: "").run()
        #expect(moved[0].error == nil)
        #expect(moved[0].retrieved == 3)
        #expect(fixture.server.commands("RETR") == 3)
        let next = try await fixture.round(rules: "").run()
        #expect(next[0].retrieved == 0)
        #expect(fixture.subjects(in: "INBOX") == all.subjects)
        await fixture.stop()
    }

    @Test(arguments: ["TOP", "NOOP", "RETR", "QUIT"], ["keep", "delete"])
    func aMoveThatIsCutShortGoesOnInTheNextRound(_ verb: String, _ after: String) async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        let moved = letters.shown("b", .everything) + [Letter("new").shown(as: "n")]
        try await fixture.restartServer(with: moved, options: options { $0.drop = (verb, verb == "TOP" ? 3 : 1) })
        let cut = try await fixture.round(rules: "", after: after).run()
        #expect(cut[0].error != nil)
        for _ in 1...2 {
            let reports = try await fixture.round(rules: "", after: after).run()
            #expect(reports[0].error == nil)
        }
        #expect(fixture.subjects(in: "INBOX") == letters.subjects + ["new"])
        #expect(fixture.server.remaining("ann").count == (after == "keep" ? 7 : 0))
        await fixture.stop()
    }

    @Test func aMailboxThatMovesInSteps() async throws {
        let known = Letter.many(20)
        let fixture = try await AgentFixture(messages: known.shown("a"))
        _ = try await fixture.round(rules: "").run()
        for shown in [0, 3, 8, 20] {
            try await fixture.restartServer(with: known.shown("b", .everything), options: options { $0.shown = shown })
            let reports = try await fixture.round(rules: "").run()
            #expect(reports[0].error == nil)
            #expect(reports[0].retrieved == 0, "\(shown) are shown")
        }
        #expect(fixture.subjects(in: "INBOX") == known.subjects)
        await fixture.stop()
    }

    @Test func aClaimedMessageThatVanishesAndComesBackIsKnown() async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        for mailbox in [letters.shown("b", .everything), Array(letters.shown("b", .everything).prefix(1)), letters.shown("b", .everything)] {
            try await fixture.restartServer(with: mailbox)
            let reports = try await fixture.round(rules: "").run()
            #expect(reports[0].error == nil)
            #expect(reports[0].retrieved == 0)
        }
        #expect(fixture.subjects(in: "INBOX") == letters.subjects)
        // Another message under such a name is another message.
        try await fixture.restartServer(with: [])
        _ = try await fixture.round(rules: "").run()
        try await fixture.restartServer(with: [Letter("other").shown(as: "bm1")])
        _ = try await fixture.round(rules: "").run()
        #expect(fixture.subjects(in: "INBOX") == (letters + [Letter("other")]).subjects)
        await fixture.stop()
    }

    @Test func messagesWithoutMessageIDAreKnownByTheRest() async throws {
        let anonymous = Letter.many(5).map { letter in
            var letter = letter
            letter.messageID = nil
            return letter
        }
        let fixture = try await AgentFixture(messages: anonymous.shown("a"))
        _ = try await fixture.round(rules: "").run()
        try await fixture.restartServer(with: Letter.many(5).shown("b", .everything))
        let moved = try await fixture.round(rules: "").run()
        #expect(moved[0].retrieved == 0)
        #expect(fixture.subjects(in: "INBOX") == anonymous.subjects)
        await fixture.stop()
    }

    @Test func severalMessagesWithOneHeaderAreAsManyAsBefore() async throws {
        let twins = letters + [letters[0], letters[0]]
        func shown(_ prefix: String, _ rendering: Letter.Rendering) -> [POP3Mailbox.Message] {
            twins.enumerated().map { $1.shown(as: "\(prefix)\($0)", rendering) }
        }
        let fixture = try await AgentFixture(messages: shown("a", .plain))
        _ = try await fixture.round(rules: "").run()
        #expect(fixture.subjects(in: "INBOX") == twins.subjects)
        try await fixture.restartServer(with: shown("b", .everything))
        let moved = try await fixture.round(rules: "").run()
        #expect(moved[0].retrieved == 0)
        #expect(fixture.subjects(in: "INBOX") == twins.subjects)
        await fixture.stop()
    }

    /// Somebody writes a message with the header of an earlier one.
    @Test func aForgedHeaderTakesNobodysPlace() async throws {
        var forged = letters[0]
        forged.body = "Something else."
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        // Nothing has moved: it is new.
        fixture.server.append(forged.shown(as: "f"), to: "ann")
        _ = try await fixture.round(rules: "").run()
        #expect(fixture.subjects(in: "INBOX") == (letters + [forged]).subjects)
        // The earlier one is gone, and a few others are: it is new as well.
        try await fixture.restartServer(with: Array(letters.shown("a").dropFirst(3)) + [forged.shown(as: "f"), forged.shown(as: "g", .received)])
        _ = try await fixture.round(rules: "").run()
        #expect(fixture.subjects(in: "INBOX") == (letters + [forged, forged]).subjects)
        await fixture.stop()
    }

    /// In a mailbox that moves, a message beside its forgery: nobody can say which is which, so both are delivered.
    @Test func nothingIsLostWhereAHeaderComesOnceTooOften() async throws {
        var forged = letters[0]
        forged.body = "Something else."
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        try await fixture.restartServer(with: [forged.shown(as: "f")] + letters.shown("b"))
        let moved = try await fixture.round(rules: "", after: "delete").run()
        // The octets tell the one that was here from the other.
        #expect(moved[0].retrieved == 1)
        #expect(fixture.subjects(in: "INBOX") == (letters + [forged]).subjects)
        #expect(fixture.texts(in: "INBOX").count { $0.contains("Something else.") } == 1)
        await fixture.stop()
    }

    /// The same where the octets do not tell either: better twice than never.
    @Test func nothingIsLostWhereTheOctetsDoNotTellEither() async throws {
        var forged = letters[0]
        forged.body = "Something else."
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        try await fixture.restartServer(with: [forged.shown(as: "f")] + letters.shown("b", .everything))
        _ = try await fixture.round(rules: "").run()
        #expect(fixture.subjects(in: "INBOX") == (letters + [forged, forged]).subjects)
        #expect(fixture.texts(in: "INBOX").count { $0.contains("Something else.") } == 1)
        await fixture.stop()
    }

    @Test func anEmptiedMailboxWithNewMailHasNotMoved() async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        var copy = letters[0]
        copy.body = "By another way."
        let fresh = ["x", "y", "z", "w"].map { Letter($0) }
        try await fixture.restartServer(with: fresh.shown("b") + [copy.shown(as: "c")])
        let reports = try await fixture.round(rules: "").run()
        #expect(reports[0].retrieved == 5)
        #expect(fixture.subjects(in: "INBOX") == (letters + fresh + [copy]).subjects)
        await fixture.stop()
    }

    /// Better twice than never.
    @Test func aServerWhoseEveryHeaderBreaksTheSessionHoldsNothingUpForGood() async throws {
        let fixture = try await AgentFixture(messages: letters.shown("a"))
        _ = try await fixture.round(rules: "").run()
        let moved = letters.shown("b", .everything) + [Letter("new").shown(as: "n")]
        var isHere = false
        for _ in 1...8 where !isHere {
            try await fixture.restartServer(with: moved, options: options { $0.drop = ("TOP", 1) })
            _ = try await fixture.round(rules: "").run()
            isHere = fixture.subjects(in: "INBOX").contains("new")
        }
        #expect(isHere)
        #expect(Set(fixture.subjects(in: "INBOX")) == Set(letters.subjects + ["new"]))
        await fixture.stop()
    }
}
