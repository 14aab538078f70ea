import Foundation
import Testing

@testable import Store

@Suite struct `What a person does with the queue` {
    @Test func `a retry opens a closed message, and keeps the octets until it is sent`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([fileInto("A", spoolName: "spool-u1-1"), redirect(spoolName: "r")])[0]
        let store = ledger.store
        try await store.write { transaction in
            try transaction.finish(effects: [ids[0]])
            try transaction.intent(effects: [(ids[1], nil)])
            _ = try transaction.park(ids[1], reason: "550", keeping: nil)
        }
        _ = try await ledger.settle()
        #expect(try await ledger.state(of: 0) == .done)
        #expect(try await store.spoolNames().contains("r"))

        #expect(try await store.write { try $0.retry([ids[1], ids[0], 999], at: later(500)) } == [ids[1]])
        #expect(try await ledger.state(of: 0) == .planned)
        let due = try await ledger.due(at: later(500))
        #expect(due.map(\.effect) == [ids[1]])
        #expect(due.first?.queuedAt == later(500))
        #expect(due.first?.decidedAt == noon)
        #expect(due.first?.attempts == 1)
        #expect(due.first?.spoolName == "r")
        #expect(try await store.spoolNames().contains("r"))
        #expect(try await ledger.settle().isEmpty)
        #expect(try await store.spoolNames().contains("r"))

