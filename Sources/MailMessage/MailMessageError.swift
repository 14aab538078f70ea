import Glibc

/// What can go wrong while a message is made available. Parsing never fails.
public enum MailMessageError: Error, Sendable, Equatable {
    /// The file could not be opened, examined or mapped; the system's error number. Nothing stays open.
    case unreadable(path: String, errno: Int32)
    /// The path names something that is no regular file. Nothing stays open.
    case notAFile(path: String)
}

extension MailMessageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let path, let code): "can't read \(path): \(String(cString: strerror(code)))"
        case .notAFile(let path): "\(path) is no regular file"
        }
    }
}
