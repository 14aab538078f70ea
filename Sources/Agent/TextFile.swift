import Glibc

/// Small text files that a person wrote: rules and lists.
public enum TextFile {
    /// Octets; a larger file counts as unreadable.
    static let maximumSize = 32 << 20

    /// The text of a regular file, octets that are no UTF-8 as U+FFFD; nil if it can't be read.
    ///
    /// Opened without blocking, so that a FIFO in place of a file can't hold the program up.
    public static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= maximumSize else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(Int(status.st_size) + 1)
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while octets.count <= maximumSize {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            if count == 0 { return String(decoding: octets, as: UTF8.self) }
            octets.append(contentsOf: buffer[..<count])
        }
        return nil
    }
}
