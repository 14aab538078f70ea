public import Spool

/// Why a message could not be delivered. The message is still in the spool.
public enum DeliveryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The system refused.
    case file(FileError)
    /// The folder's name can't be used.
    case unfitName(String, reason: String)
    /// The folder is missing, and may not be made.
    case missingFolder(String)

    /// Whether trying again later may help.
    public var isTemporary: Bool {
        switch self {
        case .file(let error): error.isTemporary
        case .unfitName, .missingFolder: false
        }
    }

    public var description: String {
        switch self {
        case .file(let error): error.description
        case .unfitName(let name, let reason): "the folder name \"\(name)\" can't be used: \(reason)"
        case .missingFolder(let name): "there is no folder \"\(name)\", and create-folders is off"
        }
    }
}
