/// How long one message has been read, against its limit. Not `Sendable`: it belongs to one message.
final class ReadingClock {
    private let limit: Duration
    private var spent = Duration.zero
    private var begun: ContinuousClock.Instant?

    init(limit: Duration) { self.limit = limit }

    /// Whether the time is over, within ``measure(_:)`` or without.
    var isOver: Bool { spent + (begun.map { $0.duration(to: .now) } ?? .zero) >= limit }

    /// Counts the time of one piece of reading; a piece within another counts once.
    func measure<R>(_ body: () -> R) -> R {
        guard begun == nil else { return body() }
        let start = ContinuousClock.Instant.now
        begun = start
        defer {
            spent += start.duration(to: .now)
            begun = nil
        }
        return body()
    }
}
