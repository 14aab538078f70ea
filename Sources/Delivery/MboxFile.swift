import Glibc
import Spool

/// An open mbox file: a regular file of this user with one name. Closing it gives up its lock as well.
struct MboxFile: ~Copyable {
    /// Octets that are read or written at once.
    static let block = 256 << 10

    struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    let path: String
    let identity: Identity
    private let descriptor: Int32
    private let name: String
    private let directory: Directory

    private init(path: String, identity: Identity, descriptor: Int32, name: String, directory: Directory) {
        self.path = path
        self.identity = identity
        self.descriptor = descriptor
        self.name = name
        self.directory = directory
    }

    /// Opens it, following no symbolic link.
    ///
    /// - Parameter mayMake: A missing one is made, mode 0600, its name durable.
    /// - Throws: ``DeliveryError/file(_:)`` with ENOENT for a missing one, ``DeliveryError/unsafe(path:reason:)``.
    static func open(_ name: String, in directory: Directory, mayMake: Bool) throws(DeliveryError) -> MboxFile {
        let path = "\(directory.path)/\(name)"
        let descriptor: Int32
        do throws(FileError) {
            descriptor = try self.descriptor(name, in: directory, path, mayMake: mayMake)
        } catch {
            switch error.code {
            case ELOOP: throw .unsafe(path: path, reason: "it is a symbolic link")
            case EISDIR: throw .unsafe(path: path, reason: "it is a directory, and in an mbox store a name holds mail or mailboxes, not both")
            case ENXIO: throw .unsafe(path: path, reason: "it is no regular file")
            default: throw .file(error)
            }
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .file(FileError("look at", path, code: code))
        }
        if let reason = fault(status) {
            close(descriptor)
            throw .unsafe(path: path, reason: reason)
        }
        return MboxFile(path: path, identity: Identity(status), descriptor: descriptor, name: name, directory: directory)
    }

    private static func descriptor(_ name: String, in directory: Directory, _ path: String, mayMake: Bool) throws(FileError) -> Int32 {
        let flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        do throws(FileError) {
            return try uninterrupted("open", path) { openat(directory.descriptor, name, flags) }
        } catch where error.code == ENOENT && mayMake {}
        let descriptor = try uninterrupted("create", path) { openat(directory.descriptor, name, flags | O_CREAT | O_EXCL, 0o600) }
        do throws(FileError) {
            try directory.sync()
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    deinit {
        close(descriptor)
    }

    private static func fault(_ status: stat) -> String? {
        guard status.st_mode & S_IFMT == S_IFREG else { return "it is no regular file" }
        guard status.st_uid == geteuid() else { return "it belongs to another user" }
        guard status.st_nlink <= 1 else { return "it has a second name (a hard link)" }
        return nil
    }

    private func status() throws(DeliveryError) -> stat {
        var status = stat()
        try checked("look at") { fstat(descriptor, &status) }
        return status
    }

    /// Whether the file's name still leads to it.
    var isInPlace: Bool {
        var status = stat()
        return fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && Identity(status) == identity
    }

    var length: Int {
        get throws(DeliveryError) { Int(try status().st_size) }
    }

    /// Locks the whole file as fcntl(2) does, for reading and writing, without waiting.
    ///
    /// An open file description's lock: it keeps out other threads of this process as well, and conflicts with the locks of
    /// programs that know only the traditional kind.
    /// - Returns: False if somebody else has it.
    func lock() throws(DeliveryError) -> Bool {
        do throws(FileError) {
            return try Self.lock(descriptor, path)
        } catch {
            throw .file(error)
        }
    }

    static func lock(_ descriptor: Int32, _ path: String) throws(FileError) -> Bool {
        var range = flock()
        range.l_type = Int16(F_WRLCK)
        range.l_whence = Int16(SEEK_SET)
        do throws(FileError) {
            try uninterrupted("lock", path) { fcntl(descriptor, openFileSetLock, &range) }
            return true
        } catch where error.code == EAGAIN || error.code == EACCES {
            return false
        }
    }

    /// F_OFD_SETLK, which stands behind _GNU_SOURCE; the same on all of Linux's machines.
    private static let openFileSetLock: Int32 = 37

    /// Reads up to `count` octets at an offset; fewer only at the end of the file.
    func read(at offset: Int, _ count: Int) throws(DeliveryError) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: count)
        var got = 0
        while got < count {
            let (start, rest) = (got, count - got)
            let more = try checked("read") {
                octets.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress.map { $0 + start }, rest, off_t(offset + start)) }
            }
            if more == 0 { break }
            got += more
        }
        octets.removeLast(count - got)
        return octets
    }

    /// Writes all octets at the end of the file, wherever that is by now. After an error part of them may be there.
    func append(_ octets: UnsafeRawBufferPointer) throws(DeliveryError) {
        var rest = octets
        while !rest.isEmpty {
            let written = try checked("write to") { write(descriptor, rest.baseAddress, rest.count) }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    /// Writes these octets again as they stand. A write that failed leaves memory that looks written, and a sync that is tried again
    /// says so too: what is written again the next sync tells the truth about.
    func rewrite(from start: Int, to end: Int) throws(DeliveryError) {
        let flags = try checked("look at") { fcntl(descriptor, F_GETFL) }
        // While it is open for appending, an offset means nothing.
        try checked("write to") { fcntl(descriptor, F_SETFL, flags & ~O_APPEND) }
        defer { _ = fcntl(descriptor, F_SETFL, flags) }
        var offset = start
        while offset < end {
            let octets = try read(at: offset, min(Self.block, end - offset))
            guard !octets.isEmpty else { return }
            let place = offset
            offset += try checked("write to") { octets.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(place)) } }
        }
    }

    /// Cuts the file off behind so many octets.
    func cut(to length: Int) throws(DeliveryError) { try checked("shorten") { ftruncate(descriptor, off_t(length)) } }

    /// Makes its octets and its length durable.
    func sync() throws(DeliveryError) { try checked("sync") { fdatasync(descriptor) } }

    @discardableResult
    private func checked<Result: SignedInteger>(_ operation: String, _ call: () -> Result) throws(DeliveryError) -> Result {
        do throws(FileError) { return try uninterrupted(operation, path, call) } catch { throw .file(error) }
    }
}
