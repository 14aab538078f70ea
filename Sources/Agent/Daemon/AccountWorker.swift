import Foundation

/// Polls one account for as long as the daemon runs, one round after the other.
actor AccountWorker {
    enum Work: Sendable, Equatable {
        /// A whole round.
        case poll
        /// Only what is left to be put into folders.
        case takeUp
    }

    /// How the account has fared, for `postroom status`.
    struct Activity: Sendable, Equatable {
        var isPolling = false
        var nextPoll: Date?
        var failures = 0
    }

    nonisolated let account: String
    private let run: @Sendable (Work) async -> PollReport
    private let permits: AsyncPermits
    private let clock: any Clock<Duration>
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private var schedule: PollSchedule
    private var timer: Task<Void, Never>?
    private var pollIsDue = true
    private var somethingIsLeft = false
    private var isOver = false
    private var askers: [CheckedContinuation<PollReport?, Never>] = []
    private(set) var activity = Activity()

    /// - Parameters:
    ///   - permits: Shared by all accounts: so many are polled at once.
    ///   - run: Does the work; never called twice at a time.
    init(
        account: String, interval: Duration, permits: AsyncPermits, clock: any Clock<Duration> = ContinuousClock(),
        run: @escaping @Sendable (Work) async -> PollReport
    ) {
        self.account = account
        self.permits = permits
        self.clock = clock
        self.run = run
        schedule = PollSchedule(interval: interval)
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Works until the task is cancelled; the first round begins at once. A round that is under way then ends early, with what it has.
    func work() async {
        wake.yield()
        for await _ in wakes where !Task.isCancelled {
            if pollIsDue {
                await pollNow()
            } else if somethingIsLeft {
                somethingIsLeft = false
                _ = await run(.takeUp)
            }
        }
        isOver = true
        timer?.cancel()
        answer(nil)
    }

    private func pollNow() async {
        timer?.cancel()
        activity.nextPoll = nil
        await permits.take()
        guard !Task.isCancelled else { return await permits.give() }
        (pollIsDue, somethingIsLeft) = (false, false)
        let asking = askers
        askers = []
        activity.isPolling = true
        let report = await run(.poll)
        await permits.give()
        activity.isPolling = false
        sleep(schedule.wait(afterFailure: report.error != nil))
        activity.failures = schedule.failures
        for asker in asking { asker.resume(returning: report) }
    }

    private func sleep(_ wait: Duration) {
        timer?.cancel()
        activity.nextPoll = Date().addingTimeInterval(wait.seconds)
        timer = Task { [clock, weak self] in
            guard (try? await clock.sleep(for: wait)) != nil else { return }
            await self?.pollSoon()
        }
    }

    // MARK: - From outside

    /// Begins a round now, or behind the one that is under way, which may have looked before the newest mail came.
    func pollSoon() {
        pollIsDue = true
        wake.yield()
    }

    /// As ``pollSoon()``, and waits for its end.
    ///
    /// - Returns: Nil if the daemon stops before.
    func poll() async -> PollReport? {
        guard !isOver else { return nil }
        return await withCheckedContinuation { continuation in
            askers.append(continuation)
            pollSoon()
        }
    }

    /// Something was planned for the account's folders meanwhile.
    func takeUp() {
        somethingIsLeft = true
        wake.yield()
    }

    /// Another interval, from the next round on; sooner, if it is a shorter one.
    func change(interval: Duration) {
        guard interval != schedule.interval else { return }
        let isShorter = interval < schedule.interval
        schedule.interval = interval
        if isShorter, timer != nil, !activity.isPolling { sleep(min(interval, remaining)) }
    }

    private var remaining: Duration {
        .seconds(max(0, activity.nextPoll?.timeIntervalSinceNow ?? 0))
    }

    private func answer(_ report: PollReport?) {
        for asker in askers { asker.resume(returning: report) }
        askers = []
    }
}
