import Glibc

@testable import Service

/// An asker without manners: octets to and from the control socket, blocking. To be used off the pool.
final class RawAsker: Sendable {
    private let descriptor: Int32

    /// - Parameter seconds: How long a read or write may take.
    init(_ directory: String, seconds: Int = 10) throws {
        descriptor = try SocketFile.connect(in: directory)
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK)
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
    }

    /// - Returns: How many octets were taken.
    @discardableResult
    func send(_ octets: [UInt8]) -> Int {
        var sent = 0
        while sent < octets.count {
            let count = octets.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), octets.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { break }
            sent += count
        }
        return sent
    }

    @discardableResult
    func send(_ text: String) -> Int { send(Array(text.utf8)) }

    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What comes until the end of the stream; nil if it does not end in time.
    func all() -> String? {
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count > 0 {
                octets += chunk.prefix(count)
            } else if count == 0 || errno == ECONNRESET {
                return String(decoding: octets, as: UTF8.self)
            } else {
                return nil
            }
        }
    }

    /// Waits for some octets, which it drops.
    func someOctets() -> Int {
        var chunk = [UInt8](repeating: 0, count: 1 << 10)
        return recv(descriptor, &chunk, chunk.count, 0)
    }
}
