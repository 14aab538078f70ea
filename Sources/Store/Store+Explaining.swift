import Foundation
import GRDB

extension Store {
    /// The row, the plan, the effects, the tags and the rules of then; nil for an unknown message.
    public func explanation(of id: MessageRow) async throws -> RecordedMessage? {
        try await read { database in
            guard let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT message.*, account.name AS account_name FROM message
                    JOIN account ON account.id = message.account_id WHERE message.id = ?
                    """,
                arguments: [id])
            else { return nil }
            let plan = try Row.fetchOne(database, sql: "SELECT * FROM plan WHERE message_id = ?", arguments: [id])
                .map(RecordedPlan.init)
            let hash: Data = row["content_hash"]
            return RecordedMessage(
                id: id, account: row["account_name"], uidl: row["uidl"], generation: row["generation"],
                contentHash: [UInt8](hash), size: row["size"], firstSeen: Date(timeIntervalSince1970: row["first_seen"]),
                state: MessageState(rawValue: row["state"]) ?? .quarantined,
                serverCopy: ServerCopy(rawValue: row["server_copy"]) ?? .present,
                reason: row["reason"], deferrals: row["deferrals"], spoolName: row["spool_name"],
                summary: MessageSummary(
                    messageID: row["message_id"], from: row["from_text"], to: row["to_text"], subject: row["subject"],
                    date: Date(unixSeconds: row["date"])),
                plan: plan,
                effects: try Row.fetchAll(
                    database,
                    sql: """
                        SELECT \(EffectRecord.columns) FROM effect JOIN message ON message.id = effect.message_id
                        WHERE effect.message_id = ? ORDER BY effect.ordinal
                        """,
                    arguments: [id]
                ).map(EffectRecord.init),
                tags: try String.fetchAll(
                    database, sql: "SELECT tag FROM tag WHERE message_id = ? ORDER BY folded", arguments: [id]),
                rules: try Self.rules(version: plan?.rulesVersion, in: database))
        }
    }

    /// The texts of a version of the rules, in their order.
    public func rules(version: String) async throws -> [RulesText] {
        try await read { try Self.rules(version: version, in: $0) }
    }

    /// How many messages and effects stand where, of one account or of all.
    public func counts(account: Int64? = nil) async throws -> LedgerCounts {
        try await read { database in
            let arguments: StatementArguments = [account]
            let messages = try Row.fetchAll(
                database, sql: "SELECT state, count(*) FROM message WHERE account_id = ifnull(?, account_id) GROUP BY state",
                arguments: arguments)
            let effects = try Row.fetchAll(
                database,
                sql: """
                    SELECT effect.state, count(*) FROM effect JOIN message ON message.id = effect.message_id
                    WHERE message.account_id = ifnull(?, message.account_id) GROUP BY effect.state
                    """,
                arguments: arguments)
            return LedgerCounts(
                messages: Dictionary(uniqueKeysWithValues: messages.compactMap { row in
                    MessageState(rawValue: row[0]).map { ($0, row[1]) }
                }),
                effects: Dictionary(uniqueKeysWithValues: effects.compactMap { row in
                    EffectState(rawValue: row[0]).map { ($0, row[1]) }
                }))
        }
    }

    /// All tags in use, the most used first.
    public func tags() async throws -> [TagUse] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT min(tag.tag), count(*), max(coalesce(message.date, message.first_seen))
                    FROM tag JOIN message ON message.id = tag.message_id
                    GROUP BY tag.folded ORDER BY count(*) DESC, tag.folded
                    """
            ).map { TagUse(tag: $0[0], count: $0[1], newest: Date(unixSeconds: $0[2])) }
        }
    }

    private static func rules(version: String?, in database: Database) throws -> [RulesText] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT rules_version.name, rules_text.hash, rules_text.text FROM rules_version
                JOIN rules_text ON rules_text.hash = rules_version.hash
                WHERE rules_version.version = ? ORDER BY rules_version.position
                """,
            arguments: [version]
        ).map { RulesText(name: $0[0], hash: $0[1], text: $0[2]) }
    }
}

extension RecordedPlan {
    init(_ row: Row) {
        let trace: Data? = row["trace"]
        decidedAt = Date(timeIntervalSince1970: row["decided_at"])
        rulesVersion = row["rules_version"]
        settled = row["settled"]
        keep = row["keep"]
        decidedBy = row["decided_by"]
        error = row["error"]
        self.trace = trace.map { [UInt8]($0) } ?? []
    }
}
