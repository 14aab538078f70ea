import Foundation

/// When a forward that failed for now is tried again: waits that double, up to a bound, each with its own jitter, so that many
/// messages do not come back at one moment.
struct RetrySchedule: Sendable {
    /// Seconds before the second attempt.
    static let first = 60.0
    /// Seconds between attempts at most.
    static let longest = 2 * 3600.0
    /// A wait is this fraction longer or shorter, at random.
    static let jitter = 0.25

    /// - Parameter attempts: Made so far, from 1.
    /// - Returns: Seconds.
    static func wait(after attempts: Int, using random: inout some RandomNumberGenerator) -> TimeInterval {
        let doubled = first * pow(2, Double(min(max(attempts, 1), 20) - 1))
        return min(doubled, longest) * Double.random(in: (1 - jitter)...(1 + jitter), using: &random)
    }

    /// Attempts that are made in so many seconds at least, the first among them, if nothing stands still.
    static func attempts(within seconds: TimeInterval) -> Int {
        var (attempts, time) = (1, 0.0)
        while attempts < 10_000 {
            time += min(first * pow(2, Double(min(attempts, 20) - 1)), longest) * (1 + jitter)
            guard time <= seconds else { break }
            attempts += 1
        }
        return attempts
    }

    static func wait(after attempts: Int) -> TimeInterval {
        var random = SystemRandomNumberGenerator()
        return wait(after: attempts, using: &random)
    }
}
