import Foundation
import Testing

@testable import Store

@Suite struct `The queue of forwards` {
    @Test func `a planned redirect is due, with all that sending needs`() async throws {
        let ledger = try await Ledger()
        let id = try await ledger.plan([redirect(spoolName: "n1"), fileInto("A", spoolName: "n2")])[0][0]
        let due = try await ledger.due(at: later(-100))
        let forward = try #require(due.first)
        #expect(due.count == 1)
        #expect(forward == QueuedForward(
            effect: id, message: ledger.rows[0], account: "work", accountRow: ledger.account, address: "carol@example.com",
            spoolName: "n1", state: .planned, attempts: 0, queuedAt: noon, decidedAt: noon, rule: "Forward", flags: ["$Forwarded"],
            payload: nil, lastAnswer: nil))
        #expect(!forward.isInDoubt)
        #expect(try await ledger.store.unfinishedEffects(account: ledger.account).map(\.mailbox) == ["A"])
    }

    @Test func `what is put off is due at its time, behind what waits longer`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([redirect(spoolName: "a")], [redirect(spoolName: "b")], [redirect(spoolName: "c")]).map { $0[0] }
        try await ledger.store.write { transaction in
            try transaction.deferEffect(ids[0], answer: "450 later", nextTry: later(60))
            try transaction.deferEffect(ids[1], answer: "450 later", nextTry: later(30))
        }
        #expect(try await ledger.due(at: later(29)).map(\.effect) == [ids[2]])
        #expect(try await ledger.due(at: later(30)).map(\.effect) == [ids[2], ids[1]])
        #expect(try await ledger.due(at: later(60)).map(\.effect) == [ids[2], ids[1], ids[0]])
        #expect(try await ledger.due(at: later(60), limit: 2).map(\.effect) == [ids[2], ids[1]])
        #expect(try await ledger.due(at: later(60), limit: 0).isEmpty)
        #expect(try await ledger.due(at: later(60)).last?.lastAnswer == "450 later")
    }

    @Test func `accounts are asked for by name`() async throws {
        let ledger = try await Ledger()
        try await ledger.plan([redirect(spoolName: "a")])
        let home = try await ledger.store.account("home")
        let row = try await ledger.store.admit([arrival("h", content: 9)], account: home)[0].row
        let other = try await ledger.store.write { try $0.plan([planned(row, effects: [redirect(spoolName: "h")])], account: home) }[0][0]
        #expect(try await ledger.due(accounts: ["home"]).map(\.effect) == [other])
        #expect(try await ledger.due(accounts: ["home", "work", "nowhere"]).count == 2)
        #expect(try await ledger.due(accounts: []).isEmpty)
        #expect(try await ledger.due(accounts: ["nowhere"]).isEmpty)
        #expect(try await ledger.store.nextForwardTime(accounts: ["nowhere"], at: noon) == nil)
        #expect(try await ledger.store.nextForwardTime(accounts: ["home"], at: later(7)) == later(7))
    }

    @Test func `the next time is that of the earliest`() async throws {
        let ledger = try await Ledger()
        let store = ledger.store
        #expect(try await store.nextForwardTime(accounts: ["work"], at: noon) == nil)
        let ids = try await ledger.plan([redirect(spoolName: "a"), redirect(to: "d@example.com", spoolName: "b")])[0]
        try await store.write { try $0.deferAll(ids, answer: "no route", nextTry: later(600)) }
        try await store.write { try $0.deferEffect(ids[1], answer: "450", nextTry: later(300)) }
        #expect(try await store.nextForwardTime(accounts: ["work"], at: noon) == later(300))
        #expect(try await store.nextForwardTime(accounts: ["work"], at: later(400)) == later(400))
        _ = try await store.write { try $0.intent(effects: [(ids[0], nil)]) }
        #expect(try await store.nextForwardTime(accounts: ["work"], at: noon) == noon)
    }

    @Test func `what a clock that was ahead has put off is due once the clock is right`() async throws {
        let ledger = try await Ledger()
        let store = ledger.store
        let year = 365 * 86_400.0
        let ids = try await ledger.plan([redirect(spoolName: "a"), redirect(to: "d@example.com", spoolName: "b")])[0]
        try await store.write { try $0.deferEffect(ids[0], answer: "450", nextTry: later(4 * year)) }
        try await store.write { try $0.deferEffect(ids[1], answer: "450", nextTry: later(3600)) }
        #expect(try await ledger.due(at: noon).map(\.effect) == [ids[0]])
        #expect(try await store.nextForwardTime(accounts: ["work"], at: noon) == noon)
        #expect(try await ledger.due(at: later(4 * year - 60)).map(\.effect) == [ids[1]])
        #expect(try await store.nextForwardTime(accounts: ["work"], at: later(4 * year - 60)) == later(4 * year - 60))
        try await store.write { _ = try $0.sent(ids[0], answer: "250", at: later(4 * year)) }
        #expect(try await store.forwardsSent(account: ledger.account, since: later(-3600), now: noon) == 0)
        #expect(try await store.earliestForwardSent(account: ledger.account, since: later(-3600), now: noon) == nil)
        #expect(try await store.forwardsSent(account: ledger.account, since: noon, now: later(4 * year)) == 1)
    }

    @Test func `redirects of a quarantined message are not sent`() async throws {
        let ledger = try await Ledger()
        try await ledger.plan([redirect(spoolName: "a")])
        try await ledger.store.write { [rows = ledger.rows] in try $0.quarantine(rows[0], reason: "trouble") }
        #expect(try await ledger.due().isEmpty)
        #expect(try await ledger.store.nextForwardTime(accounts: ["work"]) == nil)
        #expect(try await ledger.store.spoolNames().contains("a"))
    }

    @Test func `an attempt is counted by its intent, or by the server's absence`() async throws {
        let ledger = try await Ledger()
        let id = try await ledger.plan([redirect(spoolName: "a")])[0][0]
        try await ledger.store.write { transaction in
            try transaction.intent(effects: [(id, "mx.example.com")])
            try transaction.deferEffect(id, answer: "450", nextTry: later(1))
        }
        #expect(try await ledger.due(at: later(1)).first?.attempts == 1)
        try await ledger.store.write { try $0.deferAll([id], answer: "connection refused", nextTry: later(2)) }
        #expect(try await ledger.due(at: later(2)).first?.attempts == 2)
        #expect(try await ledger.due(at: later(2)).first?.lastAnswer == "connection refused")
        // Begun, then put off with all others: one attempt.
        try await ledger.store.write { transaction in
            try transaction.intent(effects: [(id, nil)])
            try transaction.deferAll([id], answer: "connection reset", nextTry: later(3))
        }
        #expect(try await ledger.due(at: later(3)).first?.attempts == 3)
    }

    @Test func `what was sent is done, with the answer, and counts for the rate`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan(
            [redirect(spoolName: "a"), redirect(to: "d@example.com", spoolName: "b"), fileInto("A", spoolName: "c")])[0]
        let store = ledger.store
        let released = try await store.write { transaction in
            try transaction.intent(effects: [(ids[0], nil), (ids[1], nil)])
            return [
                try transaction.sent(ids[0], answer: "250 ok 1", at: later(10)),
                try transaction.sent(ids[1], answer: "250 ok 2", at: later(20)),
            ]
        }
        #expect(released == ["a", "b"])
        // A folder is not a forward.
        try await store.write { try $0.finish(effects: [ids[2]]) }
        #expect(try await store.forwardsSent(account: ledger.account, since: later(10)) == 2)
        #expect(try await store.forwardsSent(account: ledger.account, since: later(11)) == 1)
        #expect(try await store.forwardsSent(account: ledger.account, since: later(21)) == 0)
        #expect(try await store.forwardsSent(account: ledger.account + 1, since: later(10)) == 0)
        #expect(try await store.earliestForwardSent(account: ledger.account, since: noon) == later(10))
        #expect(try await store.earliestForwardSent(account: ledger.account, since: later(11)) == later(20))
        #expect(try await store.earliestForwardSent(account: ledger.account, since: later(21)) == nil)
        #expect(try await ledger.due().isEmpty)
        #expect(try await ledger.settle() == ["spool-u1-1"])
        let entry = try #require(try await store.queueEntry(.effect(ids[0])))
        #expect(entry.state == .done)
        #expect(entry.lastAnswer == "250 ok 1")
        #expect(entry.finishedAt == later(10))
        let effects = try #require(try await store.explanation(of: ledger.rows[0])?.effects)
        #expect(effects.map(\.finishedAt) == [later(10), later(20), nil])
        #expect(effects.map(\.queuedAt) == [noon, noon, nil])
        #expect(try await store.spoolNames().isDisjoint(with: ["a", "b", "c", "spool-u1-1"]))
    }

    @Test func `octets that another effect still needs are not let go with what was sent`() async throws {
        let ledger = try await Ledger()
        // The redirect owns the message's own name; an effect without a name lives by it.
        let ids = try await ledger.plan(
            [redirect(spoolName: "spool-u1-1"), fileInto("A")], [redirect(spoolName: "b"), redirect(to: "d@example.com", spoolName: "b")])
        let names = try await ledger.store.write { transaction in
            [
                try transaction.sent(ids[0][0], answer: "250"), try transaction.sent(ids[1][0], answer: "250"),
                try transaction.sent(ids[1][1], answer: "250"),
            ]
        }
        #expect(names == [nil, nil, "b"])
        #expect(try await ledger.store.spoolNames().contains("spool-u1-1"))
    }

    @Test func `a crash after the intent leaves one forward in doubt, with its octets`() async throws {
        let fixture = StateFixture()
        let id: Int64
        do {
            let store = try fixture.open()
            let account = try await store.account()
            let row = try await store.admit([arrival("u", content: 1)], account: account)[0].row
            id = try await store.write { try $0.plan([planned(row, effects: [redirect(spoolName: "n")])], account: account) }[0][0]
            #expect(try await store.write { try $0.intent(effects: [(id, "mx.example.com:587")]) } == [id])
        }
        let store = try fixture.open()
        let due = try await store.dueForwards(at: noon, accounts: ["work"], limit: 10)
        #expect(due.map(\.effect) == [id])
        #expect(due.first?.isInDoubt == true)
        #expect(due.first?.attempts == 1)
        #expect(due.first?.decidedAt == noon)
        #expect(try await store.spoolNames().contains("n"))
        #expect(try await store.forwardsSent(account: 1, since: .distantPast) == 0)
    }

    @Test func `a crash before done is written leaves the same, and the repeat ends it`() async throws {
        struct Crash: Error {}
        let fixture = StateFixture()
        let (id, row): (Int64, MessageRow)
        do {
            let store = try fixture.open()
            let account = try await store.account()
            row = try await store.admit([arrival("u", content: 1)], account: account)[0].row
            id = try await store.write { [row] in
                try $0.plan([planned(row, effects: [redirect(spoolName: "n")])], account: account)
            }[0][0]
            try await store.write { [id] in _ = try $0.intent(effects: [(id, nil)]) }
            // The server has it; the transaction that says so never commits.
            await #expect(throws: Crash.self) {
                try await store.write { [id, row] transaction in
                    try transaction.sent(id, answer: "250 ok")
                    try transaction.settle(messages: [row])
                    throw Crash()
                }
            }
        }
        let store = try fixture.open()
        let due = try await store.dueForwards(at: noon, accounts: ["work"], limit: 10)
        #expect(due.map(\.effect) == [id])
        #expect(due.first?.isInDoubt == true)
        #expect(due.first?.spoolName == "n")
        #expect(try await store.spoolNames().isSuperset(of: ["n"]))
        let names = try await store.write { [id, row] transaction in
            try transaction.intent(effects: [(id, nil)])
            let own = try transaction.sent(id, answer: "250 ok", at: later(5))
            return (own.map { [$0] } ?? []) + (try transaction.settle(messages: [row]))
        }
        #expect(names == ["n", "spool-u-1"])
        #expect(try await store.dueForwards(at: later(99), accounts: ["work"], limit: 10).isEmpty)
        #expect(try await store.forwardsSent(account: 1, since: noon) == 1)
        #expect(try await store.spoolNames().isEmpty)
    }

    @Test func `an open redirect keeps its message open, and its octets, whatever the folder did`() async throws {
        let ledger = try await Ledger()
        // The folder's copy used the message's own name up by its rename.
        let ids = try await ledger.plan([fileInto("A", spoolName: "spool-u1-1"), redirect(spoolName: "r1")])[0]
        try await ledger.store.write { try $0.finish(effects: [ids[0]]) }
        #expect(try await ledger.settle().isEmpty)
        #expect(try await ledger.state(of: 0) == .planned)
        #expect(try await ledger.store.unsettled(account: ledger.account).isEmpty)
        for (step, expected) in [
            ({ @Sendable in _ = try $0.intent(effects: [(ids[1], nil)]) }, EffectState.intent),
            ({ @Sendable in try $0.deferEffect(ids[1], answer: "450", nextTry: later(9)) }, .deferred),
            ({ @Sendable in try $0.hold([ids[1]]) }, .held),
            ({ @Sendable in try $0.release([ids[1]]) }, .deferred),
        ] as [(@Sendable (borrowing StoreTransaction) throws -> Void, EffectState)] {
            try await ledger.store.write(step)
            #expect(try await ledger.states(of: 0)[1] == expected)
            #expect(try await ledger.settle().isEmpty)
            #expect(try await ledger.state(of: 0) == .planned)
            #expect(try await ledger.store.spoolNames().contains("r1"))
        }
    }
}
