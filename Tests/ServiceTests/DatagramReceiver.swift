import Glibc

@testable import Service

/// The other end of a notification socket: a datagram socket at a path or an abstract name.
final class DatagramReceiver: Sendable {
    private let descriptor: Int32

    init(at address: UnixAddress) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard address.withSocketAddress({ bind(descriptor, $0, $1) }) == 0 else {
            throw ScratchDirectory.Failure(call: "bind", errno: errno)
        }
    }

    deinit {
        close(descriptor)
    }

    /// The next datagram; nil where there is none.
    func next() -> String? {
        var octets = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &octets, octets.count, 0)
        return count < 0 ? nil : String(decoding: octets.prefix(count), as: UTF8.self)
    }
}
