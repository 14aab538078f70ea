import GRDB

/// What can go wrong with the state directory and its database.
///
/// A failed write leaves nothing of itself behind; the store stays usable, and the same write may be tried again.
public enum StoreError: Error, Equatable, Sendable {
    /// Others than its owner may write to the state directory.
    case openToOthers(path: String)
    /// Another process owns the state directory; `process` is the id that it wrote into the lock file, where it is readable.
    case locked(path: String, process: Int32?)
    /// The state directory lies on a network file system, where neither locks nor syncs can be trusted.
    case networkFileSystem(path: String, kind: String)
    /// A system call on the state directory failed.
    case system(call: String, path: String, errno: Int32)
    /// There is no database to read; nothing was retrieved yet.
    case missing(path: String)
    /// SQLite would not promise durability; `found` is what it would do instead.
    case notDurable(setting: String, found: String)
    /// The database was written by a newer Postroom.
    case newerSchema
    /// There is no database, though mail was fetched into the directory before.
    case lost(path: String)
    /// The database is no file of ours.
    case unusable(path: String, reason: String)
    /// The disk is full. Nothing of the transaction was written.
    case diskFull
    /// The database is no database, or is damaged.
    case corrupt(String)
    /// Another program has held the database locked for longer than was waited. Nothing of the transaction was written.
    case busy
    /// SQLite refused, with its extended result code.
    case database(code: Int32, message: String)
    /// The message is not in the state that the operation starts from, or unknown.
    case unexpectedState(message: Int64)
    /// The store was opened for reading, or is closed.
    case readOnly

    /// What SQLite reports, as one of ours.
    init(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(error.message ?? "")
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        default: self = .database(code: error.extendedResultCode.rawValue, message: error.message ?? "")
        }
    }

    /// Whatever an opening throws, as one of ours.
    init(any error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self.init(error)
        default: self = .database(code: -1, message: String(describing: error))
        }
    }

    /// Errors of SQLite as ours, all others as they are.
    static func translated(_ error: any Error) -> any Error {
        (error as? DatabaseError).map { StoreError($0) } ?? error
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .locked(let path, let process):
            let owner = process.map { " (process \($0))" } ?? ""
            return "another Postroom\(owner) is using \(path)"
        case .networkFileSystem(let path, let kind):
            return "\(path) is on a network file system (\(kind)); the state directory needs a local disk"
        case .system(let call, let path, let number):
            return "\(call) failed on \(path): \(SystemCall.text(number))"
        case .openToOthers(let path): return "others may write to the state directory \(path); take that away with: chmod go-w \(path)"
        case .missing(let path): return "there is no database at \(path) yet"
        case .notDurable(let setting, let found): return "SQLite does not keep \(setting): it is \(found); files must be free to grow and to be made in the state directory"
        case .newerSchema: return "the ledger was written by a newer Postroom; it takes that one, or a newer one still"
        case .diskFull: return "the disk of the state directory is full"
        case .corrupt(let text): return "the ledger is damaged (\(text)); postroom repair rebuilds it"
        case .lost(let path):
            return "the ledger \(path) is gone, though mail was fetched into its directory before; postroom repair builds a new one from what is there"
        case .busy: return "another program holds the ledger locked: a database shell, or a backup program; the next round tries again"
        case .unusable(let path, let reason): return "the ledger \(path) can't be used: \(reason)"
        case .database(let code, let message) where code & 0xFF == 10:
            return "the disk of the state directory failed (\(message), \(code)); look into the system's log, and try again"
        case .database(let code, let message): return "SQLite: \(message) (\(code))"
        case .unexpectedState(let message): return "message \(message) is not in the state that this step starts from"
        case .readOnly: return "the ledger can only be read: its file system, or its file, allows no writing"
        }
    }
}
