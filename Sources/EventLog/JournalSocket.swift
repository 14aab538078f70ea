internal import Glibc

/// The datagram socket towards the journal. It is addressed anew with each entry, so that a restart of the journal goes unnoticed.
final class JournalSocket: Sendable {
    enum Outcome { case taken, tooLong, notTaken }

    private let descriptor: Int32
    private let path: [UInt8]

    /// - Returns: nil where the path does not fit an address, or no socket can be had.
    init?(path: String) {
        let octets = Array(path.utf8)
        self.path = octets
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0, octets.count <= 107, !octets.contains(0) else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func send(_ octets: [UInt8]) -> Outcome {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                while true {
                    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
                    if sendto(descriptor, octets, octets.count, Int32(MSG_NOSIGNAL), address, length) >= 0 { return .taken }
                    switch errno {
                    case EINTR: continue
                    case EMSGSIZE, ENOBUFS: return .tooLong
                    default: return .notTaken
                    }
                }
            }
        }
    }
}
