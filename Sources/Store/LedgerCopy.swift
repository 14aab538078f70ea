import Foundation
import GRDB
import Glibc

/// A copy of a ledger as it was at one moment, while its owner goes on with it.
public final class LedgerCopy {
    private let queue: DatabaseQueue

    /// Copies the ledger of a state directory to a new file (0600); synced, and checked: a copy of a damaged ledger is none.
    ///
    /// Blocks. The owner's writes wait for nothing.
    /// - Throws: ``StoreError/missing(path:)``, ``StoreError/corrupt(_:)``, and what SQLite throws; the unfinished file is the caller's to remove.
    public init(of directory: String, at path: String) throws(StoreError) {
        let source = StateDirectory.databasePath(in: directory)
        guard FileManager.default.fileExists(atPath: source) else { throw .missing(path: source) }
        let descriptor = try SystemCall.check("open", path) { open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600) }
        defer { close(descriptor) }
        do {
            var reading = Store.configuration()
            reading.readonly = true
            let from = try DatabaseQueue(path: source, configuration: reading)
            queue = try DatabaseQueue(path: path, configuration: Store.configuration())
            // All pages in one step: one moment of the source, whatever is written meanwhile.
            try from.backup(to: queue, pagesPerStep: -1)
            try from.close()
            try queue.writeWithoutTransaction { database in
                // One file, with nothing beside it.
                try database.execute(sql: "PRAGMA journal_mode = DELETE")
                guard try Schema.hasTables(database) else { throw StoreError.missing(path: source) }
                if let fault = try LedgerCondition.fault(in: database, thorough: true) { throw StoreError.corrupt(fault) }
            }
        } catch {
            throw StoreError(any: error)
        }
        try SystemCall.check("fsync", path) { fsync(descriptor) }
    }

    /// The names in the spool that this ledger owns: what belongs to it.
    public func spoolNames() throws(StoreError) -> Set<String> {
        do { return try queue.read(Store.ownedNames) } catch { throw StoreError(any: error) }
    }

    /// How many messages it knows.
    public func messages() throws(StoreError) -> Int {
        do { return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM message") ?? 0 } } catch { throw StoreError(any: error) }
    }
}
