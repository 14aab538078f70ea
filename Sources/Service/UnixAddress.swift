internal import Glibc

/// The address of a Unix domain socket (unix(7)): a path, or with a NUL in front a name in the abstract namespace.
struct UnixAddress: Sendable {
    /// Octets of a path, so that its NUL has room as well.
    static let maximumPath = 107

    private let octets: [UInt8]
    private let isAbstract: Bool

    /// - Returns: nil for an empty path, one with NUL, or one that does not fit.
    init?(path: String) {
        octets = Array(path.utf8)
        isAbstract = false
        guard !octets.isEmpty, octets.count <= Self.maximumPath, !octets.contains(0) else { return nil }
    }

    /// - Parameter abstract: The name without its leading NUL.
    init?(abstract: String) {
        octets = [0] + Array(abstract.utf8)
        isAbstract = true
        guard octets.count > 1, octets.count <= Self.maximumPath + 1 else { return nil }
    }

    /// Lends the address as the system's calls take it.
    func withSocketAddress<Result>(_ use: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
        let start = MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: address.sun_path)
        let length = socklen_t(start + octets.count + (isAbstract ? 0 : 1))
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { use($0, length) }
        }
    }
}
