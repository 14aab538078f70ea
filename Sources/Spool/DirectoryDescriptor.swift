public import Glibc

/// An open directory, the place from which names are opened without walking a path again.
///
/// Immutable; closed when the last reference goes. Symlinks are followed only in ``init(opening:)``, whose path is configuration.
public final class DirectoryDescriptor: Sendable {
    /// The descriptor; owned by this object, close-on-exec.
    public let rawValue: CInt
    /// The path for messages; the directory may have been renamed since.
    public let path: String
    /// The file system, as `st_dev`.
    public let device: UInt64

    private init(owning descriptor: CInt, path: String) throws(SpoolError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw SpoolError(operation: "fstat", path: path, code: code)
        }
        self.rawValue = descriptor
        self.path = path
        self.device = UInt64(status.st_dev)
    }

    deinit { close(rawValue) }

    /// Opens an existing directory by a configured path.
    public convenience init(opening path: String) throws(SpoolError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SpoolError(operation: "open", path: path, code: errno) }
        try self.init(owning: descriptor, path: path)
    }

    /// Opens a configured directory, and makes it and its missing parents (mode 0700, each synced into its parent) first.
    public static func making(_ path: String) throws(SpoolError) -> DirectoryDescriptor {
        do {
            return try DirectoryDescriptor(opening: path)
        } catch {
            guard error.cause == .missing else { throw error }
        }
        let segments = path.split(separator: "/")
        guard let last = segments.last else {
            throw SpoolError(.misuse, operation: "mkdir", path: path, reason: "not a path")
        }
        let parent = (path.hasPrefix("/") ? "/" : "") + segments.dropLast().joined(separator: "/")
        let above = segments.count == 1
            ? try DirectoryDescriptor(opening: path.hasPrefix("/") ? "/" : ".") : try making(parent)
        guard mkdirat(above.rawValue, String(last), 0o700) == 0 || errno == EEXIST else {
            throw SpoolError(operation: "mkdir", path: path, code: errno)
        }
        try above.sync()
        return try DirectoryDescriptor(opening: path)
    }

    /// Opens a directory that stands in this one; a symlink in its place is refused.
    public func child(_ name: String) throws(SpoolError) -> DirectoryDescriptor {
        let descriptor = openat(rawValue, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw SpoolError(operation: "openat", path: path + "/" + name, code: errno) }
        return try DirectoryDescriptor(owning: descriptor, path: path + "/" + name)
    }

    /// Makes a directory (mode 0700) in this one.
    /// - Returns: false when the name was there already. The caller syncs this directory when true.
    public func make(_ name: String) throws(SpoolError) -> Bool {
        if mkdirat(rawValue, name, 0o700) == 0 { return true }
        guard errno == EEXIST else { throw SpoolError(operation: "mkdir", path: path + "/" + name, code: errno) }
        return false
    }

    /// Waits until the names in this directory are on disk.
    public func sync() throws(SpoolError) {
        guard fsync(rawValue) == 0 else { throw SpoolError(operation: "fsync", path: path, code: errno) }
    }

    /// Refuses a directory of another owner, or one in which others may write.
    public func requirePrivateToWriter() throws(SpoolError) {
        var status = stat()
        guard fstat(rawValue, &status) == 0 else { throw SpoolError(operation: "fstat", path: path, code: errno) }
        guard status.st_uid == geteuid() else {
            throw SpoolError(.refused, operation: "open", path: path, reason: "belongs to another user")
        }
        guard status.st_mode & 0o002 == 0 else {
            throw SpoolError(.refused, operation: "open", path: path, reason: "others may write here; say chmod o-w")
        }
    }

    /// The status of a name here, a symlink's own; nil when there is none.
    public func status(of name: String) throws(SpoolError) -> stat? {
        var status = stat()
        if fstatat(rawValue, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
        guard errno == ENOENT else { throw SpoolError(operation: "fstatat", path: path + "/" + name, code: errno) }
        return nil
    }

    /// The names here but `.` and `..`, as octets that were valid UTF-8; others are left out.
    public func names() throws(SpoolError) -> [String] {
        let copy = openat(rawValue, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else {
            throw SpoolError(operation: "opendir", path: path, code: errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: UInt8.self, capacity: 256) { octets in
                    String(validating: UnsafeBufferPointer(start: octets, count: strnlen(UnsafeRawPointer(octets).assumingMemoryBound(to: CChar.self), 256)), as: UTF8.self)
                }
            }
            if let name, name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
