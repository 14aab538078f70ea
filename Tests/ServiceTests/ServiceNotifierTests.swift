import Glibc
import Testing

@testable import Service

@Suite("Service notifier")
struct ServiceNotifierTests {
    @Test func `every message goes to the socket at a path, octet by octet`() throws {
        let directory = try ScratchDirectory()
        let path = directory.path + "/notify"
        let receiver = try DatagramReceiver(at: #require(UnixAddress(path: path)))
        try checkMessages(ServiceNotifier(environment: ["NOTIFY_SOCKET": path]), receiver)
    }

    @Test func `every message goes to a socket in the abstract namespace`() throws {
        let name = "postroom-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        let receiver = try DatagramReceiver(at: #require(UnixAddress(abstract: name)))
        try checkMessages(ServiceNotifier(environment: ["NOTIFY_SOCKET": "@" + name]), receiver)
    }

    private func checkMessages(_ notifier: ServiceNotifier, _ receiver: DatagramReceiver) throws {
        #expect(notifier.isConnected)
        #expect(notifier.ready())
        #expect(receiver.next() == "READY=1")
        #expect(notifier.status("3 accounts, nothing queued"))
        #expect(receiver.next() == "STATUS=3 accounts, nothing queued")
        #expect(notifier.watchdog())
        #expect(receiver.next() == "WATCHDOG=1")
        #expect(notifier.stopping())
        #expect(receiver.next() == "STOPPING=1")

        let before = monotonicMicroseconds()
        #expect(notifier.reloading())
        let message = try #require(receiver.next())
        #expect(message.hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
        let time = try #require(Int(message.dropFirst("RELOADING=1\nMONOTONIC_USEC=".count)))
        #expect((before...monotonicMicroseconds()).contains(time))
        #expect(receiver.next() == nil)
    }

    private func monotonicMicroseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }

    @Test func `a status stays one line, and is cut`() throws {
        let directory = try ScratchDirectory()
        let path = directory.path + "/notify"
        let receiver = try DatagramReceiver(at: #require(UnixAddress(path: path)))
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": path])
        notifier.status("one\nREADY=1\u{1B}[2J\u{202E}")
        #expect(receiver.next() == "STATUS=one / READY=1\\x1B[2J\\u{202E}")
        notifier.status(String(repeating: "x", count: 5000))
        #expect(receiver.next() == "STATUS=" + String(repeating: "x", count: ServiceNotifier.maximumStatus) + "…")
    }

    @Test(arguments: ["", "relative/path", "vsock:2:1234", "@", "/" + String(repeating: "n", count: 200)])
    func `without a socket that can be used nothing is sent`(_ name: String) {
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": name])
        #expect(!notifier.isConnected)
        #expect(!notifier.ready())
        #expect(!ServiceNotifier(environment: [:]).ready())
    }

    @Test func `a socket that nobody reads neither blocks nor fails`() throws {
        let directory = try ScratchDirectory()
        let path = directory.path + "/notify"
        let receiver = try DatagramReceiver(at: #require(UnixAddress(path: path)))
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": path])
        var taken = 0
        for _ in 0..<100_000 where notifier.watchdog() { taken += 1 }
        #expect(taken > 0)
        #expect(taken < 100_000)
        #expect(receiver.next() == "WATCHDOG=1")
        #expect(notifier.watchdog())
    }

    @Test func `a receiver that is gone is no failure`() throws {
        let directory = try ScratchDirectory()
        let path = directory.path + "/notify"
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": path])
        #expect(!notifier.ready())
        let receiver = try DatagramReceiver(at: #require(UnixAddress(path: path)))
        #expect(notifier.ready())
        #expect(receiver.next() == "READY=1")
    }

    @Test func `the watchdog's interval counts when it is meant for this process`() {
        func interval(_ environment: [String: String]) -> Duration? { ServiceNotifier(environment: environment).watchdogInterval }
        #expect(interval(["WATCHDOG_USEC": "30000000"]) == .seconds(30))
        #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid())"]) == .seconds(30))
        #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"]) == nil)
        #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "x"]) == nil)
        #expect(interval(["WATCHDOG_USEC": "0"]) == nil)
        #expect(interval(["WATCHDOG_USEC": "-1"]) == nil)
        #expect(interval(["WATCHDOG_USEC": "99999999999999999999"]) == nil)
        #expect(interval([:]) == nil)
    }
}
