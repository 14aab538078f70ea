public import Spool

/// A directory of mail folders in Maildir format (cr.yp.to/proto/maildir.html), in one of two layouts.
///
/// Belongs to one task. Folders are opened once, beneath the root, following no symbolic link. A delivery is one rename out of the
/// spool; it is durable after ``synchronise()``, which a batch calls once.
public final class Maildir {
    public enum Layout: Sendable, Hashable {
        /// `Lists/swift` is `.Lists.swift` beneath the root, which itself is the inbox: what Dovecot and Courier expect.
        case plusPlus
        /// `Lists/swift` is a directory in a directory; the inbox is `INBOX`.
        case directories
    }

    /// How a message got into a folder.
    public enum Placement: Sendable, Hashable {
        /// By a rename, this time or by an earlier attempt: the spool no longer has the name. What a reader did with it since is the
        /// reader's affair.
        case moved
        /// The folder lies on another file system: a rename can't do it, see ``stage(_:in:flags:mayMake:)``.
        case elsewhere
    }

    private struct Folder {
        let new: Directory
        let cur: Directory
        let tmp: Directory
    }

    public let path: String
    private let layout: Layout
    private let root: Directory
    private let spool: Spool
    private var folders: [String: Folder] = [:]
    private var unsynced: [ObjectIdentifier: Directory] = [:]

    /// Opens the root, made with its parents if it is missing. The path may lead over symbolic links: the user named it.
    public init(path: String, layout: Layout, spool: Spool) throws(DeliveryError) {
        self.path = path
        self.layout = layout
        self.spool = spool
        root = try Self.typed { () throws(FileError) in
            let root = try Directory.openOrMake(path)
            try root.requireOwner(denyingOthers: 0o002)
            return root
        }
    }

    /// Moves a message out of the spool into a folder.
    ///
    /// - Parameters:
    ///   - name: In the spool; owned by this delivery.
    ///   - mailbox: As rules write it.
    ///   - flags: With a letter in Maildir they put the message into `cur`; without, it goes to `new`.
    ///   - mayMake: Whether a missing folder is made.
    public func deliver(_ name: String, to mailbox: String, flags: [String], mayMake: Bool) throws(DeliveryError) -> Placement {
        var retried = false
        while true {
            let folder = try folder(mailbox, mayMake: mayMake)
            let (target, newName) = Self.place(name, in: folder, flags: flags)
            do throws(FileError) {
                try spool.directory.move(name, to: target, as: newName)
            } catch where error.code == Self.otherFileSystem {
                return .elsewhere
            } catch where error.code == Self.exists && spool.directory.isSameFile(name, as: newName, in: target) {
                // A power cut kept the new name and did not take the old one away.
                try Self.typed { () throws(FileError) in try spool.directory.remove(name) }
            } catch where error.code == Self.missing {
                guard try Self.typed({ () throws(FileError) in try spool.directory.has(name) }) else {
                    // The earlier attempt may have been cut off from its sync.
                    try expectArrivals(in: mailbox)
                    return .moved
                }
                // The folder was removed behind our open directories.
                guard !retried else { throw .file(error) }
                retried = true
                forget(mailbox)
                continue
            } catch {
                throw .file(error)
            }
            unsynced[ObjectIdentifier(target)] = target
            return .moved
        }
    }

    /// Copies a message into the folder's `tmp`, synced, as the first half of a delivery to another file system.
    ///
    /// The caller commits its intent, then calls ``publish(_:in:flags:)``. A copy left by an earlier try is replaced.
    public func stage(_ name: String, octets: UnsafeRawBufferPointer, in mailbox: String, mayMake: Bool) throws(DeliveryError) {
        let folder = try folder(mailbox, mayMake: mayMake)
        try Self.typed { () throws(FileError) in
            try folder.tmp.remove(name)
            try folder.tmp.write(octets, as: name, syncing: true)
            try folder.tmp.sync()
        }
    }

    /// Moves a staged copy into place: the second half. The spool's file is the caller's to remove, once this is durable.
    ///
    /// - Returns: False if the copy is no longer in `tmp`: it was published before, or a sweeper took it.
    public func publish(_ name: String, in mailbox: String, flags: [String]) throws(DeliveryError) -> Bool {
        var retried = false
        while true {
            let folder = try folder(mailbox, mayMake: retried)
            let (target, newName) = Self.place(name, in: folder, flags: flags)
            do throws(FileError) {
                try folder.tmp.move(name, to: target, as: newName)
            } catch where error.code == Self.exists && folder.tmp.isSameFile(name, as: newName, in: target) {
                // A power cut kept both names.
                try Self.typed { () throws(FileError) in try folder.tmp.remove(name) }
            } catch where error.code == Self.missing {
                guard try Self.typed({ () throws(FileError) in try folder.tmp.has(name) }) else { return false }
                // The copy is there, so it is the directory to move it to that went away.
                guard !retried else { throw .file(error) }
                retried = true
                forget(mailbox)
                continue
            } catch {
                throw .file(error)
            }
            unsynced[ObjectIdentifier(target)] = target
            return true
        }
    }

