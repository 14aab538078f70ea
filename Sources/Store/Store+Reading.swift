public import Foundation
import GRDB

extension Store {
    /// Gives each of the account's rows to `update`, one after the other, in no particular order; none for an account that was never
    /// seen. Nothing of them is kept here: there may be a million.
    public func reduceLedger<Result: Sendable>(
        account: Int64, into initial: Result, _ update: @escaping @Sendable (inout Result, KnownMessage) -> Void
    ) async throws -> Result {
        try await read { database in
            var result = initial
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT uidl, id, generation, state, server_copy, content_hash, first_seen, vanished_at, claimed_at
                    FROM message WHERE account_id = ?
                    """,
                arguments: [account])
            while let row = try rows.next() {
                let message = KnownMessage(
                    id: row[1], uidl: row[0], generation: row[2], state: MessageState(rawValue: row[3]) ?? .quarantined,
                    serverCopy: ServerCopy(rawValue: row[4]) ?? .present,
                    contentHash: try row.withUnsafeData(atIndex: 5) { [UInt8]($0 ?? Data()) },
                    firstSeen: Date(timeIntervalSince1970: row[6]), vanishedAt: Date(unixSeconds: row[7]), claimedAt: Date(unixSeconds: row[8]))
                update(&result, message)
            }
            return result
        }
    }

    /// The header fields of these messages; without those that nobody read yet, and without quarantined ones.
    public func summaries(of messages: [MessageRow]) async throws -> [MessageRow: MessageSummary] {
        try await read { database in
            let statement = try database.cachedStatement(sql: """
                SELECT message_id, from_text, to_text, subject, date FROM message WHERE id = ? AND state <> 3 AND from_text IS NOT NULL
                """)
            var summaries: [MessageRow: MessageSummary] = [:]
            for message in messages {
                guard let row = try Row.fetchOne(statement, arguments: [message]) else { continue }
                summaries[message] = MessageSummary(
                    messageID: row[0], from: row[1], to: row[2], subject: row[3], date: Date(unixSeconds: row[4]))
            }
            return summaries
        }
    }

    /// When these messages were first seen.
    public func firstSeen(of messages: [MessageRow]) async throws -> [MessageRow: Date] {
        try await read { database in
            let statement = try database.cachedStatement(sql: "SELECT first_seen FROM message WHERE id = ?")
            var times: [MessageRow: Date] = [:]
            for message in messages { times[message] = Date(unixSeconds: try Double.fetchOne(statement, arguments: [message])) }
            return times
        }
    }

    /// The account's identity, without making one.
    public func accountID(named name: String) async throws -> Int64? {
        try await read { try Int64.fetchOne($0, sql: "SELECT id FROM account WHERE name = ?", arguments: [name]) }
    }

    /// The messages that wait for a decision, oldest first.
    public func unplanned(account: Int64) async throws -> [SpooledMessage] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(SpooledMessage.columns) FROM message INDEXED BY message_spooled
                    WHERE account_id = ? AND spool_name IS NOT NULL AND state = 0 ORDER BY id
                    """,
                arguments: [account]
            ).map(SpooledMessage.init)
        }
    }

    /// The effects on folders that are to be tried: planned, begun, or put off until `now` at most; in the order of messages and plans.
    ///
    /// Those of a quarantined message are not among them. Forwards have a queue of their own (``dueForwards(at:accounts:limit:)``).
    public func unfinishedEffects(account: Int64, at now: Date = Date()) async throws -> [EffectRecord] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(EffectRecord.columns) FROM message INDEXED BY message_spooled
                    JOIN effect ON effect.message_id = message.id
                    WHERE message.account_id = ? AND message.spool_name IS NOT NULL AND message.state = 1 AND effect.mailbox IS NOT NULL
                        AND (effect.state IN (0, 1) OR (effect.state = 3 AND effect.next_try <= ?))
                    ORDER BY effect.message_id, effect.ordinal
                    """,
                arguments: [account, now.timeIntervalSince1970]
            ).map(EffectRecord.init)
        }
    }

    /// Planned messages whose every effect is final: ``StoreTransaction/settle(messages:)`` was still to come for them.
    public func unsettled(account: Int64) async throws -> [MessageRow] {
        try await read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT id FROM message INDEXED BY message_spooled
                    WHERE account_id = ? AND spool_name IS NOT NULL AND state = 1 AND NOT EXISTS (
                        SELECT 1 FROM effect WHERE message_id = message.id AND state IN (0, 1, 3, 6))
                    ORDER BY id
                    """,
                arguments: [account])
        }
    }

    /// Every name in the spool that a row or an effect still owns; all other files there may be swept.
    public func spoolNames() async throws -> Set<String> { try await read(Self.ownedNames) }

    static func ownedNames(_ database: Database) throws -> Set<String> {
        try String.fetchSet(
            database,
            sql: """
            SELECT spool_name FROM message INDEXED BY message_spooled WHERE spool_name IS NOT NULL
            UNION ALL
            SELECT effect.spool_name FROM message INDEXED BY message_spooled
            JOIN effect ON effect.message_id = message.id
            WHERE message.spool_name IS NOT NULL AND effect.state NOT IN (2, 7) AND effect.spool_name IS NOT NULL
            UNION ALL
            SELECT spool_name FROM effect INDEXED BY effect_unhappy WHERE state IN (3, 4, 5, 6) AND spool_name IS NOT NULL
            """)
    }

    /// What the server would not give out, by UIDL.
    public func refusals(account: Int64) async throws -> [String: Refusal] {
        try await read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT uidl, attempts, answer, last_try FROM refusal WHERE account_id = ?", arguments: [account])
            return Dictionary(uniqueKeysWithValues: rows.map { row in
                (row[0], Refusal(attempts: row[1], answer: row[2], lastTry: Date(timeIntervalSince1970: row[3])))
            })
        }
    }

    /// When a rule first saw this text, in another message than `message`; nil if never, or if that time is over at `now`.
    ///
    /// Blocks; made for the thread that decides. What was written but not committed is not seen.
    public func firstSeen(
        account: Int64, purpose: Int, rule: String, text: String, excluding message: MessageRow, at now: Date = Date()
    ) throws -> Date? {
        do {
            return try reader.unsafeRead { database in
                Date(unixSeconds: try Double.fetchOne(
                    database.cachedStatement(sql: """
                        SELECT first_seen FROM seen_key
                        WHERE account_id = ? AND purpose = ? AND rule = ? AND key_text = ? AND message_id <> ? AND expires_at > ?
                        """),
                    arguments: [account, purpose, rule, text, message, now.timeIntervalSince1970]))
            }
        } catch {
            throw watch.note(StoreError.translated(error))
        }
    }
}
