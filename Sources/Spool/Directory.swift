import CLinux
import Glibc

/// An open directory; operations on names in it follow no symbolic link and can't leave it.
///
/// Sendable: the descriptor is constant, and the system's calls on it may come from any thread.
public final class Directory: Sendable {
    public let descriptor: Int32
    public let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Opens a directory that the configuration names; its path may lead over symbolic links.
    public static func open(_ path: String) throws(FileError) -> Directory {
        let descriptor = try uninterrupted("open the directory", path) {
            Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        return Directory(descriptor: descriptor, path: path)
    }

    /// Opens a directory that the configuration names, made with its parents if it is missing, mode 0700.
    /// What was made is synced into its parent.
    public static func openOrMake(_ path: String) throws(FileError) -> Directory {
        do {
            return try open(path)
        } catch where error.code == ENOENT {
            let components = path.split(separator: "/", omittingEmptySubsequences: true)
            guard let last = components.last else { throw error }
            let parentPath = (path.hasPrefix("/") ? "/" : "") + components.dropLast().joined(separator: "/")
            let parent = try openOrMake(parentPath.isEmpty ? "." : parentPath)
            do {
                try parent.make(String(last))
            } catch where error.code == EEXIST {}
            try parent.sync()
            return try open(path)
        }
    }

    /// Opens a directory in this one. A symbolic link of that name is an error (ENOTDIR or ELOOP).
    public func open(_ name: String) throws(FileError) -> Directory {
        let descriptor = try uninterrupted("open the directory", "\(path)/\(name)") {
            openat(self.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        return Directory(descriptor: descriptor, path: "\(path)/\(name)")
    }

    /// The same directory under a descriptor of its own.
    func openAnew() throws(FileError) -> Directory {
        let descriptor = try uninterrupted("open the directory", path) { openat(self.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        return Directory(descriptor: descriptor, path: path)
    }

    /// Makes a directory in this one, mode 0700. The name is durable after ``sync()``.
    public func make(_ name: String) throws(FileError) {
        try uninterrupted("make the directory", "\(path)/\(name)") { mkdirat(descriptor, name, 0o700) }
    }

    /// Makes the names in it durable: fsync(2) of the directory.
    public func sync() throws(FileError) {
        try uninterrupted("sync", path) { fsync(descriptor) }
    }

    /// Writes everything of its file system that is not on disk yet: syncfs(2), which tells write errors since Linux 5.8.
    public func syncFileSystem() throws(FileError) {
        try uninterrupted("sync the file system of", path) { CLinux.syncfs(descriptor) }
    }

    /// Whether there is something of that name, a symbolic link among them.
    public func has(_ name: String) throws(FileError) -> Bool {
        var status = stat()
        if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return true }
        if errno == ENOENT { return false }
        throw FileError.last("look for", "\(path)/\(name)")
    }

    /// Takes a file's name away; a missing one is no error.
    public func remove(_ name: String) throws(FileError) {
        if unlinkat(descriptor, name, 0) != 0, errno != ENOENT { throw FileError.last("remove", "\(path)/\(name)") }
    }

    /// Gives a file a further name in this directory.
    public func link(_ name: String, as other: String) throws(FileError) {
        try uninterrupted("link", "\(path)/\(other)") { linkat(descriptor, name, descriptor, other, 0) }
    }

    /// Moves a file into another directory; nothing is ever replaced (EEXIST). EXDEV: the other lies on another file system.
    public func move(_ name: String, to other: Directory, as newName: String) throws(FileError) {
        let code = CLinux.renameat2(descriptor, name, other.descriptor, newName, UInt32(POSTROOM_RENAME_NOREPLACE))
        if code == 0 { return }
        let failure = errno
        // File systems without the flag (EINVAL): our names are unique, a look before the leap is enough.
        guard failure == EINVAL || failure == ENOSYS else { throw FileError("move", "\(path)/\(name)", code: failure) }
        if try other.has(newName) { throw FileError("move", "\(other.path)/\(newName)", code: EEXIST) }
        try uninterrupted("move", "\(path)/\(name)") { renameat(descriptor, name, other.descriptor, newName) }
    }

    /// The names in it, `.` and `..` left out.
    public func names() throws(FileError) -> [String] {
        let copy = try uninterrupted("read", path) { openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(copy) else {
            let code = errno
            close(copy)
            throw FileError("read", path, code: code)
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        if errno != 0 { throw FileError.last("read", path) }
        return names
    }

    /// Makes a new file with these octets, mode 0600; one that is there already is an error, a symbolic link too.
    /// Its data is durable after ``syncData(of:)`` or ``syncFileSystem()``. After an error the file is gone.
    public func write(_ octets: UnsafeRawBufferPointer, as name: String, syncing: Bool = false) throws(FileError) {
        let file = try FileWriter(name, in: self)
        do {
            try file.write(octets)
            if syncing { try file.sync() }
            try file.finish()
        } catch {
            try? remove(name)
            throw error
        }
    }

    /// Makes a file's data durable: fdatasync(2).
    public func syncData(of name: String) throws(FileError) {
        let path = "\(path)/\(name)"
        let file = try uninterrupted("open", path) { openat(descriptor, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC) }
        defer { close(file) }
        try uninterrupted("sync", path) { fdatasync(file) }
    }

    /// Refuses (`EPERM`) a directory of another user, or one whose mode has any of these bits.
    public func requireOwner(denyingOthers mode: UInt32) throws(FileError) {
        var status = stat()
        try uninterrupted("look at", path) { fstat(descriptor, &status) }
        guard status.st_uid == geteuid() else { throw FileError("trust the directory of another user,", path, code: EPERM) }
        guard status.st_mode & mode == 0 else { throw FileError("trust a directory that is open to others (chmod go=),", path, code: EPERM) }
    }

    /// Whether a name here and a name there are one file; a symbolic link is none.
    public func isSameFile(_ name: String, as otherName: String, in other: Directory) -> Bool {
        var mine = stat()
        var theirs = stat()
        guard fstatat(descriptor, name, &mine, AT_SYMLINK_NOFOLLOW) == 0,
            fstatat(other.descriptor, otherName, &theirs, AT_SYMLINK_NOFOLLOW) == 0
        else { return false }
        return mine.st_ino == theirs.st_ino && mine.st_dev == theirs.st_dev && mine.st_mode & S_IFMT == S_IFREG
    }

    /// Octets that this user may still write to its file system.
    public func freeOctets() throws(FileError) -> Int {
        var figures = statvfs()
        try uninterrupted("ask for the free room of", path) { fstatvfs(descriptor, &figures) }
        return Int(clamping: UInt64(figures.f_bavail).multipliedReportingOverflow(by: UInt64(figures.f_frsize)).partialValue)
    }

    /// When a file's data was last written, in seconds since 1970.
    public func modificationTime(of name: String) throws(FileError) -> Int {
        var status = stat()
        try uninterrupted("look at", "\(path)/\(name)") { fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) }
        return status.st_mtim.tv_sec
    }

    /// The size of a file in octets.
    public func size(of name: String) throws(FileError) -> Int {
        var status = stat()
        try uninterrupted("look at", "\(path)/\(name)") { fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) }
        return Int(status.st_size)
    }
}
