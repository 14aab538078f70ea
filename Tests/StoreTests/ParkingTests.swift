import Foundation
import Testing

@testable import Store

@Suite struct `Forwards that are given up` {
    @Test func `the message is kept in the inbox, in the same transaction`() async throws {
        let ledger = try await Ledger()
        let id = try await ledger.plan([redirect(spoolName: "r")])[0][0]
        let kept = try await ledger.store.write { transaction in
            try transaction.intent(effects: [(id, nil)])
            return try transaction.park(id, reason: "550 no such user", keeping: fileInto("INBOX", spoolName: "k"))
        }
        let open = try await ledger.store.unfinishedEffects(account: ledger.account)
        #expect(open.map(\.id) == [kept])
        #expect(open.first?.mailbox == "INBOX")
        #expect(open.first?.spoolName == "k")
        #expect(try await ledger.states(of: 0) == [.parked, .planned])
        #expect(try await ledger.store.spoolNames().isSuperset(of: ["r", "k"]))
        #expect(try await ledger.due().isEmpty)
        // The copy is delivered; the refused forward keeps its octets for a person.
        let delivered = try #require(kept)
        try await ledger.store.write { try $0.finish(effects: [delivered]) }
        #expect(try await ledger.settle() == ["spool-u1-1"])
        #expect(try await ledger.state(of: 0) == .done)
        #expect(try await ledger.store.spoolNames().contains("r"))
        #expect(try await ledger.store.queue().first?.lastAnswer == "550 no such user")
    }

    @Test(arguments: [EffectState.planned, .intent, .done, .deferred, .held])
    func `no copy where a folder has the message, or is going to`(_ state: EffectState) async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([redirect(spoolName: "r"), fileInto("A", spoolName: "a", state: state)])[0]
        #expect(try await ledger.store.write { try $0.park(ids[0], reason: "550", keeping: fileInto("INBOX", spoolName: "k")) } == nil)
        #expect(try await ledger.states(of: 0) == [.parked, state])
        #expect(try await !ledger.store.spoolNames().contains("k"))
    }

    @Test(arguments: [EffectState.parked, .waiting, .dropped])
    func `a folder that was given up does not count`(_ state: EffectState) async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([redirect(spoolName: "r"), fileInto("A", spoolName: "a", state: state)])[0]
        #expect(try await ledger.store.write { try $0.park(ids[0], reason: "550", keeping: fileInto("INBOX", spoolName: "k")) } != nil)
    }

    @Test func `two addresses that refuse make one copy`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([redirect(spoolName: "r"), redirect(to: "d@example.com", spoolName: "s")])[0]
        let kept = try await ledger.store.write { transaction in
            [
                try transaction.park(ids[0], reason: "550", keeping: fileInto("INBOX", spoolName: "k")),
                try transaction.park(ids[1], reason: "551", keeping: fileInto("INBOX", spoolName: "l")),
            ]
        }
        #expect(kept[0] != nil)
        #expect(kept[1] == nil)
        #expect(try await ledger.states(of: 0) == [.parked, .parked, .planned])
    }

    @Test func `a message that was closed is open again for its copy`() async throws {
        let ledger = try await Ledger()
        let id = try await ledger.plan([redirect(spoolName: "r", state: .waiting)])[0][0]
        #expect(try await ledger.settle() == ["spool-u1-1"])
        #expect(try await ledger.state(of: 0) == .done)
        _ = try await ledger.store.write { try $0.park(id, reason: "given up", keeping: fileInto("INBOX", spoolName: "k")) }
        #expect(try await ledger.state(of: 0) == .planned)
        #expect(try await ledger.store.unfinishedEffects(account: ledger.account).map(\.spoolName) == ["k"])
    }

    @Test func `what is done, dropped or parked already stays as it is`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan(
            [redirect(spoolName: "r")], [redirect(spoolName: "s")], [redirect(spoolName: "t", state: .parked, lastAnswer: "a loop")]
        ).map { $0[0] }
        try await ledger.store.write { transaction in
            try transaction.sent(ids[0], answer: "250")
            _ = try transaction.drop([ids[1]])
            for id in ids { #expect(try transaction.park(id, reason: "late", keeping: fileInto("INBOX", spoolName: "k")) == nil) }
            try transaction.deferEffect(ids[1], answer: "late", nextTry: noon)
            try transaction.deferAll(ids, answer: "late", nextTry: noon)
            #expect(try transaction.intent(effects: ids.map { ($0, nil) }).isEmpty)
        }
        #expect(try await ledger.states(of: 0) == [.done])
        #expect(try await ledger.states(of: 1) == [.dropped])
        #expect(try await ledger.states(of: 2) == [.parked])
    }

    @Test func `a loop is planned as parked, with its reason`() async throws {
        let ledger = try await Ledger()
        let id = try await ledger.plan(
            [redirect(spoolName: "r", state: .parked, lastAnswer: "it would loop"), fileInto("INBOX", spoolName: "spool-u1-1")])[0][0]
        #expect(try await ledger.due().isEmpty)
        let entry = try #require(try await ledger.store.queueEntry(.effect(id)))
        #expect(entry.state == .parked)
        #expect(entry.lastAnswer == "it would loop")
        #expect(try await ledger.store.explanation(of: ledger.rows[0])?.effects[0].lastAnswer == "it would loop")
    }
}
