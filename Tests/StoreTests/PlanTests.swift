import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct `Plans and effects` {
    /// A store with one account and three spooled messages.
    private struct Start {
        let fixture = StateFixture()
        let store: Store
        let account: Int64
        let rows: [MessageRow]

        init() async throws {
            store = try fixture.open()
            account = try await store.account()
            rows = try await store.admit((1...3).map { arrival("u\($0)", content: $0) }, account: account).map(\.row)
        }

        func plan(_ messages: PlannedMessage...) async throws -> [[Int64]] {
            try await store.write { [account] in try $0.plan(messages, account: account) }
        }
    }

    @Test func `a plan is recorded whole, and explained`() async throws {
        let start = try await Start()
        try await start.store.write { transaction in
            for _ in 0..<2 {
                try transaction.recordRules(
                    version: "v1", texts: [RulesText(name: "b", hash: "02", text: "two"), RulesText(name: "a", hash: "01", text: "one")])
            }
        }
        let effects = try await start.plan(
            planned(start.rows[0], effects: [fileInto("Lists/swift", spoolName: "n1"), fileInto("INBOX")], tags: ["Invoice", "list"]))
        #expect(effects.map(\.count) == [2])
        let explanation = try #require(try await start.store.explanation(of: start.rows[0]))
        #expect(explanation.account == "work")
        #expect(explanation.uidl == "u1")
        #expect(explanation.state == .planned)
        #expect(explanation.summary.subject == "Hello")
        #expect(explanation.summary.date == noon)
        #expect(explanation.plan?.decidedBy == "Lists")
        #expect(explanation.plan?.trace == [1, 2, 3])
        #expect(explanation.plan?.settled == true)
        #expect(explanation.effects.map(\.mailbox) == ["Lists/swift", "INBOX"])
        #expect(explanation.effects[0].flags == ["\\Seen", "$Work"])
        #expect(explanation.tags == ["Invoice", "list"])
        #expect(explanation.rules.map(\.text) == ["two", "one"])
        #expect(try await start.store.explanation(of: 999) == nil)
    }

    @Test func `a message is decided once, and only in its own account`() async throws {
        let start = try await Start()
        _ = try await start.plan(planned(start.rows[0]))
        let (rows, store) = (start.rows, start.store)
        await #expect(throws: StoreError.unexpectedState(message: rows[0])) { try await start.plan(planned(rows[1]), planned(rows[0])) }
        #expect(try await store.unplanned(account: start.account).map(\.id) == [rows[1], rows[2]])
        let other = try await store.account("home")
        await #expect(throws: StoreError.unexpectedState(message: rows[1])) {
            try await store.write { try $0.plan([planned(rows[1])], account: other) }
        }
    }

    @Test func `a deferred decision keeps the message spooled and counts`() async throws {
        let start = try await Start()
        #expect(try await start.plan(planned(start.rows[0], tags: ["x"], deferred: true)) == [[]])
        let waiting = try await start.store.unplanned(account: start.account)
        #expect(waiting.first?.deferrals == 1)
        #expect(try await start.store.explanation(of: start.rows[0])?.summary.subject == "Hello")
        #expect(try await start.store.tags().isEmpty)
    }

    @Test func `an effect goes from planned by intent to done, and its message is settled with the last one`() async throws {
        let start = try await Start()
        let ids = try await start.plan(
            planned(start.rows[0], effects: [fileInto("A", spoolName: "n1"), fileInto("B", spoolName: "n2")]))[0]
        let store = start.store
        try await store.write { try $0.intent(effects: [(ids[0], "dev 1 ino 2")]) }
        var open = try await store.unfinishedEffects(account: start.account)
        #expect(open.map(\.state) == [.intent, .planned])
        #expect(open[0].destination == "dev 1 ino 2")
        #expect(open[0].attempts == 1)
        #expect(open[0].messageSpoolName == "spool-u1-1")
        #expect(try await store.spoolNames().isSuperset(of: ["n1", "n2", "spool-u1-1"]))

        let early = try await store.write { transaction in
            try transaction.finish(effects: [ids[0]])
            return try transaction.settle(messages: [start.rows[0]])
        }
        #expect(early.isEmpty)
        open = try await store.unfinishedEffects(account: start.account)
        #expect(open.map(\.mailbox) == ["B"])
        #expect(try await store.unsettled(account: start.account).isEmpty)

        try await store.write { try $0.finish(effects: [ids[1]]) }
        #expect(try await store.unsettled(account: start.account) == [start.rows[0]])
        let names = try await store.write { try $0.settle(messages: start.rows) }
        #expect(names == ["spool-u1-1"])
        #expect(try await store.explanation(of: start.rows[0])?.state == .done)
        #expect(try await store.explanation(of: start.rows[1])?.state == .spooled)
        #expect(try await store.spoolNames() == ["spool-u2-2", "spool-u3-3"])
    }

    @Test func `a name that its effect uses up is not let go twice`() async throws {
        let start = try await Start()
        let ids = try await start.plan(planned(start.rows[0], effects: [fileInto("A", spoolName: "spool-u1-1")]))[0]
        let names = try await start.store.write { transaction in
            try transaction.finish(effects: ids)
            return try transaction.settle(messages: start.rows)
        }
        #expect(names.isEmpty)
        #expect(try await start.store.spoolNames() == ["spool-u2-2", "spool-u3-3"])
    }

    @Test func `what is parked or waits keeps its octets`() async throws {
        let start = try await Start()
        let ids = try await start.plan(
            planned(start.rows[0], effects: [fileInto("A"), fileInto("B", spoolName: "n2", state: .waiting)]),
            planned(start.rows[1], effects: [fileInto("C", spoolName: "n3")]))
        let names = try await start.store.write { transaction in
            try transaction.park(ids[0][0], reason: "550 no such user")
            try transaction.park(ids[1][0], reason: "552 too large")
            return try transaction.settle(messages: start.rows)
        }
        #expect(names == ["spool-u2-2"])
        #expect(try await start.store.explanation(of: start.rows[0])?.effects.map(\.state) == [.parked, .waiting])
        #expect(try await start.store.explanation(of: start.rows[0])?.effects[0].lastAnswer == "550 no such user")
        #expect(try await start.store.explanation(of: start.rows[0])?.state == .done)
        #expect(try await start.store.spoolNames() == ["spool-u1-1", "n2", "n3", "spool-u3-3"])
    }

    @Test func `a deferred effect waits for its time`() async throws {
        let start = try await Start()
        let id = try await start.plan(planned(start.rows[0], effects: [fileInto("A")]))[0][0]
        try await start.store.write { try $0.deferEffect(id, answer: "421 later", nextTry: noon.addingTimeInterval(60)) }
        #expect(try await start.store.unfinishedEffects(account: start.account, at: noon).isEmpty)
        let due = try await start.store.unfinishedEffects(account: start.account, at: noon.addingTimeInterval(60))
        #expect(due.map(\.id) == [id])
        #expect(due.first?.lastAnswer == "421 later")
        #expect(try await start.store.write { try $0.settle(messages: start.rows) }.isEmpty)
        #expect(try await start.store.counts(account: start.account) == LedgerCounts(
            messages: [.spooled: 2, .planned: 1], effects: [.deferred: 1]))
    }

    @Test func `an effect can be added behind a plan, not to what is settled`() async throws {
        let start = try await Start()
        let id = try await start.plan(planned(start.rows[0], effects: [fileInto("A")]))[0][0]
        let added = try await start.store.write { transaction in
            try transaction.park(id, reason: "550")
            return try transaction.addEffect(fileInto("INBOX"), to: start.rows[0])
        }
        let open = try await start.store.unfinishedEffects(account: start.account)
        #expect(open.map(\.id) == [added])
        #expect(open.first?.ordinal == 1)
        await #expect(throws: StoreError.unexpectedState(message: start.rows[1])) {
            try await start.store.write { try $0.addEffect(fileInto("INBOX"), to: start.rows[1]) }
        }
    }

    @Test func `a quarantined message keeps its octets and holds up nothing`() async throws {
        let start = try await Start()
        try await start.store.write { transaction in
            try transaction.countAttempt(messages: [start.rows[0]])
            try transaction.quarantine(start.rows[0], reason: "its headers do not end")
        }
        #expect(try await start.store.unplanned(account: start.account).map(\.id) == Array(start.rows.dropFirst()))
        #expect(try await start.store.explanation(of: start.rows[0])?.reason == "its headers do not end")
        #expect(try await start.store.spoolNames().contains("spool-u1-1"))
    }

    @Test func `the next owner finds what the last one left open`() async throws {
        let fixture = StateFixture()
        let (account, ids): (Int64, [[Int64]])
        do {
            let store = try fixture.open()
            account = try await store.account()
            let rows = try await store.admit([arrival("a", content: 1), arrival("b", content: 2)], account: account).map(\.row)
            ids = try await store.write { [account] in
                try $0.plan([planned(rows[0], effects: [fileInto("A", spoolName: "n1")])], account: account)
            }
        }
        let store = try fixture.open()
        #expect(try await store.accountID(named: "work") == account)
        #expect(try await store.unplanned(account: account).map(\.uidl) == ["b"])
        #expect(try await store.unfinishedEffects(account: account).map(\.id) == ids[0])
        #expect(try await store.spoolNames() == ["spool-a-1", "n1", "spool-b-2"])
    }

    @Test func `a key was seen by others, until its time is over`() async throws {
        let start = try await Start()
        func sighting(_ at: Date) -> SeenKeyRow {
            SeenKeyRow(purpose: 1, rule: "once", text: "<a@b>", firstSeen: at, expires: at.addingTimeInterval(100))
        }
        func seen(excluding row: MessageRow, at now: Date) throws -> Date? {
            try start.store.firstSeen(account: start.account, purpose: 1, rule: "once", text: "<a@b>", excluding: row, at: now)
        }
        _ = try await start.plan(planned(start.rows[0], sightings: [sighting(noon)]))
        _ = try await start.plan(planned(start.rows[1], sightings: [sighting(noon.addingTimeInterval(50))]))
        #expect(try seen(excluding: start.rows[0], at: noon) == nil)
        #expect(try seen(excluding: start.rows[1], at: noon) == noon)
        #expect(try seen(excluding: start.rows[1], at: noon.addingTimeInterval(100)) == nil)
        _ = try await start.plan(planned(start.rows[2], sightings: [sighting(noon.addingTimeInterval(200))]))
        #expect(try seen(excluding: start.rows[0], at: noon.addingTimeInterval(250)) == noon.addingTimeInterval(200))
        try await start.store.write { try $0.forgetExpiredKeys(at: noon.addingTimeInterval(300)) }
        #expect(try seen(excluding: start.rows[0], at: noon) == nil)
    }
}
