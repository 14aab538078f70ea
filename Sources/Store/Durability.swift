import GRDB

/// What the writer's connection must promise: that a commit that returned is on disk.
enum Durability {
    /// GRDB's WAL set-up leaves `synchronous` at NORMAL, so this comes after it.
    static func set(on database: Database) throws {
        // Fewer, larger checkpoints: each costs two syncs and moves every changed page once.
        try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000")
    }

    /// - Throws: ``StoreError/notDurable(setting:found:)`` unless SQLite says that it does as it was told.
    static func check(on database: Database) throws {
        let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "unknown"
        guard journal.lowercased() == "wal" else { throw StoreError.notDurable(setting: "journal_mode = WAL", found: journal) }
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
        guard synchronous == 2 else {
            throw StoreError.notDurable(setting: "synchronous = FULL (2)", found: String(synchronous))
        }
    }
}
