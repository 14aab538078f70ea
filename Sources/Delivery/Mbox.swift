import Spool

/// A directory of mailboxes in mbox format (RFC 4155, in the kind mboxrd), one file each: `Lists/swift` is the file `swift` in the
/// directory `Lists`, and the inbox is `inbox`, as in Dovecot's default layout. A name holds mail or other mailboxes, not both.
///
/// What blocks here blocks the thread: it is not for the cooperative pool.
public struct Mbox: Sendable {
    public let path: String
    private let root: Directory
    private let waiting: MboxWaiting

    /// Opens the root, made with its parents if it is missing. The path may lead over symbolic links: the user named it.
    public init(path: String, waiting: MboxWaiting = .standard) throws(DeliveryError) {
        self.path = path
        self.waiting = waiting
        do throws(FileError) {
            root = try Directory.openOrMake(path)
            try root.requireOwner(denyingOthers: 0o002)
        } catch {
            throw .file(error)
        }
    }

    /// Opens a mailbox under both of its locks: first the lock file, then fcntl(2)'s, the order of Postfix and Dovecot.
    ///
    /// Neither is waited for while the other is held, so programs that take them the other way round, as Debian's Dovecot does, can't
    /// end up waiting for us and we for them. Waiting ends with the patience, or when the task is cancelled.
    ///
    /// - Parameters:
    ///   - mailbox: As rules write it.
    ///   - mayMake: Whether a missing mailbox is made, with the directories it lies in; the inbox always is.
    ///   - mayWait: False asks only once.
    /// - Throws: ``DeliveryError/busy(path:holder:)`` among others; nothing is locked then.
    public func lock(_ mailbox: String, mayMake: Bool, mayWait: Bool = true) throws(DeliveryError) -> LockedMbox {
        let place = try place(of: mailbox, mayMake: mayMake)
        let deadline = ContinuousClock.now + (mayWait ? waiting.patience : .zero)
        var pause = MboxPause()
        while true {
            var holder = "somebody"
            if let dotlock = try MboxDotlock.take(place.name, in: place.directory) {
                let file: MboxFile
                do throws(DeliveryError) {
                    file = try MboxFile.open(place.name, in: place.directory, mayMake: place.mayMake)
                } catch .file(let error) where error.code == Self.missing {
                    throw place.mayMake ? .file(error) : .missingFolder(mailbox)
                }
                if try file.lock() {
                    // A reader may have put a new file into its place before we had the lock.
                    if file.isInPlace { return LockedMbox(file: file, dotlock: dotlock) }
                    continue
                }
                holder = "another program (fcntl)"
            } else {
                switch try MboxDotlock.examine(place.name, in: place.directory, waiting) {
                case .gone: continue
                case .held(let owner): holder = owner
                }
            }
            guard ContinuousClock.now < deadline, !Task.isCancelled else { throw .busy(path: "\(path)/\(mailbox)", holder: holder) }
            pause.wait()
        }
    }

    // MARK: - Names

    private static let missing: Int32 = 2  // ENOENT
    private static let exists: Int32 = 17  // EEXIST

    private struct Place {
        var directory: Directory
        var name: String
        var mayMake: Bool
    }

    private func place(of mailbox: String, mayMake: Bool) throws(DeliveryError) -> Place {
        let path = try FolderPath(mailbox)
        // The inbox is where mail goes that has nowhere else to go.
        if path.isInbox { return Place(directory: root, name: "inbox", mayMake: true) }
        var names = path.segments.map(MailboxEncoding.modifiedUTF7)
        for name in names {
            if name.hasSuffix(MboxDotlock.suffix) {
                throw .unfitName(mailbox, reason: "in an mbox store, what ends with \"\(MboxDotlock.suffix)\" is a lock file")
            }
            if name.utf8.count > FolderPath.longestSegment - MboxDotlock.suffix.utf8.count {
                throw .unfitName(mailbox, reason: "on disk, with its lock file, it is longer than \(FolderPath.longestSegment) octets")
            }
        }
        guard let last = names.popLast() else { throw .unfitName(mailbox, reason: "it is empty") }
        var directory = root
        for name in names { directory = try enter(name, in: directory, mayMake: mayMake, of: mailbox) }
        return Place(directory: directory, name: last, mayMake: mayMake)
    }

    private func enter(_ name: String, in parent: Directory, mayMake: Bool, of mailbox: String) throws(DeliveryError) -> Directory {
        do throws(FileError) {
            let directory: Directory
            do throws(FileError) {
                directory = try parent.open(name)
            } catch where error.code == Self.missing {
                guard mayMake else { throw error }
                do throws(FileError) {
                    try parent.make(name)
                } catch where error.code == Self.exists {}
                try parent.sync()
                directory = try parent.open(name)
            }
            try directory.requireOwner(denyingOthers: 0o002)
            return directory
        } catch where error.code == Self.missing {
            throw .missingFolder(mailbox)
        } catch where error.code == 20 || error.code == 40 {  // ENOTDIR, ELOOP
            let reason = "it is no directory, and \"\(mailbox)\" would lie in it: in an mbox store a name holds mail or mailboxes, not both"
            throw .unsafe(path: "\(parent.path)/\(name)", reason: reason)
        } catch {
            throw .file(error)
        }
    }
}
