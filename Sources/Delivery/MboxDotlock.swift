import Glibc
import Spool
import Synchronization

/// The lock file beside an mbox file, `<mailbox>.lock`; taken away when this goes.
///
/// It holds `pid:host`, as Dovecot writes and reads it. O_EXCL follows no symbolic link and takes nothing that is there.
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

    private init(directory: Directory, name: String, identity: MboxFile.Identity) {
        self.directory = directory
        self.name = name
        self.identity = identity
    }

    deinit {
        var status = stat()
        // Somebody may have thought it stale: theirs stays.
        if fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, MboxFile.Identity(status) == identity {
            unlinkat(directory.descriptor, name, 0)
        }
        _ = Self.held.withLock { $0.remove(identity) }
    }

    /// Makes the lock file.
    ///
    /// - Returns: Nil if there is one.
    /// - Throws: ``DeliveryError/lockFile(_:)``; nothing is left then.
    static func take(_ mailbox: String, in directory: Directory) throws(DeliveryError) -> MboxDotlock? {
        let name = mailbox + suffix
        let path = "\(directory.path)/\(name)"
        do throws(FileError) {
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let descriptor = try uninterrupted("create", path) { openat(directory.descriptor, name, flags, 0o600) }
            defer { close(descriptor) }
            do throws(FileError) {
                var status = stat()
                try uninterrupted("look at", path) { fstat(descriptor, &status) }
                let identity = MboxFile.Identity(status)
                _ = held.withLock { $0.insert(identity) }
                let text = Array("\(getpid()):\(host)".utf8)
                do throws(FileError) {
                    try uninterrupted("write", path) { write(descriptor, text, text.count) }
                } catch {
                    _ = held.withLock { $0.remove(identity) }
                    throw error
                }
                return MboxDotlock(directory: directory, name: name, identity: identity)
            } catch {
                unlinkat(directory.descriptor, name, 0)
                throw error
            }
        } catch where error.code == EEXIST {
            return nil
        } catch {
            throw .lockFile(error)
        }
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
            let age = time(nil) - made
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
