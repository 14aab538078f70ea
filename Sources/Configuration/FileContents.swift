import Glibc

/// The octets of a small file together with who may read them, taken from one open descriptor.
struct FileContents {
    let octets: [UInt8]
    let mode: mode_t

    /// Whether group or others have any right to the file.
    var isOpenToOthers: Bool { mode & 0o077 != 0 }

    struct Failure: Error {
        let code: Int32
        /// The system's words, or ours.
        let reason: String
        var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    }

    /// Reads a regular file (or a pipe) of at most `maximum` octets.
    static func read(_ path: String, maximum: Int) throws(Failure) -> FileContents {
        // Non-blocking, so that a FIFO without a writer doesn't hold us at open.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw failure(errno) }
        let kind = information.st_mode & S_IFMT
        guard kind != S_IFDIR else { throw failure(EISDIR) }
        guard kind == S_IFREG || kind == S_IFIFO || kind == S_IFCHR else { throw Failure(code: EINVAL, reason: "not a file") }
        if kind != S_IFREG { _ = fcntl(descriptor, F_SETFL, 0) }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(errno)
            }
            if count == 0 { break }
            guard octets.count + count <= maximum else {
                throw Failure(code: EFBIG, reason: "it is larger than \(maximum / 1024) KB")
            }
            octets.append(contentsOf: piece.prefix(count))
        }
        return FileContents(octets: octets, mode: information.st_mode)
    }

    /// The system's words for an errno.
    static func words(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        return buffer.withUnsafeMutableBufferPointer { space in
            guard let base = space.baseAddress, strerror_r(code, base, space.count) == 0 else { return "error \(code)" }
            return String(cString: base)
        }
    }

    private static func failure(_ code: Int32) -> Failure {
        Failure(code: code, reason: words(code))
    }
}
