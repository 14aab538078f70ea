import Foundation
import GRDB
import Glibc

/// Whether a ledger can be trusted, asked before anything is written to it.
///
/// A ledger that lost rows has messages fetched again, and their files swept: so doubt ends here, with a sentence, and never in a guess.
public enum LedgerCondition: Equatable, Sendable {
    /// There is none, and nothing tells of an earlier one.
    case absent
    case sound
    /// It is gone, though mail was fetched into the directory before.
    case lost
    /// It is damaged, and how.
    case damaged(String)

    /// A ledger of up to so many octets is checked at each start: that takes a few hundredths of a second.
    static let small = 16 << 20

    /// What can be said of the file and its log without SQLite; cheap.
    ///
    /// - Throws: ``StoreError/unusable(path:reason:)`` for what is no file of ours.
    static func glance(at directory: String) throws(StoreError) -> LedgerCondition {
        let path = StateDirectory.databasePath(in: directory)
        var status = stat()
        let hadMail = try hasSpool(directory)
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw .system(call: "lstat", path: path, errno: errno) }
            return hadMail ? .lost : .absent
        }
        if status.st_mode & S_IFMT == S_IFLNK, stat(path, &status) != 0 { throw .unusable(path: path, reason: "it is a link to nothing") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unusable(path: path, reason: "it is no file") }
        guard status.st_uid == geteuid() else { throw .unusable(path: path, reason: "it belongs to another user") }
        let log = try WriteAheadLog(path: path + "-wal")
        if let damage = log?.damage { return .damaged(damage) }
        if status.st_size == 0, log?.pages.isEmpty ?? true { return hadMail ? .lost : .absent }
        // While a log has the first page, the file need not have it; nor while the journal of a database that is just being made takes it back.
        guard try log?.pages[1] == nil, try !isBeingMade(directory) else { return .sound }
        let header = try FileOctets.read(path, limit: 100) ?? []
        guard header.starts(with: DatabaseImage.magic), header.count == 100 else { return .damaged("it does not begin as a database does") }
        return .sound
    }

    /// A spool is made after its ledger's tables: where one is, the other was.
    static func hasSpool(_ directory: String) throws(StoreError) -> Bool {
        var status = stat()
        if stat(directory + "/spool", &status) == 0 { return true }
        guard errno == ENOENT else { throw .system(call: "stat", path: directory + "/spool", errno: errno) }
        return false
    }

    /// Whether a rollback journal waits to be played back: before a database is in WAL mode, that is in the first moments of its life.
    private static func isBeingMade(_ directory: String) throws(StoreError) -> Bool {
        let path = StateDirectory.databasePath(in: directory) + "-journal"
        var status = stat()
        if stat(path, &status) == 0 { return status.st_size > 0 }
        guard errno == ENOENT else { throw .system(call: "stat", path: path, errno: errno) }
        return false
    }

    /// Whether the last owner closed the ledger: then its log is gone. Readers that were there at that moment may have kept it.
    static func wasClosed(in directory: String) -> Bool {
        var status = stat()
        return stat(StateDirectory.databasePath(in: directory) + "-wal", &status) != 0 || status.st_size == 0
    }

    /// What SQLite finds wrong; nil for nothing.
    ///
    /// - Parameter thorough: Indexes and the search's words as well: a few times as long.
    static func fault(in database: Database, thorough: Bool) throws -> String? {
        do {
            let found = try String.fetchOne(database, sql: thorough ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)")
            if let found, found != "ok" {
                // A disk that fails for a moment is no damage.
                if let code = refusal(in: found) { throw StoreError.database(code: code, message: "disk I/O error") }
                // The first line only names the database.
                return found.split(separator: "\n").filter { !$0.hasPrefix("***") }.joined(separator: "; ")
            }
            if thorough {
                // A ledger of an earlier version may have none yet.
                if try database.tableExists("search") { try database.execute(sql: "INSERT INTO search (search) VALUES ('integrity-check')") }
                if try Row.fetchOne(database, sql: "PRAGMA foreign_key_check") != nil { return "rows refer to rows that are not there" }
            }
            return nil
        } catch let error as DatabaseError {
            guard case .corrupt(let text) = StoreError(error) else { throw error }
            return text
        }
    }

    /// The result code by which a read failed, where that is all that a check ran into: `error code 10`, `error code=266`.
    static func refusal(in found: String) -> Int32? {
        guard let mark = found.firstRange(of: "error code") else { return nil }
        let digits = found[mark.upperBound...].dropFirst().prefix { $0.isASCII && $0.isNumber }
        return Int32(digits).flatMap { $0 & 0xFF == 10 ? $0 : nil }
    }

    /// Looks at all of a ledger, as its owner, and changes nothing in it but what any opening does.
    ///
    /// - Throws: ``StoreError/newerSchema``, and what opening throws.
    public static func examine(_ directory: String) throws(StoreError) -> LedgerCondition {
        let glance = try glance(at: directory)
        guard glance == .sound else { return glance }
        do {
            let path = StateDirectory.databasePath(in: directory)
            // Only for reading at first: a writer would bring the log into the file when it closes. A journal is played back by a writer alone.
            var configuration = Store.configuration()
            configuration.readonly = try !isBeingMade(directory)
            let reader = try DatabaseQueue(path: path, configuration: configuration)
            let found = try reader.read { database -> String? in
                if let fault = try fault(in: database, thorough: false) { return fault }
                if try Schema.migrator.hasBeenSuperseded(database) { throw StoreError.newerSchema }
                return try Schema.hasTables(database) ? nil : "it has no tables"
            }
            try reader.close()
            if let found { return .damaged(found) }
            let writer = try DatabaseQueue(path: path, configuration: Store.configuration())
            let deeper = try writer.writeWithoutTransaction { try Self.fault(in: $0, thorough: true) }
            try writer.close()
            return deeper.map(LedgerCondition.damaged) ?? .sound
        } catch {
            let error = StoreError(any: error)
            guard case .corrupt(let text) = error else { throw error }
            return .damaged(text)
        }
    }
}
