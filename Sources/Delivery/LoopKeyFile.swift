internal import Crypto
import Glibc
internal import Spool

/// The file that keeps the loop guard's key.
extension LoopGuard {
    /// The guard of a state directory. Its key is made on first use: unpredictable octets, mode 0600, on disk with its name when this
    /// returns. It is written under another name first, so that a power cut leaves a whole key or none.
    ///
    /// - Throws: ``DeliveryError/loopKey(_:reason:)`` for a key that is not ours alone or no key, ``DeliveryError/file(_:)``.
    public init(directory path: String) throws(DeliveryError) {
        let directory = try Self.open(path)
        if let key = try Self.key(in: directory) {
            try self.init(key: key)
            return
        }
        let key: [UInt8] = try Self.fresh()
        let draft = Self.keyName + ".new"
        do throws(FileError) {
            try directory.remove(draft)
            try key.withUnsafeBufferPointer { (octets) throws(FileError) -> Void in
                try directory.write(UnsafeRawBufferPointer(octets), as: draft, syncing: true)
            }
            try directory.move(draft, to: directory, as: Self.keyName)
            try directory.sync()
        } catch where error.code == EEXIST {
            // Somebody else was faster: their key is the key.
            try? directory.remove(draft)
            guard let theirs = try Self.key(in: directory) else { throw .file(error) }
            try self.init(key: theirs)
            return
        } catch {
            throw .file(error)
        }
        try self.init(key: key)
    }

    /// The guard of a state directory in which nothing is to be changed. Where there is no key yet no mark can hold, and a key of
    /// this run alone does.
    ///
    /// - Throws: As ``init(directory:)``.
    public init(readingFrom path: String) throws(DeliveryError) {
        let directory: Directory
        do throws(FileError) {
            directory = try Directory.open(path)
        } catch where error.code == ENOENT {
            try self.init(key: try Self.fresh())
            return
        } catch {
            throw .file(error)
        }
        let key = try Self.key(in: directory)
        if let key { try self.init(key: key) } else { try self.init(key: try Self.fresh()) }
    }

    private static func open(_ path: String) throws(DeliveryError) -> Directory {
        do throws(FileError) { return try Directory.openOrMake(path) } catch { throw .file(error) }
    }

    private static func fresh() throws(DeliveryError) -> [UInt8] {
        do throws(CryptoError) { return try RandomOctets.make(keyCount) } catch { throw .loopKey(keyName, reason: error.description) }
    }

    /// Nil if there is no such file. A symbolic link is followed by nobody.
    private static func key(in directory: Directory) throws(DeliveryError) -> [UInt8]? {
        let path = "\(directory.path)/\(keyName)"
        let file: Int32
        do throws(FileError) {
            file = try uninterrupted("open", path) {
                openat(directory.descriptor, keyName, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
            }
        } catch where error.code == ENOENT {
            return nil
        } catch where error.code == ELOOP {
            throw .loopKey(path, reason: "it is a symbolic link")
        } catch {
            throw .file(error)
        }
        defer { close(file) }
        var status = stat()
        var key = [UInt8](repeating: 0, count: keyCount)
        var count = 0
        do throws(FileError) {
            try uninterrupted("look at", path) { fstat(file, &status) }
        } catch { throw .file(error) }
        if let reason = fault(in: status) { throw .loopKey(path, reason: reason) }
        do throws(FileError) {
            count = try uninterrupted("read", path) { read(file, &key, keyCount) }
        } catch { throw .file(error) }
        guard count == keyCount else { throw .loopKey(path, reason: "it could not be read whole") }
        return key
    }

    private static func fault(in status: stat) -> String? {
        if status.st_mode & S_IFMT != S_IFREG { return "it is no file" }
        if status.st_uid != geteuid() { return "it belongs to another user" }
        if status.st_mode & 0o077 != 0 { return "others may read or change it; run chmod 600" }
        if status.st_size != keyCount { return "it has \(status.st_size) octets instead of \(keyCount); without it, a new one is made" }
        return nil
    }
}
