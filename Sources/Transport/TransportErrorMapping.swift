internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension TransportError {
    /// What SwiftNIO says, in our words.
    internal init(mapping error: any Error, host: String? = nil, port: Int? = nil) {
        let place = host.map { "\(Printable.cut($0))\(port.map { " (port \($0))" } ?? "")" } ?? "the other side"
        switch error {
        case let error as TransportError:
            self = error
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first {
                let all = error.connectionErrors.map { TransportError(mapping: $0.error, host: host, port: port) }
                self = all.first { $0.code == .refused } ?? TransportError(mapping: first.error, host: host, port: port)
            } else {
                self.init(.unknownHost, "the host name \(Printable.cut(error.host)) is not known")
            }
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            self.init(.refused, "\(place) refuses the connection")
        case let error as IOError where [ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN].contains(error.errnoCode):
            self.init(.unreachable, "\(place) cannot be reached over the network")
        case let error as IOError where error.errnoCode == ETIMEDOUT:
            self.init(.timedOut, "\(place) did not answer in time")
        case let error as IOError:
            self.init(.closed, "the connection with \(place) broke off: \(String(cString: strerror(error.errnoCode)))")
        case ChannelError.connectTimeout:
            self.init(.timedOut, "\(place) did not answer in time")
        case is ChannelError:
            self.init(.closed, "the connection with \(place) is closed")
        case is CancellationError:
            self.init(.cancelled, "the work was cancelled")
        default:
            self.init(.closed, "the connection with \(place) failed: \(Printable.cut(String(describing: error)))")
        }
    }
}
