public import Spool

/// Why a message could not be delivered. The message is still in the spool.
public enum DeliveryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The system refused.
    case file(FileError)
    /// The folder's name can't be used.
    case unfitName(String, reason: String)
    /// The folder is missing, and may not be made.
    case missingFolder(String)
    /// The key of the loop guard, at this path, is missing parts or open to others; or the system offers no HMAC-SHA-256.
    case loopKey(String, reason: String)
    /// What stands in the folder's place is nothing to write mail to.
    case unsafe(path: String, reason: String)
    /// Somebody else had the mailbox for as long as we waited.
    case busy(path: String, holder: String)
    /// No lock file can be made beside the mailbox.
    case lockFile(FileError)
    /// Something went wrong while an mbox file was written, and what is in it can't be told from here: the intent stands, and a later
    /// look under both locks finds out.
    case undecided(path: String, reason: String)

    /// Whether trying again later may help.
    public var isTemporary: Bool {
        switch self {
        case .file(let error), .lockFile(let error): error.isTemporary
        case .busy, .undecided: true
        case .unfitName, .missingFolder, .loopKey, .unsafe: false
        }
    }

    public var description: String {
        switch self {
        case .file(let error): error.description
        case .unfitName(let name, let reason): "the folder name \"\(name)\" can't be used: \(reason)"
        case .missingFolder(let name): "there is no folder \"\(name)\", and create-folders is off"
        case .loopKey(let path, let reason): "the loop guard's key \(path) can't be used: \(reason)"
        case .unsafe(let path, let reason): "\(path) can't take mail: \(reason)"
        case .busy(let path, let holder): "\(path) is locked by \(holder)"
        case .lockFile(let error): "\(error); without its lock file an mbox is not written to"
        case .undecided(let path, let reason): "what of a delivery is in \(path) is looked at later: \(reason)"
        }
    }
}
