import Foundation
import Synchronization

/// Sends forwards for as long as the daemon runs: when some were queued, and when some are due again.
actor ForwardWorker {
    /// Seconds before the next pass, if one changed nothing although something is due, or nobody can tell what is: the ledger refuses, say.
    private static let pause = 30.0

    private let run: @Sendable () async -> Int
    private let nextTime: @Sendable () async throws -> Date?
    private let clock: any Clock<Duration>
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private var timer: Task<Void, Never>?

    /// - Parameters:
    ///   - run: One pass over what is due; how many forwards it brought on.
    ///   - nextTime: When the next one is due; nil if none is waiting.
    init(
        clock: any Clock<Duration> = ContinuousClock(), nextTime: @escaping @Sendable () async throws -> Date?,
        run: @escaping @Sendable () async -> Int
    ) {
        self.clock = clock
        self.nextTime = nextTime
        self.run = run
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Works until ``stop()``; a message whose sending has begun is seen to its end.
    func work() async {
        wake.yield()
        for await _ in wakes {
            timer?.cancel()
            let moved = await run()
            do {
                if let next = try await nextTime() { sleep(max(next.timeIntervalSinceNow, moved > 0 ? 0.05 : Self.pause)) }
            } catch {
                sleep(Self.pause)
            }
        }
        timer?.cancel()
    }

    private func sleep(_ seconds: TimeInterval) {
        timer = Task { [clock, wake] in
            guard (try? await clock.sleep(for: .seconds(seconds))) != nil else { return }
            wake.yield()
        }
    }

    /// Something was queued, or a person asked.
    nonisolated func kick() { wake.yield() }

    nonisolated func stop() { wake.finish() }
}
