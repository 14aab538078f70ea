internal import Glibc
internal import NIOCore

/// Who connected to a Unix domain socket, as the system knows it: `struct ucred` of unix(7), which Glibc's module leaves out.
internal struct PeerCredentials: Sendable {
    internal var process: pid_t
    internal var user: uid_t
    internal var group: gid_t

    internal static func of(_ channel: any Channel) -> EventLoopFuture<PeerCredentials> {
        guard let options = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(TransportError(.refused, "the peer can't be told"))
        }
        return options.unsafeGetSocketOption(level: .init(rawValue: SOL_SOCKET), name: .init(rawValue: SO_PEERCRED))
    }
}
