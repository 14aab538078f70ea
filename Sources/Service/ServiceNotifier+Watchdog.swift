extension ServiceNotifier {
    /// How often progress is looked at where no watchdog asks for more.
    public static let defaultWatchPeriod = Duration.seconds(15)

    /// Feeds systemd's watchdog, twice in each of its intervals, for as long as every worker that works gets on; until the task is
    /// cancelled. With a worker stalled for good systemd ends the service, and starts it anew.
    ///
    /// - Parameters:
    ///   - limit: The longest silence of a worker; well above what one step of it may take, its deadlines included.
    ///   - changed: Told of the workers that stall, whenever others do than before; of none when all get on again.
    public func feedWatchdog(
        of watch: ProgressWatch, allowing limit: Duration, changed: @Sendable ([ProgressWatch.Stall]) -> Void
    ) async {
        let period = watchdogInterval.map { $0 / 2 } ?? Self.defaultWatchPeriod
        var known: Set<[String]> = []
        while !Task.isCancelled {
            let stalls = watch.stalled(longerThan: limit)
            if stalls.isEmpty { watchdog() }
            let current = Set(stalls.map { [$0.worker, $0.task] })
            if current != known { changed(stalls) }
            known = current
            try? await Task.sleep(for: period, clock: .suspending)
        }
    }
}
