internal import Glibc

/// Why the spool, or a directory beneath it, could not do what was asked.
public struct SpoolError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What to make of the failure.
    public enum Cause: Sendable, Equatable {
        /// `ENOSPC` or `EDQUOT`: retrieval stops, and goes on by itself when there is room.
        case noSpace
        /// `EROFS`, `EIO` or another state of the disk that may pass.
        case disk
        /// No such name.
        case missing
        /// The name is taken.
        case exists
        /// Owner, mode or kind of the file are not what they must be: another owner, a symlink, a path open to others.
        case refused
        /// Source and target are on different file systems.
        case otherFileSystem
        /// Too many open files or too little memory in this process.
        case resources
        /// A call out of order, or a name that cannot be one.
        case misuse
        case other
    }

    public let cause: Cause
    /// The call that failed, such as `openat`.
    public let operation: String
    public let path: String
    /// The system's number; 0 where the refusal is our own.
    public let code: Int32
    /// The system's text, or our reason.
    public let reason: String

    /// A refusal of our own.
    public init(_ cause: Cause, operation: String, path: String, reason: String) {
        self.cause = cause
        self.operation = operation
        self.path = path
        self.code = 0
        self.reason = reason
    }

    /// A failed system call.
    public init(operation: String, path: String, code: Int32) {
        self.cause = Cause(code: code)
        self.operation = operation
        self.path = path
        self.code = code
        self.reason = String(cString: strerror(code))
    }

    /// Whether the same call may succeed later without anybody changing the configuration.
    public var isTemporary: Bool {
        switch cause {
        case .noSpace, .disk, .resources: true
        default: false
        }
    }

    public var description: String { "\(path): \(operation): \(reason)" }
}

extension SpoolError.Cause {
    init(code: Int32) {
        self =
            switch code {
            case ENOSPC, EDQUOT: .noSpace
            case EROFS, EIO, EAGAIN, EBUSY, ETIMEDOUT, ESTALE: .disk
            case ENOENT: .missing
            case EEXIST: .exists
            case ELOOP, ENOTDIR, EACCES, EPERM: .refused
            case EXDEV: .otherFileSystem
            case EMFILE, ENFILE, ENOMEM: .resources
            default: .other
            }
    }
}