    /// Where a message goes in a folder, and what it is called there: flags with a letter put it into `cur`.
    private static func place(_ name: String, in folder: Folder, flags: [String]) -> (directory: Directory, name: String) {
        guard let suffix = MessageFlags.suffix(for: flags) else { return (folder.new, name) }
        return (folder.cur, name + suffix)
    }

    /// Whether a message of that name lies in the folder, whatever its flags are by now.
    public func holds(_ name: String, in mailbox: String) throws(DeliveryError) -> Bool {
        let folder = try folder(mailbox, mayMake: false)
        return try Self.typed { () throws(FileError) in
            for directory in [folder.new, folder.cur] {
                for found in try directory.names() where found == name || found.hasPrefix(name + ":") { return true }
            }
            return false
        }
    }

    /// Marks a folder as one that messages came to before a crash, so that ``synchronise()`` makes them durable.
    public func expectArrivals(in mailbox: String) throws(DeliveryError) {
        let folder = try folder(mailbox, mayMake: false)
        for directory in [folder.new, folder.cur] { unsynced[ObjectIdentifier(directory)] = directory }
    }

    /// Makes all deliveries so far durable: one fsync(2) of each directory that got a message.
    public func synchronise() throws(DeliveryError) {
        for (identity, directory) in unsynced {
            try Self.typed { () throws(FileError) in try directory.sync() }
            unsynced[identity] = nil
        }
    }

    // MARK: - Folders

    /// Opens the folder anew at the next delivery.
    private func forget(_ mailbox: String) { folders[mailbox] = nil }

    private static let otherFileSystem: Int32 = 18  // EXDEV
    private static let missing: Int32 = 2  // ENOENT
    private static let exists: Int32 = 17  // EEXIST

    private func folder(_ mailbox: String, mayMake: Bool) throws(DeliveryError) -> Folder {
        if let known = folders[mailbox] { return known }
        let path = try FolderPath(mailbox)
        // The inbox is where mail goes that has nowhere else to go.
        let mayMake = mayMake || path.isInbox
        var directory = root
        for name in try names(of: path, in: mailbox) {
            directory = try enter(name, in: directory, mayMake: mayMake, of: mailbox)
        }
        let parts = try parts(of: directory, mailbox: mailbox, mayMake: mayMake)
        folders[mailbox] = parts
        return parts
    }

    /// The directories to go through from the root.
    private func names(of path: FolderPath, in mailbox: String) throws(DeliveryError) -> [String] {
        let names: [String]
        switch layout {
        case .plusPlus:
            names = path.isInbox ? [] : ["." + path.segments.map(MailboxEncoding.maildirPlusPlus).joined(separator: ".")]
        case .directories:
            names = path.isInbox ? ["INBOX"] : path.segments.map(MailboxEncoding.modifiedUTF7)
            // They would lie among the mail of the folder above; at the top Dovecot does not show them.
            if let own = names.first(where: { ["cur", "new", "tmp"].contains($0) }) {
                throw .unfitName(mailbox, reason: "\"\(own)\" is a directory that each folder has of its own")
            }
        }
        for name in names where name.utf8.count > FolderPath.longestSegment {
            throw .unfitName(mailbox, reason: "on disk it is longer than \(FolderPath.longestSegment) octets")
        }
        return names
    }

    private func enter(_ name: String, in parent: Directory, mayMake: Bool, of mailbox: String) throws(DeliveryError) -> Directory {
        do throws(FileError) {
            return try parent.open(name)
        } catch where error.code == Self.missing {
            guard mayMake else { throw .missingFolder(mailbox) }
        } catch {
            throw .file(error)
        }
        return try Self.typed { () throws(FileError) in
            do throws(FileError) {
                try parent.make(name)
            } catch where error.code == Self.exists {}
            try parent.sync()
            return try parent.open(name)
        }
    }

    private func parts(of directory: Directory, mailbox: String, mayMake: Bool) throws(DeliveryError) -> Folder {
        let isNew = try Self.typed { () throws(FileError) in try !directory.has("cur") }
        let mayMake = mayMake || directory === root
        let folder = Folder(
            new: try enter("new", in: directory, mayMake: mayMake, of: mailbox),
            cur: try enter("cur", in: directory, mayMake: mayMake, of: mailbox),
            tmp: try enter("tmp", in: directory, mayMake: mayMake, of: mailbox))
        if isNew, layout == .plusPlus, directory !== root {
            // Courier's mark of a folder within a Maildir.
            try Self.typed { () throws(FileError) in
                if try !directory.has("maildirfolder") {
                    try directory.write(UnsafeRawBufferPointer(start: nil, count: 0), as: "maildirfolder")
                    try directory.sync()
                }
            }
        }
        return folder
    }

    private static func typed<Value>(_ body: () throws(FileError) -> Value) throws(DeliveryError) -> Value {
        do throws(FileError) { return try body() } catch { throw .file(error) }
    }
}
