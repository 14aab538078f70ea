internal import Dispatch

/// A thread of its own for work that blocks: fsync, iconv, getaddrinfo, SQLite.
///
/// Use it with `withTaskExecutorPreference(_:)`, or as an actor's `unownedExecutor`. Jobs run one after another; one that blocks
/// holds up this executor only, never Swift's cooperative pool.
public final class BlockingExecutor: TaskExecutor, SerialExecutor {
    private let queue: DispatchQueue

    /// - Parameter label: Shown by debuggers.
    public init(label: String) {
        queue = DispatchQueue(label: label)
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            job.runSynchronously(isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
        }
    }

    public func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
