import Glibc
import Synchronization

/// The directory that holds every message between its retrieval and its delivery, a file each, with LF line ends.
///
/// A file counts only when the ledger has a row for it; others are swept at the next start. Each effect that needs a message's
/// octets owns a name here; delivering into a Maildir is one rename of that name.
public final class Spool: Sendable {
    /// Up to so many files of a batch are synced one by one, more of them by one sync of the file system.
    public static let fewFiles = 8

    public let directory: Directory
    private let left = Mutex<Set<String>>([])

    /// Opens the spool, made with mode 0700 if it is missing.
    ///
    /// - Throws: ``FileError`` with `EPERM` for a directory of another user, or one that others may enter.
    public init(path: String) throws(FileError) {
        directory = try Directory.openOrMake(path)
        try directory.requireOwner(denyingOthers: 0o077)
    }

    /// To be opened before the first of the files that are made durable together.
    public func watch() throws(FileError) -> WriteWatch { try WriteWatch(directory) }

    /// Makes the data and the names of these files durable.
    ///
    /// The data first: fdatasync(2) of each, or one syncfs(2); then the directory, once. Returning means that both survive a power cut.
    ///
    /// - Parameter watch: Opened before the first of them was written.
    /// - Throws: ``FileError``. The files are void then: a later sync would not tell the truth about them.
    public func sync(_ names: [String], _ watch: WriteWatch) throws(FileError) {
        guard !names.isEmpty else { return }
        if names.count <= Self.fewFiles {
            for name in names { try directory.syncData(of: name) }
        } else {
            try watch.sync()
        }
        try directory.sync()
    }

    /// A further name for a message, for a further effect; durable after the directory's sync.
    public func addName(for name: String) throws(FileError) -> String {
        let other = UniqueName.make()
        try directory.link(name, as: other)
        return other
    }

    /// A file of its own for an effect whose octets differ from the message's: edited headers, say. Durable after ``sync(_:)``.
    public func add(_ octets: [UInt8]) throws(FileError) -> String {
        let name = UniqueName.make()
        try octets.withUnsafeBufferPointer { (buffer) throws(FileError) in
            try directory.write(UnsafeRawBufferPointer(buffer), as: name)
        }
        return name
    }

    public func path(of name: String) -> String { "\(directory.path)/\(name)" }

    /// Removes what no row owns. A directory, such as the `lost+found` of a file system of its own, stays.
    ///
    /// - Returns: How many files went.
    public func sweep(keeping owned: Set<String>) throws(FileError) -> Int {
        var swept = 0
        for name in try directory.names() where !owned.contains(name) {
            do throws(FileError) {
                try directory.remove(name)
                swept += 1
            } catch where error.code == EISDIR {
                continue
            }
        }
        return swept
    }

    /// Leaves files to ``sweepLeft(keeping:)``: those of a batch that failed. They may not go at once: a commit that failed halfway can
    /// come back with a power cut, as long as no other followed it.
    public func leave(_ names: [String]) { left.withLock { $0.formUnion(names) } }

    /// Whether files were left.
    public var hasLeft: Bool { left.withLock { !$0.isEmpty } }

    /// Removes what was left and no row owns. To be called behind a commit that followed.
    public func sweepLeft(keeping owned: Set<String>) throws(FileError) {
        let names = left.withLock { left in
            defer { left = [] }
            return left
        }
        var rest = names.subtracting(owned)
        do throws(FileError) {
            while let name = rest.first {
                try directory.remove(name)
                rest.remove(name)
            }
        } catch {
            leave(Array(rest))
            throw error
        }
    }

    /// Octets of all files in the spool.
    public func usedOctets() throws(FileError) -> Int {
        var sum = 0
        for name in try directory.names() {
            // A file may have been delivered in the meantime.
            sum += (try? directory.size(of: name)) ?? 0
        }
        return sum
    }
}
