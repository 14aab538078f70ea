internal import Synchronization

/// Who works on what, and since when without progress: so that the watchdog is fed by work that moves, and not by a mere timer.
///
/// A worker that is idle never counts as stalled. Time is measured without the machine's sleep, as systemd measures it.
public final class ProgressWatch: Sendable {
    /// A worker that made no progress for too long.
    public struct Stall: Sendable, Hashable, CustomStringConvertible {
        public let worker: String
        /// What it said it was working on.
        public let task: String
        /// How long ago it last gave a sign.
        public let silence: Duration

        public var description: String { "\(worker) has made no progress with \(task) for \(silence.components.seconds) s" }
    }

    private struct Activity {
        var worker: String
        var task: String?
        var progress: SuspendingClock.Instant
    }

    private struct State {
        var next = 0
        var activities: [Int: Activity] = [:]
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> SuspendingClock.Instant

    /// - Parameter now: The time; tests give their own.
    public init(now: @escaping @Sendable () -> SuspendingClock.Instant = { SuspendingClock().now }) {
        self.now = now
    }

    /// Signs a worker on, idle. It is signed off when its ``Worker`` goes.
    public func worker(_ name: String) -> Worker {
        let time = now()
        return state.withLock { state in
            state.next += 1
            state.activities[state.next] = Activity(worker: name, task: nil, progress: time)
            return Worker(number: state.next, watch: self)
        }
    }

    /// The workers that work on something and gave no sign for longer than `limit`, the longest silence first.
    public func stalled(longerThan limit: Duration) -> [Stall] {
        let time = now()
        let stalls = state.withLock { state in
            state.activities.values.compactMap { activity -> Stall? in
                let silence = activity.progress.duration(to: time)
                guard let task = activity.task, silence > limit else { return nil }
                return Stall(worker: activity.worker, task: task, silence: silence)
            }
        }
        return stalls.sorted { ($1.silence, $0.worker, $0.task) < ($0.silence, $1.worker, $1.task) }
    }

    /// One worker's entry. Its methods may be called from anywhere.
    public final class Worker: Sendable {
        private let number: Int
        private let watch: ProgressWatch

        fileprivate init(number: Int, watch: ProgressWatch) {
            self.number = number
            self.watch = watch
        }

        deinit {
            watch.state.withLock { $0.activities[number] = nil }
        }

        /// It begins on something, which is progress as well.
        public func working(on task: String) {
            record { $0.task = task }
        }

        /// It got a step further.
        public func progressed() {
            record { _ in }
        }

        /// It waits for something to do.
        public func idle() {
            record { $0.task = nil }
        }

        private func record(_ change: (inout Activity) -> Void) {
            let time = watch.now()
            watch.state.withLock { state in
                guard var activity = state.activities[number] else { return }
                activity.progress = time
                change(&activity)
                state.activities[number] = activity
            }
        }
    }
}
