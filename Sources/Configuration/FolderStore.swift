/// `[folders.NAME]`: a place on disk that holds mailboxes.
public enum FolderStore: Sendable, Hashable {
    case maildir(path: String, layout: MaildirLayout)
    /// A directory with one mbox file a mailbox.
    case mbox(path: String)

    public var path: String {
        switch self {
        case .maildir(let path, _), .mbox(let path): path
        }
    }
}

/// `layout`: how a mailbox below another is named on disk.
public enum MaildirLayout: String, Sendable, Hashable, CaseIterable {
    /// `Lists/swift` is the directory `.Lists.swift`, as Dovecot and Courier have it.
    case maildirPlusPlus = "maildir++"
    /// `Lists/swift` is the directory `Lists/swift`.
    case directories
}
