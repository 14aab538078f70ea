import Synchronization
import Testing

@testable import Service

@Suite("Watchdog", .timeLimit(.minutes(1)))
struct WatchdogTests {
    @Test func `it is fed while work moves, starves while it does not, and is fed again`() async throws {
        let directory = try ScratchDirectory()
        let path = directory.path + "/notify"
        let receiver = try DatagramReceiver(at: #require(UnixAddress(path: path)))
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "20000"])
        let time = Mutex(SuspendingClock().now)
        let watch = ProgressWatch { time.withLock { $0 } }
        let worker = watch.worker("queue")
        let told = Mutex<[[String]]>([])
        let feeding = Task {
            await notifier.feedWatchdog(of: watch, allowing: .seconds(60)) { stalls in
                told.withLock { $0.append(stalls.map(\.description)) }
            }
        }

        worker.working(on: "a forward")
        for _ in 0..<3 { try await receiver.expectWatchdog() }

        time.withLock { $0 = $0.advanced(by: .seconds(61)) }
        while told.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
        while receiver.next() != nil {}
        try await Task.sleep(for: .milliseconds(200))
        #expect(receiver.next() == nil)

        worker.progressed()
        for _ in 0..<3 { try await receiver.expectWatchdog() }
        #expect(told.withLock { $0 } == [["queue has made no progress with a forward for 61 s"], []])

        feeding.cancel()
        await feeding.value
        while receiver.next() != nil {}
        try await Task.sleep(for: .milliseconds(100))
        #expect(receiver.next() == nil)
    }
}

extension DatagramReceiver {
    /// Waits for the next message, which has to be the watchdog's; the suite's time limit is the end of patience.
    fileprivate func expectWatchdog() async throws {
        while true {
            if let message = next() { return #expect(message == "WATCHDOG=1") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
