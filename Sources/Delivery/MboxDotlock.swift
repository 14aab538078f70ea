import Glibc
import Spool
import Synchronization

/// The lock file beside an mbox file, `<mailbox>.lock`; taken away when this goes.
///
/// It holds `pid:host`, as Dovecot writes and reads it, from the moment that it has its name: a process that ends in between leaves no
/// lock file that names nobody. It is made with link(2), or O_EXCL where the file system has no unnamed files; neither follows a symbolic
/// link, or takes what is there.
struct MboxDotlock: ~Copyable {
    static let suffix = ".lock"
    /// Octets of a lock file that are read.
    private static let longestContent = 300

    /// What stands in a lock file's place.
    enum Standing {
        /// Nothing any more.
        case gone
        /// Somebody's; who, for people.
        case held(String)
    }

    private let directory: Directory
    private let name: String
    private let identity: MboxFile.Identity

    /// The lock files that this process holds. One that bears this process's number and is not among them was left behind by an
    /// earlier process of that number: in a container they all have the same.
    private static let held = Mutex<Set<MboxFile.Identity>>([])

    /// Open as long as the lock is held, so that the file's identity is given to no other.
    private let descriptor: Int32

    private init(directory: Directory, name: String, identity: MboxFile.Identity, descriptor: Int32) {
        self.directory = directory
        self.name = name
        self.identity = identity
        self.descriptor = descriptor
    }

    deinit {
        Self.held.withLock { held in
            var status = stat()
            // Somebody may have thought it stale: theirs stays.
            if fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, MboxFile.Identity(status) == identity {
                unlinkat(directory.descriptor, name, 0)
            }
            held.remove(identity)
        }
        close(descriptor)
    }

    /// Makes the lock file.
    ///
    /// - Returns: Nil if there is one.
    /// - Throws: ``DeliveryError/lockFile(_:)``; nothing is left then.
    static func take(_ mailbox: String, in directory: Directory) throws(DeliveryError) -> MboxDotlock? {
        let name = mailbox + suffix
        let path = "\(directory.path)/\(name)"
        do throws(FileError) {
            return try held.withLock { (held) throws(FileError) in
                let descriptor: Int32
                if let made = try unnamed(in: directory, for: name, path) {
                    descriptor = made
                } else {
                    descriptor = try named(name, in: directory, path)
                }
                var status = stat()
                fstat(descriptor, &status)
                let identity = MboxFile.Identity(status)
                held.insert(identity)
                return MboxDotlock(directory: directory, name: name, identity: identity, descriptor: descriptor)
            }
        } catch where error.code == EEXIST {
            return nil
        } catch {
            throw .lockFile(error)
        }
    }

    private static var content: [UInt8] { Array("\(getpid()):\(host)".utf8) }

    /// Makes it without a name, and gives it one when it is complete; nil where that can't be done.
    private static func unnamed(in directory: Directory, for name: String, _ path: String) throws(FileError) -> Int32? {
        let descriptor = openat(directory.descriptor, ".", unnamedFile | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        let text = content
        if write(descriptor, text, text.count) == text.count {
            if linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", directory.descriptor, name, AT_SYMLINK_FOLLOW) == 0 { return descriptor }
            if errno == EEXIST {
                close(descriptor)
                throw FileError("create", path, code: EEXIST)
            }
        }
        close(descriptor)
        return nil
    }

    /// __O_TMPFILE, which stands behind _GNU_SOURCE.
    private static let unnamedFile: Int32 = 0o20_000_000

    /// Makes it under its name; nothing is left after an error.
    private static func named(_ name: String, in directory: Directory, _ path: String) throws(FileError) -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = try uninterrupted("create", path) { openat(directory.descriptor, name, flags, 0o600) }
        do throws(FileError) {
            let text = content
            try uninterrupted("write", path) { write(descriptor, text, text.count) }
        } catch {
            unlinkat(directory.descriptor, name, 0)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Looks at the lock file that is in the way, and takes it away if it was left behind.
    ///
    /// Two who find the same one left behind agree by a lock on it: the second sees that its name leads elsewhere by then.
    static func examine(_ mailbox: String, in directory: Directory, _ waiting: MboxWaiting) throws(DeliveryError) -> Standing {
        let name = mailbox + suffix
        let path = "\(directory.path)/\(name)"
        let descriptor = openat(directory.descriptor, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        if descriptor < 0 {
            switch errno {
            case ENOENT: return .gone
            case ELOOP: return .held("\(path), which is a symbolic link")
            case EISDIR: return .held("\(path), which is a directory")
            default: return .held("\(path), which can't be read: \(String(cString: strerror(errno)))")
            }
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return .held("\(path), which is no regular file") }
        var octets = [UInt8](repeating: 0, count: longestContent)
        octets.removeLast(octets.count - max(0, pread(descriptor, &octets, octets.count, 0)))
        let identity = MboxFile.Identity(status)
        let owner = Owner(octets)
        guard owner.isGone(since: status.st_mtim.tv_sec, identity: identity, waiting) else { return .held("\(owner.description) (\(path))") }
        do throws(FileError) {
            guard try MboxFile.lock(descriptor, path) else { return .held(path) }
            var now = stat()
            guard fstatat(directory.descriptor, name, &now, AT_SYMLINK_NOFOLLOW) == 0, MboxFile.Identity(now) == identity else { return .gone }
            try directory.remove(name)
        } catch {
            throw .lockFile(error)
        }
        return .gone
    }

    /// Whom a lock file names.
    private enum Owner {
        case process(Int32, host: String)
        case unnamed

        init(_ octets: [UInt8]) {
            let parts = octets.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            let host = parts.count == 2 ? parts[1].prefix { (0x21...0x7E).contains($0) } : []
            if let process = Int32(String(decoding: parts[0], as: UTF8.self)), process > 0, !host.isEmpty {
                self = .process(process, host: String(decoding: host, as: UTF8.self))
            } else {
                self = .unnamed
            }
        }

        var description: String {
            switch self {
            case .process(let process, let host): host == MboxDotlock.host ? "process \(process)" : "process \(process) on \(host)"
            case .unnamed: "somebody"
            }
        }

        /// Whether its owner can't be there any more.
        func isGone(since made: Int, identity: MboxFile.Identity, _ waiting: MboxWaiting) -> Bool {
            // A clock that was ahead has made it: its age is as wrong, and it would never be old.
            let age = abs(time(nil) - made)
            switch self {
            case .unnamed: return age >= waiting.unnamedStaleAge
            case .process(let process, let host):
                guard host == MboxDotlock.host, age >= waiting.staleAge else { return false }
                if process == getpid() { return !MboxDotlock.held.withLock { $0.contains(identity) } }
                return MboxOwner(process).isGone(since: made)
            }
        }
    }

    private static let host: String = {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        let octets = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }.filter { (0x21...0x7E).contains($0) }
        return octets.isEmpty ? "localhost" : String(decoding: octets, as: UTF8.self)
    }()
}
