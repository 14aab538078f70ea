import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct `An older database` {
    @Test func `keeps its rows, and what waited in it can be sent`() async throws {
        let fixture = StateFixture()
        try FileManager.default.createDirectory(
            atPath: fixture.directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        do {
            let queue = try DatabaseQueue(path: fixture.directory + "/postroom.sqlite")
            try Schema.migrator.migrate(queue, upTo: "2 tags, keys, search")
            try await queue.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO account VALUES (1, 'work');
                        INSERT INTO message (id, account_id, uidl, generation, content_hash, size, stored_size, bare_line_ends, first_seen,
                            state, server_copy) VALUES (7, 1, 'u', 0, x'00', 10, 10, 0, 5, 2, 0);
                        INSERT INTO plan (message_id, decided_at, rules_version, settled, keep) VALUES (7, 6, 'v0', 1, 0);
                        INSERT INTO effect (id, message_id, ordinal, kind, mailbox, address, copy, state, spool_name) VALUES
                            (1, 7, 0, 'redirect', NULL, 'a@example.com', 0, 5, 'r'), (2, 7, 1, 'keep', 'INBOX', NULL, 0, 2, 'k');
                        """)
            }
        }
        let store = try fixture.open()
        let entry = try #require(try await store.queue().first)
        #expect(entry.id == .effect(1))
        #expect(entry.state == .waiting)
        #expect(entry.queuedAt == Date(timeIntervalSince1970: 6))
        #expect(try await store.spoolNames() == ["r"])
        #expect(try await store.forwardsSent(account: 1, since: .distantPast) == 0)
        #expect(try await store.accountStatus().map(\.failures) == [0])
        #expect(try await store.write { try $0.retry([1], at: noon) } == [1])
        let due = try await store.dueForwards(at: noon, accounts: ["work"], limit: 1)
        #expect(due.first?.address == "a@example.com")
        #expect(due.first?.decidedAt == Date(timeIntervalSince1970: 6))
        #expect(due.first?.queuedAt == noon)
    }

    /// The readers' connections must not know the tables as they were.
    @Test func `can be read at once, whatever is asked first`() async throws {
        let fixture = StateFixture()
        try FileManager.default.createDirectory(
            atPath: fixture.directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        do {
            let queue = try DatabaseQueue(path: fixture.directory + "/postroom.sqlite")
            try Schema.migrator.migrate(queue, upTo: "1 ledger, plans, effects")
        }
        #expect(try await fixture.open().spoolNames() == [])
    }
}
