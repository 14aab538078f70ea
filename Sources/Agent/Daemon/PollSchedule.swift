/// When an account is polled next: at its interval, and ever later while it fails. Each wait has its own jitter, so that many accounts,
/// and many daemons, do not come to one server at one moment.
struct PollSchedule: Sendable {
    /// Seconds that an account which keeps failing waits at most; longer intervals stay as they are.
    static let longestBackoff = 1_800.0
    /// A wait is this fraction longer or shorter, at random.
    static let jitter = 0.1

    /// Between two polls.
    var interval: Duration
    /// Failed rounds since the last one that went well.
    private(set) var failures = 0

    init(interval: Duration) {
        self.interval = interval
    }

    /// How long to wait behind a round.
    mutating func wait(afterFailure failed: Bool, using random: inout some RandomNumberGenerator) -> Duration {
        failures = failed ? failures + 1 : 0
        let seconds = interval.seconds
        let backedOff = seconds * Double(1 << min(failures, 16))
        let wait = failures == 0 ? seconds : min(backedOff, max(seconds, Self.longestBackoff))
        return .seconds(wait * Double.random(in: (1 - Self.jitter)...(1 + Self.jitter), using: &random))
    }

    mutating func wait(afterFailure failed: Bool) -> Duration {
        var random = SystemRandomNumberGenerator()
        return wait(afterFailure: failed, using: &random)
    }
}
