import Glibc

/// A new file that is being written: made with O_EXCL and O_NOFOLLOW, mode 0600.
final class FileWriter {
    private var descriptor: Int32
    private let path: String

    init(_ name: String, in directory: Directory) throws(FileError) {
        let path = "\(directory.path)/\(name)"
        self.path = path
        descriptor = try uninterrupted("create", path) {
            openat(directory.descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Writes all octets. After an error part of them may be in the file.
    func write(_ octets: UnsafeRawBufferPointer) throws(FileError) {
        var rest = octets
        while !rest.isEmpty {
            let written = try uninterrupted("write", path) { Glibc.write(descriptor, rest.baseAddress, rest.count) }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    func sync() throws(FileError) {
        try uninterrupted("sync", path) { fdatasync(descriptor) }
    }

    /// Closes the file; close(2) may be where a network disk tells of a failed write.
    func finish() throws(FileError) {
        let result = close(descriptor)
        descriptor = -1
        if result != 0, errno != EINTR { throw FileError.last("close", path) }
    }
}
