import Foundation
import Glibc

/// The directory that holds the database, the lock and the spool.
enum StateDirectory {
    static func databasePath(in directory: String) -> String { directory + "/postroom.sqlite" }

    /// Makes the directory (mode 0700) with its parents where it is missing, and refuses one that others may write to, and network file systems.
    static func prepare(_ directory: String) throws(StoreError) {
        try make(directory)
        try refuseOpenDirectory(directory)
        try refuseNetworkFileSystem(directory)
    }

    /// What others may write to, others may have put something into.
    private static func refuseOpenDirectory(_ directory: String) throws(StoreError) {
        var status = stat()
        try SystemCall.check("stat", directory) { stat(directory, &status) }
        guard status.st_mode & 0o022 == 0 else { throw .openToOthers(path: directory) }
    }

    /// Makes the database file, mode 0600, before SQLite sees it: its journals take the mode from it.
    static func prepareDatabaseFile(in directory: String) throws(StoreError) {
        let path = databasePath(in: directory)
        let descriptor = try SystemCall.check("open", path) { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
        defer { close(descriptor) }
        try SystemCall.check("fchmod", path) { fchmod(descriptor, 0o600) }
    }

    /// Makes the names in the directory durable.
    static func sync(_ directory: String) throws(StoreError) {
        let descriptor = try SystemCall.check("open", directory) { open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(descriptor) }
        try SystemCall.check("fsync", directory) { fsync(descriptor) }
    }

    private static func refuseNetworkFileSystem(_ directory: String) throws(StoreError) {
        var status = stat()
        try SystemCall.check("stat", directory) { stat(directory, &status) }
        // Without a mount table there is nothing to go by, and nothing is refused.
        guard let table = FileManager.default.contents(atPath: "/proc/self/mountinfo") else { return }
        let device = (major: Self.major(status.st_dev), minor: Self.minor(status.st_dev))
        if let kind = MountTable(octets: [UInt8](table)).networkFileSystem(major: device.major, minor: device.minor) {
            throw .networkFileSystem(path: directory, kind: kind)
        }
    }

    /// As glibc's `makedev(3)` lays a device number out.
    private static func major(_ device: dev_t) -> UInt64 {
        (UInt64(device) >> 8 & 0xFFF) | (UInt64(device) >> 32 & 0xFFFF_F000)
    }

    private static func minor(_ device: dev_t) -> UInt64 {
        (UInt64(device) & 0xFF) | (UInt64(device) >> 12 & 0xFFFF_FF00)
    }

    private static func make(_ directory: String) throws(StoreError) {
        var path = ""
        for part in directory.split(separator: "/", omittingEmptySubsequences: true) {
            let parent = path.isEmpty ? (directory.hasPrefix("/") ? "/" : ".") : path
            path = path.isEmpty ? (directory.hasPrefix("/") ? "/\(part)" : String(part)) : "\(path)/\(part)"
            if mkdir(path, 0o700) == 0 {
                try sync(parent)
            } else if errno != EEXIST {
                var status = stat()
                // A read-only or forbidden parent that has the directory already is no obstacle.
                guard stat(path, &status) == 0 else { throw .system(call: "mkdir", path: path, errno: errno) }
            }
        }
    }
}
