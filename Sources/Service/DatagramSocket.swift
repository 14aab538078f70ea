internal import Glibc

/// A Unix datagram socket towards one address; never waits, and children do not inherit it.
final class DatagramSocket: Sendable {
    private let descriptor: Int32
    private let address: UnixAddress

    init?(to address: UnixAddress) {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        self.address = address
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// - Returns: Whether the system took it.
    func send(_ octets: [UInt8]) -> Bool {
        address.withSocketAddress { pointer, length in
            while true {
                let count = sendto(descriptor, octets, octets.count, Int32(MSG_NOSIGNAL), pointer, length)
                if count >= 0 { return count == octets.count }
                if errno != EINTR { return false }
            }
        }
    }
}
