import Foundation
import Testing

@testable import Store

@Suite struct `The queue, looked at` {
    /// One entry of each kind: 0 planned, 1 deferred, 2 intent, 3 parked, 4 held, then a waiting and a parked folder, and a
    /// quarantined message; and beside them what is not in the queue.
    private func filled() async throws -> (ledger: Ledger, ids: [[Int64]]) {
        let ledger = try await Ledger()
        let ids = try await ledger.plan(
            (0..<5).map { redirect(to: "r\($0)@example.com", spoolName: "r\($0)") },
            [
                fileInto("A", spoolName: "a"), fileInto("B", spoolName: "b", state: .done), fileInto("C", spoolName: "c", state: .waiting),
                fileInto("D", spoolName: "d", state: .parked), redirect(spoolName: "e", state: .dropped),
            ])
        try await ledger.store.write { [rows = ledger.rows] transaction in
            try transaction.deferEffect(ids[0][1], answer: "450 busy", nextTry: later(60))
            try transaction.intent(effects: [(ids[0][2], nil)])
            try transaction.park(ids[0][3], reason: "550 no")
            try transaction.hold([ids[0][4]])
            try transaction.quarantine(rows[2], reason: "octets are gone")
        }
        return (ledger, ids)
    }

    @Test func `it has what is to be sent, what is at rest, and whole messages`() async throws {
        let (ledger, ids) = try await filled()
        let queue = try await ledger.store.queue()
        #expect(queue.map(\.id) == (ids[0] + ids[1][2...3]).map(QueueID.effect) + [.message(ledger.rows[2])])
        #expect(queue.map(\.state) == [.planned, .deferred, .intent, .parked, .held, .waiting, .parked, .quarantined])
        let deferred = queue[1]
        #expect(deferred == QueueEntry(
            id: .effect(ids[0][1]), message: ledger.rows[0], account: "work", kind: "redirect", address: "r1@example.com", mailbox: nil,
            state: .deferred, attempts: 0, queuedAt: noon, nextTry: later(60), finishedAt: nil, lastAnswer: "450 busy", subject: "Hello",
            from: "Ann <ann@example.org>", size: 100, rule: "Forward", spoolName: "r1"))
        #expect(queue[5].mailbox == "C")
        #expect(queue[7].lastAnswer == "octets are gone")
        #expect(queue[7].queuedAt == noon)
        #expect(queue[7].spoolName == "spool-u3-3")
    }

    @Test func `it can be narrowed to states, an account, a number`() async throws {
        let (ledger, ids) = try await filled()
        let store = ledger.store
        #expect(try await store.queue(states: [.parked]).map(\.id) == [.effect(ids[0][3]), .effect(ids[1][3])])
        #expect(try await store.queue(states: [.quarantined]).map(\.id) == [.message(ledger.rows[2])])
        #expect(try await store.queue(states: [.done, .dropped]).isEmpty)
        #expect(try await store.queue(states: []).isEmpty)
        #expect(try await store.queue(account: "work").count == 8)
        #expect(try await store.queue(account: "home").isEmpty)
        #expect(try await store.queue(limit: 2).map(\.id) == ids[0][0...1].map(QueueID.effect))
        #expect(try await store.queue(limit: 8).count == 8)
        #expect(try await store.queue(limit: 7).last?.state == .parked)
        #expect(try await store.queue(limit: 0).isEmpty)
    }

    @Test func `an entry is found by its identity, also when it is final`() async throws {
        let (ledger, ids) = try await filled()
        let store = ledger.store
        #expect(try await store.queueEntry(.effect(ids[0][2]))?.state == .intent)
        #expect(try await store.queueEntry(.effect(ids[1][1]))?.state == .done)
        #expect(try await store.queueEntry(.effect(ids[1][4]))?.state == .dropped)
        #expect(try await store.queueEntry(.effect(9999)) == nil)
        #expect(try await store.queueEntry(.message(ledger.rows[2]))?.kind == "message")
        #expect(try await store.queueEntry(.message(ledger.rows[1])) == nil)
    }

    @Test func `its figures agree with it`() async throws {
        let (ledger, ids) = try await filled()
        #expect(try await ledger.store.queueFigures() == QueueFigures(
            count: 8, toSend: 3, oldest: noon, nextTry: noon, parked: 2, held: 1, waiting: 1, quarantined: 1))
        try await ledger.store.write { transaction in
            _ = try transaction.drop([ids[0][0], ids[0][2]])
        }
        #expect(try await ledger.store.queueFigures() == QueueFigures(
            count: 6, toSend: 1, oldest: noon, nextTry: later(60), parked: 2, held: 1, waiting: 1, quarantined: 1))
        let empty = try await Ledger()
        #expect(try await empty.store.queueFigures() == QueueFigures(
            count: 0, toSend: 0, oldest: nil, nextTry: nil, parked: 0, held: 0, waiting: 0, quarantined: 0))
    }

    @Test(arguments: ["", "m", "-1", "+1", "1.5", "m-1", "mm1", "x", "99999999999999999999", " 1"])
    func `what is no identity is none`(_ text: String) {
        #expect(QueueID(text) == nil)
    }

    @Test func `an identity is written as it is read`() {
        for text in ["17", "m17"] { #expect(QueueID(text)?.description == text) }
        #expect(QueueID("17") == .effect(17))
        #expect(QueueID("m17") == .message(17))
    }
}
