import Glibc

/// Whole files of the state directory.
enum FileOctets {
    /// - Returns: Nil where there is none. What lies behind `limit` is left out.
    static func read(_ path: String, limit: Int) throws(StoreError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system(call: "open", path: path, errno: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        try SystemCall.check("fstat", path) { fstat(descriptor, &status) }
        var octets = [UInt8](repeating: 0, count: min(max(0, Int(status.st_size)), limit))
        var count = 0
        while count < octets.count {
            let got = octets.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count, off_t(count)) }
            if got < 0 {
                if errno == EINTR { continue }
                throw .system(call: "read", path: path, errno: errno)
            }
            if got == 0 { break }
            count += got
        }
        octets.removeLast(octets.count - count)
        return octets
    }
}
