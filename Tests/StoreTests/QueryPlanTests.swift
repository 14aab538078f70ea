import Foundation
import GRDB
import Synchronization
import Testing

@testable import Store

/// A ledger grows by every message that ever came: what is asked for often must never walk through all of it.
@Suite struct `No query walks the whole ledger` {
    /// How tables that grow may be come by: by a row's identity, or by an index that has only what is open, or only one message's.
    private static let cheap = [
        "INTEGER PRIMARY KEY", "INDEX effect_queue", "INDEX effect_unhappy", "INDEX effect_sent (finished_at>? AND finished_at<?)",
        "INDEX effect_message (message_id=?)", "INDEX message_spooled", "INDEX message_quarantined",
    ]
    private static let small = ["account", "account_status", "grdb_migrations"]

    /// The steps of SQLite's plan for each statement that `sql` has, with those that walk a whole table.
    private func expensiveSteps(_ statements: [String], in database: Database) throws -> [String] {
        var expensive: [String] = []
        for sql in statements where ["SELECT", "UPDATE", "DELETE"].contains(where: sql.hasPrefix) {
            for row in try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql) {
                let step: String = row["detail"]
                let words = step.split(separator: " ")
                guard words.count > 1, words[0] == "SCAN" || words[0] == "SEARCH", !Self.small.contains(String(words[1])) else { continue }
                if step == "SCAN CONSTANT ROW" || Self.cheap.contains(where: step.contains) { continue }
                expensive.append("\(step) — \(sql)")
            }
        }
        return expensive
    }

    /// The statements that a connection runs meanwhile, with their values.
    private final class Recorded: Sendable {
        private let texts = Mutex<[String]>([])
        func listen(to database: Database) {
            database.trace(options: .statement) { event in
                if case .statement(let statement) = event { self.texts.withLock { $0.append(statement.expandedSQL) } }
            }
        }
        var statements: [String] { texts.withLock { $0 } }
    }

    @Test func `reads of the queue, of the rate, of what is owned, of the accounts`() async throws {
        let ledger = try await Ledger()
        try await ledger.plan([redirect(spoolName: "a"), fileInto("A", spoolName: "b", state: .parked)])
        let store = try Store(readingFrom: ledger.fixture.directory)
        let recorded = Recorded()
        try await store.reader.unsafeRead { recorded.listen(to: $0) }
        let account = ledger.account
        _ = try await store.dueForwards(at: later(1), accounts: ["work"], limit: 10)
        _ = try await store.nextForwardTime(accounts: ["work"])
        _ = try await store.forwardsSent(account: account, since: noon)
        _ = try await store.earliestForwardSent(account: account, since: noon)
        _ = try await store.queue()
        _ = try await store.queue(account: "work", states: [.parked, .held, .quarantined])
        _ = try await store.queueEntry(.effect(1))
        _ = try await store.queueEntry(.message(1))
        _ = try await store.queueFigures()
        _ = try await store.accountStatus()
        _ = try await store.unplanned(account: account)
        _ = try await store.unfinishedEffects(account: account)
        _ = try await store.unsettled(account: account)
        _ = try await store.spoolNames()
        let statements = recorded.statements
        try await store.reader.unsafeRead { $0.trace(options: []) }
        #expect(statements.count { $0.hasPrefix("SELECT") } >= 20)
        let expensive = try await store.reader.unsafeRead { try expensiveSteps(statements, in: $0) }
        #expect(expensive.isEmpty, "\(expensive.joined(separator: "\n"))")
    }

    @Test func `what sending writes, and what people do`() async throws {
        let ledger = try await Ledger()
        let ids = try await ledger.plan([redirect(spoolName: "a"), fileInto("A", spoolName: "b", state: .parked)])[0]
        let recorded = Recorded()
        let rows = ledger.rows
        let expensive = try await ledger.store.write { [account = ledger.account] transaction in
            recorded.listen(to: transaction.database)
            try transaction.intent(effects: [(ids[0], nil)])
            try transaction.deferAll(ids, answer: "down", nextTry: noon)
            try transaction.deferEffect(ids[0], answer: "450", nextTry: noon)
            try transaction.hold(ids)
            try transaction.release(ids)
            _ = try transaction.park(ids[0], reason: "550", keeping: fileInto("INBOX", spoolName: "k"))
            try transaction.retry(ids)
            try transaction.sent(ids[0], answer: "250")
            _ = try transaction.drop(ids)
            try transaction.settle(messages: rows)
            try transaction.quarantine(rows[2], reason: "gone")
            try transaction.restoreFromQuarantine(rows[2])
            try transaction.quarantine(rows[2], reason: "gone")
            _ = try transaction.dropQuarantined(rows[2])
            try transaction.recordRound(account: account, began: noon, error: nil)
            let statements = recorded.statements
            transaction.database.trace(options: [])
            #expect(statements.count > 30)
            return try expensiveSteps(statements, in: transaction.database)
        }
        #expect(expensive.isEmpty, "\(expensive.joined(separator: "\n"))")
    }

    @Test func `a walk through the ledger would be noticed`() async throws {
        let ledger = try await Ledger()
        let statements = [
            "SELECT count(*) FROM effect WHERE state = 3", "SELECT id FROM message WHERE account_id = 1", "DELETE FROM plan WHERE keep",
        ]
        let expensive = try await ledger.store.read { try expensiveSteps(statements, in: $0) }
        #expect(expensive.count == 3)
    }
}