        let released = try await store.write { try $0.sent(ids[1], answer: "250") }
        #expect(released == "r")
        _ = try await ledger.settle()
        #expect(try await ledger.state(of: 0) == .done)
        #expect(try await store.spoolNames().isDisjoint(with: ["r", "spool-u1-1"]))
    }

    @Test(arguments: [EffectState.parked, .waiting, .held, .deferred])
    func `each state of rest can be retried`(_ state: EffectState) async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([redirect(spoolName: "r", state: state), fileInto("A", spoolName: "a", state: state)])[0]
        _ = try await ledger.settle()
        #expect(try await ledger.store.write { try $0.retry(ids, at: later(1)) } == ids)
        #expect(try await ledger.due(at: later(1)).map(\.effect) == [ids[0]])
        #expect(try await ledger.store.unfinishedEffects(account: ledger.account, at: later(1)).map(\.id) == [ids[1]])
        #expect(try await ledger.store.spoolNames().isSuperset(of: ["r", "a"]))
    }

    @Test func `nothing is retried without octets, nor what is planned, begun or done`() async throws {
        let ledger = try await Ledger()
        // The first was given up for the inbox, which took the file by its name.
        let first = try await ledger.plan(
            [fileInto("Forbidden", spoolName: "s", state: .parked), fileInto("INBOX", spoolName: "s")],
            [redirect(spoolName: "p"), redirect(to: "b@example.com", spoolName: "i")],
            [PlannedEffect(kind: "notify", mailbox: nil, rule: nil, state: .waiting, spoolName: nil)])
        try await ledger.store.write { transaction in
            try transaction.finish(effects: [first[0][1]])
            try transaction.intent(effects: [(first[1][1], nil)])
        }
        _ = try await ledger.settle()
        #expect(try await ledger.store.write { try $0.retry(first.flatMap { $0 }, at: noon) }.isEmpty)
        #expect(try await ledger.states(of: 0) == [.parked, .done])
        #expect(try await ledger.states(of: 1) == [.planned, .intent])
        #expect(try await ledger.states(of: 2) == [.waiting])
        #expect(try await ledger.state(of: 0) == .done)
    }

    @Test func `of two that share a file, one is retried`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([fileInto("A", spoolName: "s", state: .parked), fileInto("B", spoolName: "s", state: .parked)])[0]
        _ = try await ledger.settle()
        #expect(try await ledger.store.write { try $0.retry(ids, at: noon) } == [ids[0]])
    }

    @Test func `an effect that lives by its message's name is retried while that is there`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([redirect(spoolName: nil, state: .parked)])[0]
        #expect(try await ledger.settle().isEmpty)
        #expect(try await ledger.store.write { try $0.retry(ids, at: noon) } == ids)
        #expect(try await ledger.due().first?.spoolName == "spool-u1-1")
    }

    @Test func `what is held is not sent until it is released, and then goes on where it was`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan(
            [redirect(spoolName: "a"), redirect(to: "b@example.com", spoolName: "b"), redirect(to: "c@example.com", spoolName: "c"),
                fileInto("A", spoolName: "d"), fileInto("B", spoolName: "e")])[0]
        let store = ledger.store
        try await store.write { transaction in
            try transaction.deferEffect(ids[1], answer: "450", nextTry: later(1000))
            try transaction.intent(effects: [(ids[2], nil)])
            try transaction.deferEffect(ids[4], answer: "no room", nextTry: later(1))
        }
        // Not what is begun: its end is not known; and not what an account's round is about to file.
        #expect(try await store.write { try $0.hold(ids) } == [ids[0], ids[1], ids[4]])
        #expect(try await store.write { try $0.hold(ids) }.isEmpty)
        #expect(try await ledger.due(at: later(9999)).map(\.effect) == [ids[2]])
        #expect(try await store.unfinishedEffects(account: ledger.account, at: later(9999)).map(\.id) == [ids[3]])
        // Read as due before, held since: not to be begun.
        #expect(try await store.write { try $0.intent(effects: [(ids[0], nil)]) }.isEmpty)
        try await store.write { try $0.deferAll([ids[0]], answer: "down", nextTry: later(2)) }
        #expect(try await ledger.states(of: 0)[0] == .held)
        try await store.write { try $0.finish(effects: [ids[3]]) }
        #expect(try await ledger.settle().isEmpty)
        #expect(try await store.spoolNames().isSuperset(of: ["a", "b", "e"]))

        #expect(try await store.write { try $0.release(ids, at: later(500)) } == [ids[0], ids[1], ids[4]])
        #expect(try await ledger.states(of: 0) == [.planned, .deferred, .intent, .done, .deferred])
        #expect(try await ledger.due(at: later(999)).map(\.effect) == [ids[2], ids[0]])
        #expect(try await ledger.due(at: later(1000)).last?.queuedAt == later(500))
    }

    @Test func `a folder's copy that is held while it is under way has its intent known`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([fileInto("A", spoolName: "a"), redirect(spoolName: "r")])[0]
        let begun = try await ledger.store.write { transaction in
            for id in ids { try transaction.deferEffect(id, answer: "later", nextTry: noon) }
            try transaction.hold(ids)
            return try transaction.intent(effects: ids.map { ($0, "A 100") })
        }
        #expect(begun == [ids[0]])
        #expect(try await ledger.states(of: 0) == [.intent, .held])
    }

    @Test func `what is dropped is gone for good, and lets its octets go`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([redirect(spoolName: "r"), redirect(to: "d@example.com", spoolName: "spool-u1-1")])[0]
        let store = ledger.store
        try await store.write { try $0.deferEffect(ids[0], answer: "450 busy", nextTry: later(1)) }
        var outcome = try await store.write { try $0.drop([ids[0], 999]) }
        #expect(outcome == ([ids[0]], ["r"]))
        #expect(try await ledger.state(of: 0) == .planned)
        #expect(try await store.queueEntry(.effect(ids[0]))?.state == .dropped)
        #expect(try await store.queueEntry(.effect(ids[0]))?.lastAnswer == "450 busy")
        #expect(try await store.spoolNames().isSuperset(of: ["spool-u1-1"]))
        outcome = try await store.write { try $0.drop(ids) }
        #expect(outcome == ([ids[1]], ["spool-u1-1"]))
        #expect(try await ledger.state(of: 0) == .done)
        #expect(try await store.spoolNames() == ["spool-u2-2", "spool-u3-3"])
        #expect(try await store.queue().isEmpty)
        #expect(try await ledger.due(at: later(99)).isEmpty)
        #expect(try await store.write { try $0.retry(ids) }.isEmpty)
    }

    @Test func `what was parked after its message was closed can be dropped as well`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan(
            [redirect(spoolName: "r", state: .parked)], [redirect(spoolName: nil, state: .parked), redirect(spoolName: nil, state: .held)]
        ).flatMap { $0 }
        #expect(try await ledger.settle() == ["spool-u1-1"])
        #expect(try await ledger.store.write { try $0.drop([ids[0]]) } == ([ids[0]], ["r"]))
        // Two that live by their message's name: the last one lets it go.
        #expect(try await ledger.store.write { try $0.drop([ids[1]]) } == ([ids[1]], []))
        #expect(try await ledger.store.write { try $0.drop([ids[2]]) } == ([ids[2]], ["spool-u2-2"]))
        #expect(try await ledger.state(of: 1) == .done)
    }

    @Test func `a copy that a round is about to file is not dropped, nor what is done`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([fileInto("A", spoolName: "a"), fileInto("B", spoolName: "b", state: .parked)])[0]
        #expect(try await ledger.store.write { try $0.drop(ids) } == ([ids[1]], ["b"]))
        try await ledger.store.write { try $0.finish(effects: [ids[0]]) }
        #expect(try await ledger.store.write { try $0.drop(ids) } == ([], []))
    }

    @Test func `a forward that got through after all is done, dropped or not`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([redirect(spoolName: "r")])[0]
        try await ledger.store.write { transaction in
            try transaction.intent(effects: [(ids[0], nil)])
            _ = try transaction.drop(ids)
            try transaction.sent(ids[0], answer: "250 ok", at: noon)
        }
        #expect(try await ledger.states(of: 0) == [.done])
        #expect(try await ledger.store.forwardsSent(account: ledger.account, since: noon) == 1)
    }

    @Test func `a quarantined message is decided anew, or given up`() async throws {
        let ledger = try await Ledger()
        let (store, rows) = (ledger.store, ledger.rows)
        try await store.write { transaction in
            try transaction.countAttempt(messages: rows, by: 4)
            try transaction.quarantine(rows[0], reason: "its octets are gone")
            try transaction.quarantine(rows[1], reason: "its octets are gone")
        }
        #expect(try await store.write { try $0.restoreFromQuarantine(rows[0]) })
        #expect(try await !store.write { try $0.restoreFromQuarantine(rows[0]) })
        #expect(try await !store.write { try $0.restoreFromQuarantine(rows[2]) })
        let waiting = try await store.unplanned(account: ledger.account)
        #expect(waiting.map(\.id) == [rows[0], rows[2]])
        #expect(waiting.map(\.attempts) == [0, 4])
        #expect(try await store.explanation(of: rows[0])?.reason == nil)

        #expect(try await store.write { try $0.dropQuarantined(rows[1]) } == (true, ["spool-u2-2"]))
        #expect(try await store.write { try $0.dropQuarantined(rows[1]) } == (false, []))
        #expect(try await store.write { try $0.dropQuarantined(rows[0]) } == (false, []))
        #expect(try await ledger.state(of: 1) == .done)
        #expect(try await store.spoolNames() == ["spool-u1-1", "spool-u3-3"])
        #expect(try await store.queue().isEmpty)
    }

    @Test func `a quarantined message that was decided goes on with its plan`() async throws {
        let ledger = try await Ledger()
        try await ledger.plan([redirect(spoolName: "r")])
        let row = ledger.rows[0]
        try await ledger.store.write { try $0.quarantine(row, reason: "trouble") }
        #expect(try await ledger.store.write { try $0.restoreFromQuarantine(row) })
        #expect(try await ledger.due().count == 1)
    }
}
