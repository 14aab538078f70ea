internal import Glibc
internal import SourceText

/// Tells systemd how the service fares: the protocol of sd_notify(3), without its library.
///
/// Without `NOTIFY_SOCKET` every call does nothing. Nothing here waits, and no failure matters to the service: each call
/// only says whether the system took the message.
public struct ServiceNotifier: Sendable {
    /// The longest text of ``status(_:)``, in scalars.
    public static let maximumStatus = 200

    private let socket: DatagramSocket?
    /// The service has to send ``watchdog()`` at least this often; half of it is a good period. nil: nobody watches.
    public let watchdogInterval: Duration?

    /// - Parameter environment: For `NOTIFY_SOCKET` (a path, or `@name` for the abstract namespace), `WATCHDOG_USEC` and `WATCHDOG_PID`.
    public init(environment: [String: String]) {
        let name = environment["NOTIFY_SOCKET"] ?? ""
        let address: UnixAddress? =
            switch name.utf8.first {
            case UInt8(ascii: "/"): UnixAddress(path: name)
            case UInt8(ascii: "@"): UnixAddress(abstract: String(name.dropFirst()))
            default: nil
            }
        socket = address.flatMap(DatagramSocket.init(to:))
        watchdogInterval = Self.watchdogInterval(environment)
    }

    /// Whether somebody wants to hear of the service.
    public var isConnected: Bool { socket != nil }

    /// The service is up, or done with its reload.
    @discardableResult public func ready() -> Bool { send("READY=1") }

    /// The service reads its configuration anew; ``ready()`` ends it. With the time that `Type=notify-reload` asks for.
    @discardableResult public func reloading() -> Bool {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return send("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
    }

    /// One line for `systemctl status`; escaped, and cut at ``maximumStatus``.
    @discardableResult public func status(_ text: String) -> Bool {
        send("STATUS=" + DisplayText.escaped(text, maximum: Self.maximumStatus))
    }

    /// The service is on its way out.
    @discardableResult public func stopping() -> Bool { send("STOPPING=1") }

    /// The service is alive; see ``watchdogInterval``.
    @discardableResult public func watchdog() -> Bool { send("WATCHDOG=1") }

    private func send(_ message: String) -> Bool { socket?.send(Array(message.utf8)) ?? false }

    /// As sd_watchdog_enabled(3) reads it: meant for us only if `WATCHDOG_PID` is missing or ours.
    private static func watchdogInterval(_ environment: [String: String]) -> Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else { return nil }
        if let process = environment["WATCHDOG_PID"], Int32(process) != getpid() { return nil }
        return .microseconds(microseconds)
    }
}
