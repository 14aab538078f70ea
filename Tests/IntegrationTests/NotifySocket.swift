import Foundation
import Glibc
import Synchronization

/// The socket of a service manager, made by a test: what a service tells it, in order, each with the time of its arrival.
final class NotifySocket: Sendable {
    struct Note: Sendable {
        let text: String
        /// Of the monotonic clock, as `MONOTONIC_USEC` counts.
        let microseconds: Int64

        /// The assignments, a line each.
        var lines: [String] { text.split(separator: "\n").map(String.init) }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let path: String
    private let descriptor: Int32
    private let notes = Mutex<[Note]>([])
    private let isClosed = Mutex(false)

    /// Listens at a path of fewer than 108 octets until ``close()``.
    init(path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard bound == 0 else { throw Failure(description: "no socket at \(path): \(errno)") }
        var patience = timeval(tv_sec: 0, tv_usec: 100_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        Thread { [self] in listen() }.start()
    }

    func close() { isClosed.withLock { $0 = true } }

    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    private func listen() {
        var buffer = [UInt8](repeating: 0, count: 8192)
        while !isClosed.withLock({ $0 }) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                let note = Note(text: String(decoding: buffer[..<count], as: UTF8.self), microseconds: Self.now)
                notes.withLock { $0.append(note) }
            }
        }
        Glibc.close(descriptor)
    }

    var all: [Note] { notes.withLock { $0 } }

    /// Waits until a note from `start` on has that line; nil if none came in time.
    func first(_ line: String, from start: Int = 0, within limit: Duration = .seconds(20)) async throws -> Int? {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if let index = all.indices.dropFirst(start).first(where: { all[$0].lines.contains(line) }) { return index }
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }
}
