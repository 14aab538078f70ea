import Foundation
import Glibc
import GRDB

/// A new ledger that is put together beside the damaged one: from what can still be read of that, and from a backup.
///
/// Belongs to one thread, and blocks it. The file is nobody's ledger until it gets its name; whatever happens before, it can be made again.
public final class LedgerRebuild {
    /// The names under which rows that were put together have no UIDL of a server: no UIDL has a blank (RFC 1939 §7).
    static let namelessPrefix = "repaired "

    let queue: DatabaseQueue
    private let path: String

    /// Makes an empty ledger at `path`, in the place of what an earlier attempt left there.
    public init(at path: String) throws(StoreError) {
        self.path = path
        for suffix in ["", "-wal", "-journal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        var configuration = GRDB.Configuration()
        configuration.label = "postroom.repair"
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { database in
            // What a power cut leaves of it is thrown away; it is synced when it is whole.
            try database.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE")
        }
        do {
            guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
                throw StoreError.system(call: "open", path: path, errno: errno)
            }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try Schema.migrator.migrate(queue)
            try queue.write { database in
                try database.execute(
                    sql: """
                        CREATE INDEX repair_effect_name ON effect (spool_name) WHERE spool_name IS NOT NULL;
                        CREATE INDEX repair_message_name ON message (spool_name) WHERE spool_name IS NOT NULL;
                        CREATE TEMP TABLE lost_unique (
                            id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, uidl TEXT NOT NULL, generation INTEGER NOT NULL);
                        CREATE TEMP TABLE lost_content (id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, content_hash BLOB NOT NULL);
                        CREATE TEMP TABLE uncertain (id INTEGER PRIMARY KEY, origin INTEGER NOT NULL);
                        CREATE TEMP TABLE census (
                            content_hash BLOB NOT NULL, place TEXT NOT NULL, copies INTEGER NOT NULL, PRIMARY KEY (content_hash, place)) WITHOUT ROWID;
                        CREATE TEMP TABLE arrived (name TEXT PRIMARY KEY) WITHOUT ROWID;
                        """)
            }
        } catch {
            throw StoreError(any: error)
        }
    }

