import Glibc

/// A descriptor whose octets a test can read back: a file without a name, or a pipe that may be small.
final class LogSink: Sendable {
    let descriptor: Int32
    private let readEnd: Int32

    /// A file that has no name any more.
    init() throws {
        var template = Array("/tmp/postroom-log.XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Failure(errno: errno) }
        unlink(template)
        readEnd = -1
    }

    /// A pipe; the sending end never waits.
    init(pipeOf octets: Int) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(errno: errno) }
        readEnd = ends[0]
        descriptor = ends[1]
        // F_SETPIPE_SZ of fcntl(2), which Glibc's module leaves out.
        _ = fcntl(descriptor, 1031, Int32(octets))
        for end in ends { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
    }

    /// An open device or file.
    init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        readEnd = -1
        guard descriptor >= 0 else { throw Failure(errno: errno) }
    }

    deinit {
        close(descriptor)
        if readEnd >= 0 { close(readEnd) }
    }

    /// What was written so far; of a pipe, since the last time.
    var octets: [UInt8] {
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = readEnd >= 0 ? read(readEnd, &chunk, chunk.count) : pread(descriptor, &chunk, chunk.count, off_t(octets.count))
            guard count > 0 else { return octets }
            octets += chunk.prefix(count)
        }
    }

    var text: String { String(decoding: octets, as: UTF8.self) }

    /// The lines, which all have to be ended.
    var lines: [String] {
        let text = text
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() } else { lines.append("(not ended)") }
        return lines
    }

    struct Failure: Error {
        var errno: Int32
    }
}
