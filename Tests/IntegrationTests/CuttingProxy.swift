import Foundation
import Glibc
import Synchronization

/// A door on loopback before a real server, which hands octets through both ways until a test has it cut the line in their midst.
final class CuttingProxy: Sendable {
    /// Where to cut.
    struct Cut: Sendable {
        enum Direction: Sendable { case toClient, toServer }

        var direction: Direction
        /// So many octets are still handed on in that direction, over all lines together; those behind them never arrive.
        var octets: Int
        /// With a reset instead of an orderly end.
        var isReset: Bool
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Where clients come in.
    let port: Int
    private let server: Int
    private let listener: Int32
    private let state = Mutex(State())

    private struct State {
        var armed: Cut?
        var cuts = 0
        var isClosed = false
    }

    /// Opens a door to that port of loopback, until ``close()``.
    init(to server: Int) throws {
        self.server = server
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = LoopbackPort.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0 && listen(descriptor, 64) == 0
            }
        }
        guard isOpen else {
            Glibc.close(listener)
            throw Failure(description: "no door to port \(server): errno \(errno)")
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        Self.limit(listener, seconds: 1)
        Thread { [self] in accept() }.start()
    }

    /// Ends all lines within a second.
    func close() { state.withLock { $0.isClosed = true } }

    /// Cuts a line once it has carried so much; takes the place of a cut that has not happened yet.
    func arm(_ cut: Cut) { state.withLock { $0.armed = cut } }

    /// How many lines were cut.
    var cuts: Int { state.withLock { $0.cuts } }

    // MARK: - Lines

    private func accept() {
        while !state.withLock({ $0.isClosed }) {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { continue }
            let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            var address = LoopbackPort.address(port: server)
            let isThere = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isThere else {
                Glibc.close(client)
                Glibc.close(upstream)
                continue
            }
            Thread { [self] in carry(client, upstream) }.start()
        }
        Glibc.close(listener)
    }

    /// Hands octets on between the two until both have ended, or the line is cut.
    private func carry(_ client: Int32, _ upstream: Int32) {
        for descriptor in [client, upstream] {
            Self.limit(descriptor, seconds: 30)
            var on: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        }
        defer {
            Glibc.close(client)
            Glibc.close(upstream)
        }
        var open = [client: true, upstream: true]
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while open.values.contains(true), !state.withLock({ $0.isClosed }) {
            var waiting = open.filter(\.value).map { pollfd(fd: $0.key, events: Int16(POLLIN), revents: 0) }
            guard poll(&waiting, nfds_t(waiting.count), 500) >= 0 else { return }
            for entry in waiting where entry.revents != 0 {
                let (from, to) = (entry.fd, entry.fd == client ? upstream : client)
                let count = recv(from, &buffer, buffer.count, 0)
                guard count > 0 else {
                    if count < 0 { return }
                    shutdown(to, Int32(SHUT_WR))
                    open[from] = false
                    continue
                }
                let (allowed, cut) = take(count, from == client ? .toServer : .toClient)
                guard Self.send(buffer[..<allowed], to: to), cut == nil else {
                    if cut?.isReset == true { for descriptor in [client, upstream] { Self.makeReset(descriptor) } }
                    return
                }
            }
        }
    }

    /// How many of these octets may be handed on, and the cut that falls among them.
    private func take(_ count: Int, _ direction: Cut.Direction) -> (Int, Cut?) {
        state.withLock { state in
            guard let cut = state.armed, cut.direction == direction else { return (count, nil) }
            guard cut.octets < count else {
                state.armed?.octets -= count
                return (count, nil)
            }
            state.armed = nil
            state.cuts += 1
            return (cut.octets, cut)
        }
    }

    private static func send(_ octets: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        var rest = octets
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    private static func limit(_ descriptor: Int32, seconds: Int) {
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Closing it will tell the other side that something is wrong.
    private static func makeReset(_ descriptor: Int32) {
        var none = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
    }
}
