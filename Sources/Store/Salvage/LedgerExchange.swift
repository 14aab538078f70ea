public import Foundation
import Glibc

/// Puts a new ledger into the place of a damaged one, which is kept beside it.
///
/// The old one leaves its place before its log does, and the new one comes last: a power cut in between leaves a directory without a ledger,
/// which nobody starts on, and never one database with the log of another.
public enum LedgerExchange {
    /// The name of the ledger that is being built.
    public static let newName = "postroom.sqlite.repairing"

    public static func ledger(in directory: String) -> String { StateDirectory.databasePath(in: directory) }

    /// The database to save things from, and its log: those in place; else those that an interrupted exchange put aside last.
    public static func source(in directory: String) -> (database: String, log: String) {
        let ledger = ledger(in: directory)
        let manager = FileManager.default
        let wasInterrupted = manager.fileExists(atPath: directory + "/" + newName)
        guard wasInterrupted, !manager.fileExists(atPath: ledger) else { return (ledger, ledger + "-wal") }
        let names = (try? manager.contentsOfDirectory(atPath: directory)) ?? []
        guard let last = names.filter({ $0.hasPrefix("postroom.sqlite.damaged-") && !$0.hasSuffix("-wal") }).max() else { return (ledger, ledger + "-wal") }
        let aside = directory + "/" + last
        return (aside, manager.fileExists(atPath: aside + "-wal") ? aside + "-wal" : ledger + "-wal")
    }

    /// - Returns: The names under which the old files are kept.
    public static func perform(in directory: String, at time: Date) throws(StoreError) -> [String] {
        let ledger = ledger(in: directory)
        let seconds = Int(time.timeIntervalSince1970)
        var aside = "\(ledger).damaged-\(seconds)"
        while FileManager.default.fileExists(atPath: aside) { aside += "x" }
        var kept: [String] = []
        for suffix in ["", "-wal", "-journal"] where FileManager.default.fileExists(atPath: ledger + suffix) {
            var status = stat()
            if suffix != "", stat(ledger + suffix, &status) == 0, status.st_size == 0 {
                try SystemCall.check("unlink", ledger + suffix) { unlink(ledger + suffix) }
                continue
            }
            try SystemCall.check("rename", ledger + suffix) { rename(ledger + suffix, aside + suffix) }
            try StateDirectory.sync(directory)
            kept.append(aside + suffix)
        }
        if unlink(ledger + "-shm") != 0, errno != ENOENT { throw .system(call: "unlink", path: ledger + "-shm", errno: errno) }
        let new = directory + "/" + newName
        try SystemCall.check("rename", new) { rename(new, ledger) }
        try StateDirectory.sync(directory)
        return kept
    }
}