    /// Whether a row is not as its own page had it, but put together.
    enum Origin: Int64 {
        case backup = 1
        case indexes = 2
    }

    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try queue.write(body) } catch { throw StoreError.translated(error) }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try queue.read(body) } catch { throw StoreError.translated(error) }
    }

    /// Takes what can be read of a damaged ledger, page by page.
    ///
    /// Rows are known by their shape, so it does not matter which page is damaged. What is found first counts; pages that hold nothing any
    /// more, by the file's own word, come last.
    /// - Parameter log: The path of its write-ahead log.
    public func salvage(_ database: String, log: String) throws -> Salvage {
        var salvage = Salvage()
        let log = try WriteAheadLog(path: log)
        if log?.damage != nil { salvage.hasLostTransactions = true }
        guard let image = try DatabaseImage(path: database, log: log), image.count > 0 else { return salvage }
        salvage.isCut = image.isCut
        let free = image.hasHeader ? image.freePages() : []
        var unreadable: [UInt32] = []
        var found: Set<String> = []
        try write { database in
            let insertions = try Dictionary(
                uniqueKeysWithValues: SalvagedTable.all.map { ($0.name, try database.cachedStatement(sql: $0.insertion)) })
            for isFree in [false, true] {
                for number in 1...image.count where free.contains(number) == isFree {
                    let isWhole = try SalvagedRecord.each(in: image, page: number) { record in
                        guard let table = SalvagedTable.table(of: record), let insertion = insertions[table.name] else { return }
                        found.insert(table.name)
                        // A row that does not fit its table is none.
                        do { try insertion.execute(arguments: table.arguments(record)) } catch let error as DatabaseError {
                            guard error.resultCode == .SQLITE_CONSTRAINT else { throw error }
                        }
                    }
                    if !isWhole, !isFree { unreadable.append(number) }
                }
            }
            unreadable.removeAll { image.continuations.contains($0) }
            salvage.unreadablePages = unreadable.count
            if !unreadable.isEmpty {
                let owners = PageOwners(image)
                salvage.tables = Set(unreadable.compactMap { owners.loser($0, found: found) }).sorted()
            }
            salvage.messages = try Int.fetchOne(database, sql: "SELECT count(*) FROM message") ?? 0
        }
        return salvage
    }

    /// Completes rows that only the indexes, or only other tables, still know of, and takes away what belongs to none.
    ///
    /// - Parameter accounts: The names of the configuration; an account whose name is lost gets the one that is missing.
    public func complete(accounts: [String], _ salvage: inout Salvage) throws {
        try write { database in
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO message (id, account_id, uidl, generation, content_hash, size, stored_size, bare_line_ends,
                        first_seen, state, server_copy)
                    SELECT id, account_id, uidl, generation, coalesce((SELECT content_hash FROM lost_content WHERE lost_content.id = lost_unique.id), x''),
                        0, 0, 0, coalesce((SELECT decided_at FROM plan WHERE message_id = lost_unique.id), ?), 2, 0
                    FROM lost_unique WHERE id NOT IN (SELECT id FROM message)
                    """,
                arguments: [Date().timeIntervalSince1970])
            salvage.fromIndexes = database.changesCount
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO uncertain SELECT id, \(Origin.indexes.rawValue) FROM message
                    WHERE id IN (SELECT id FROM lost_unique) AND stored_size = 0 AND size = 0
                    """)
            var unnamed = try Int64.fetchAll(
                database,
                sql: "SELECT DISTINCT account_id FROM message WHERE account_id NOT IN (SELECT id FROM account) ORDER BY account_id")
            let known = try String.fetchSet(database, sql: "SELECT name FROM account")
            let missing = accounts.filter { !known.contains($0) }
            if unnamed.count == 1, missing.count == 1 {
                try database.execute(sql: "INSERT INTO account (id, name) VALUES (?, ?)", arguments: [unnamed.removeFirst(), missing[0]])
            }
            for id in unnamed {
                try database.execute(sql: "INSERT INTO account (id, name) VALUES (?, ?)", arguments: [id, "\(Self.namelessPrefix)\(id)"])
                salvage.namelessAccounts += 1
            }
            for (table, key, parent) in [
                ("plan", "message_id", "message"), ("effect", "message_id", "message"), ("tag", "message_id", "message"),
                ("account_status", "account_id", "account"), ("refusal", "account_id", "account"), ("seen_key", "account_id", "account"),
            ] {
                try database.execute(sql: "DELETE FROM \(table) WHERE \(key) NOT IN (SELECT id FROM \(parent))")
                if table == "plan" || table == "effect" { salvage.orphans += database.changesCount }
            }
            try Self.reopen(database)
            try database.execute(sql: "DELETE FROM rules_version WHERE hash NOT IN (SELECT hash FROM rules_text)")
            salvage.messages = try Int.fetchOne(database, sql: "SELECT count(*) FROM message") ?? 0
        }
    }

    /// Rows that were put together are open where their effects are; a plan that is lost had effects that are not.
    private static func reopen(_ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE message SET state = 1, spool_name = (
                    SELECT spool_name FROM effect WHERE message_id = message.id AND state IN (0, 1, 3, 4, 5, 6) AND spool_name IS NOT NULL LIMIT 1)
                WHERE id IN (SELECT id FROM uncertain WHERE origin = \(Origin.indexes.rawValue)) AND EXISTS (
                    SELECT 1 FROM effect WHERE message_id = message.id AND state IN (0, 1, 3, 6) AND spool_name IS NOT NULL);
                INSERT OR IGNORE INTO plan (message_id, decided_at, rules_version, settled, keep, error)
                    SELECT id, first_seen, '', 1, 0, 'the plan was lost with a damaged ledger' FROM message
                    WHERE state IN (1, 2) AND EXISTS (SELECT 1 FROM effect WHERE message_id = message.id);
                """)
    }

    /// Checks and syncs the new ledger; then it is fit to get its name. Nothing can be written to it any more.
    public func finish() throws {
        try write { try $0.execute(sql: "DROP INDEX repair_effect_name; DROP INDEX repair_message_name") }
        try queue.writeWithoutTransaction { database in
            if let fault = try LedgerCondition.fault(in: database, thorough: true) { throw StoreError.corrupt("the new ledger: \(fault)") }
        }
        try queue.close()
        let descriptor = try SystemCall.check("open", path) { open(path, O_RDWR | O_CLOEXEC) }
        defer { close(descriptor) }
        try SystemCall.check("fsync", path) { fsync(descriptor) }
    }
}

/// What was found of a damaged ledger.
public struct Salvage: Sendable, Equatable {
    /// Pages of the file that hold nothing that can be read.
    public var unreadablePages = 0
    /// The tables that lost rows with these pages; `unknown` where nothing tells.
    public var tables: [String] = []
    /// Whether committed transactions of the write-ahead log can't be read.
    public var hasLostTransactions = false
    /// Whether the file is shorter than it says.
    public var isCut = false
    /// Messages that are known now.
    public var messages = 0
    /// Messages among them of whose row only the UIDL and the hash are known.
    public var fromIndexes = 0
    /// Plans and effects whose message nobody knows.
    public var orphans = 0
    /// Accounts whose name is lost.
    public var namelessAccounts = 0
    /// Messages that were taken from a backup.
    public var fromBackup = 0

    /// Whether rows may be missing.
    public var isPartial: Bool { !tables.isEmpty || isCut || hasLostTransactions || fromIndexes > 0 || orphans > 0 }

    public init() {}
}
