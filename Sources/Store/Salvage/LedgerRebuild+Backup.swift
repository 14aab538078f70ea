import Foundation
import GRDB

extension LedgerRebuild {
    /// Adds what a backup's ledger knows and this one does not: messages, with their plans, effects and tags; the rest of rows that are here
    /// in part. What is here already counts, since it is younger.
    ///
    /// Row numbers stay the same where they are free.
    public func merge(backup path: String, _ salvage: inout Salvage) throws {
        do {
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "ATTACH ? AS backup", arguments: [path])
                try database.inTransaction {
                    guard try Int.fetchOne(database, sql: "SELECT count(*) FROM backup.sqlite_master WHERE name = 'message'") == 1 else {
                        throw StoreError.missing(path: path)
                    }
                    salvage.fromBackup = try Self.merge(database)
                    return .commit
                }
                try database.execute(sql: "DETACH backup")
            }
        } catch {
            throw StoreError(any: error)
        }
        salvage.messages = try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM message") ?? 0 }
    }

    private static func merge(_ database: Database) throws -> Int {
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO main.account SELECT * FROM backup.account WHERE name NOT IN (SELECT name FROM main.account);
                INSERT INTO main.account (name) SELECT name FROM backup.account WHERE name NOT IN (SELECT name FROM main.account);
                CREATE TEMP TABLE backup_account AS
                    SELECT their.id AS theirs, our.id AS ours FROM backup.account AS their JOIN main.account AS our ON our.name = their.name;
                CREATE TEMP TABLE backup_message (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL);
                CREATE INDEX temp.backup_message_ours ON backup_message (ours);
                """)
        let columns = try database.columns(in: "message", in: "backup").map(\.name)
        let rest = columns.filter { $0 != "id" && $0 != "account_id" }
        guard columns.count == rest.count + 2 else { throw StoreError.missing(path: "backup") }
        let list = rest.joined(separator: ", ")
        let values = rest.map { "theirs.\($0)" }.joined(separator: ", ")
        let before = try Int.fetchOne(database, sql: "SELECT count(*) FROM message") ?? 0
        let absent = """
            FROM backup.message AS theirs JOIN backup_account ON backup_account.theirs = theirs.account_id
            WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.account_id = backup_account.ours AND message.uidl = theirs.uidl
                AND message.generation = theirs.generation)
            """
        // First those whose number is free; the others get new ones. A message that took over another UIDL since is the same row.
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO uncertain SELECT theirs.id, \(Origin.backup.rawValue) \(absent)
                    AND theirs.id NOT IN (SELECT id FROM message) AND theirs.id NOT IN (SELECT id FROM lost_unique WHERE uidl <> theirs.uidl);
                INSERT INTO message (id, account_id, \(list)) SELECT theirs.id, backup_account.ours, \(values) \(absent)
                    AND theirs.id IN (SELECT id FROM uncertain WHERE origin = \(Origin.backup.rawValue));
                """)
        let strangers = try Row.fetchAll(
            database,
            sql: """
                SELECT theirs.id \(absent) AND NOT EXISTS (
                    SELECT 1 FROM message WHERE message.id = theirs.id AND message.content_hash = theirs.content_hash)
                """)
        for row in strangers {
            try database.execute(
                sql: """
                    INSERT INTO message (account_id, \(list)) SELECT backup_account.ours, \(values) \(absent) AND theirs.id = ?
                    """,
                arguments: [row[0] as Int64])
            try database.execute(sql: "INSERT OR IGNORE INTO uncertain VALUES (?, ?)", arguments: [database.lastInsertedRowID, Origin.backup.rawValue])
        }
        let added = (try Int.fetchOne(database, sql: "SELECT count(*) FROM message") ?? 0) - before
        try database.execute(
            sql: """
                INSERT INTO backup_message SELECT theirs.id, message.id FROM backup.message AS theirs
                    JOIN backup_account ON backup_account.theirs = theirs.account_id
                    JOIN message ON message.account_id = backup_account.ours AND message.uidl = theirs.uidl AND message.generation = theirs.generation;
                """)
        try mergeRest(database)
        return added
    }

    private static func mergeRest(_ database: Database) throws {
        func list(_ table: String, without keys: Set<String>) throws -> String {
            try database.columns(in: table, in: "backup").map(\.name).filter { !keys.contains($0) }.joined(separator: ", ")
        }
        let plan = try list("plan", without: ["message_id"])
        let effect = try list("effect", without: ["id", "message_id"])
        let status = try list("account_status", without: ["account_id"])
        let key = try list("seen_key", without: ["account_id", "message_id"])
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO main.plan (message_id, \(plan))
                    SELECT ours, \(plan) FROM backup.plan JOIN backup_message ON theirs = message_id
                    WHERE (SELECT state FROM main.message AS our WHERE our.id = ours) <> 0;
                CREATE TEMP TABLE backup_effect AS
                    SELECT their.id AS number, ours FROM backup.effect AS their JOIN backup_message ON theirs = their.message_id
                    WHERE ours IN (SELECT message_id FROM main.plan) AND NOT EXISTS (
                        SELECT 1 FROM main.effect AS our WHERE our.message_id = ours AND our.ordinal = their.ordinal);
                INSERT OR IGNORE INTO main.effect (id, message_id, \(effect))
                    SELECT their.id, ours, \(effect) FROM backup.effect AS their JOIN backup_effect ON number = their.id;
                INSERT INTO main.effect (message_id, \(effect))
                    SELECT ours, \(effect) FROM backup.effect AS their JOIN backup_effect ON number = their.id
                    WHERE NOT EXISTS (SELECT 1 FROM main.effect AS our WHERE our.message_id = ours AND our.ordinal = their.ordinal);
                UPDATE main.effect SET state = 2 WHERE state IN (0, 1, 3) AND message_id IN (SELECT ours FROM backup_effect)
                    AND message_id IN (SELECT id FROM message WHERE state = 2);
                INSERT OR IGNORE INTO main.tag (message_id, folded, tag)
                    SELECT ours, folded, tag FROM backup.tag JOIN backup_message ON theirs = message_id
                    WHERE ours IN (SELECT message_id FROM plan);
                INSERT OR IGNORE INTO main.rules_text SELECT * FROM backup.rules_text;
                INSERT OR IGNORE INTO main.rules_version SELECT * FROM backup.rules_version;
                INSERT OR IGNORE INTO main.account_status (account_id, \(status))
                    SELECT ours, \(status) FROM backup.account_status JOIN backup_account ON theirs = account_id;
                INSERT OR IGNORE INTO main.seen_key (account_id, message_id, \(key))
                    SELECT backup_account.ours, coalesce(backup_message.ours, 0), \(key) FROM backup.seen_key AS their
                    JOIN backup_account ON backup_account.theirs = their.account_id
                    LEFT JOIN backup_message ON backup_message.theirs = their.message_id;
                """)
    }
}
