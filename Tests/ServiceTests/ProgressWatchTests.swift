import Synchronization
import Testing

@testable import Service

@Suite("Progress watch")
struct ProgressWatchTests {
    /// A clock that moves when told to.
    private final class Clock: Sendable {
        private let time = Mutex(SuspendingClock().now)
        func advance(_ seconds: Int) { time.withLock { $0 = $0.advanced(by: .seconds(seconds)) } }
        func now() -> SuspendingClock.Instant { time.withLock { $0 } }
    }

    private let clock = Clock()
    private let watch: ProgressWatch

    init() {
        let clock = clock
        watch = ProgressWatch { clock.now() }
    }

    @Test func `a worker that gives no sign is named, with its task`() {
        let worker = watch.worker("account work")
        worker.working(on: "retrieving mail")
        clock.advance(61)
        #expect(watch.stalled(longerThan: .seconds(60)) == [
            .init(worker: "account work", task: "retrieving mail", silence: .seconds(61))
        ])
        #expect(watch.stalled(longerThan: .seconds(61)).isEmpty)
    }

    @Test func `progress starts the time anew`() {
        let worker = watch.worker("queue")
        worker.working(on: "a forward")
        clock.advance(50)
        worker.progressed()
        clock.advance(50)
        #expect(watch.stalled(longerThan: .seconds(60)).isEmpty)
        clock.advance(20)
        #expect(watch.stalled(longerThan: .seconds(60)).map(\.silence) == [.seconds(70)])
    }

    @Test func `an idle worker never stalls, and a new task has its full time`() {
        let worker = watch.worker("queue")
        clock.advance(1000)
        #expect(watch.stalled(longerThan: .seconds(1)).isEmpty)
        worker.working(on: "one")
        worker.idle()
        clock.advance(1000)
        #expect(watch.stalled(longerThan: .seconds(1)).isEmpty)
        worker.working(on: "two")
        clock.advance(1)
        #expect(watch.stalled(longerThan: .seconds(1)).isEmpty)
    }

    @Test func `a worker that is gone is forgotten`() {
        var worker: ProgressWatch.Worker? = watch.worker("queue")
        worker?.working(on: "one")
        clock.advance(100)
        #expect(watch.stalled(longerThan: .seconds(60)).count == 1)
        worker = nil
        #expect(watch.stalled(longerThan: .seconds(60)).isEmpty)
    }

    @Test func `two workers of one name are two, the longer silence first`() {
        let first = watch.worker("poll")
        let second = watch.worker("poll")
        first.working(on: "a")
        clock.advance(10)
        second.working(on: "b")
        clock.advance(100)
        #expect(watch.stalled(longerThan: .seconds(60)).map(\.task) == ["a", "b"])
        first.progressed()
        #expect(watch.stalled(longerThan: .seconds(60)).map(\.description) == ["poll has made no progress with b for 100 s"])
        withExtendedLifetime((first, second)) {}
    }
}
