import Glibc

/// A file operation that the system refused. Nothing was changed by it unless its docstring says otherwise.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried, as a verb phrase: `create`, `sync`.
    public let operation: String
    public let path: String
    /// The system's error number.
    public let code: Int32

    public init(_ operation: String, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// The failure that `errno` tells of; to be made before any other call.
    static func last(_ operation: String, _ path: String) -> FileError { FileError(operation, path, code: errno) }

    /// Whether trying again later may help: a full disk, a quota, a failing or read-only disk, no descriptors.
    public var isTemporary: Bool {
        [ENOSPC, EDQUOT, EIO, EROFS, EMFILE, ENFILE, ENOMEM, EBUSY, EAGAIN, ESTALE, EINTR].contains(code)
    }

    public var description: String { "can't \(operation) \(path): \(String(cString: strerror(code)))" }
}

/// Calls a function until a signal no longer interrupts it.
///
/// - Throws: ``FileError`` for any other failure.
@discardableResult
public func uninterrupted<Result: SignedInteger>(
    _ operation: String, _ path: @autoclosure () -> String, _ call: () -> Result
) throws(FileError) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let code = errno
        if code != EINTR { throw FileError(operation, path(), code: code) }
    }
}
