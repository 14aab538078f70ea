import Foundation

/// Moments as people say them: `3 minutes ago`, `in 2 hours`.
enum TimeText {
    static func ago(_ date: Date, _ now: Date) -> String {
        let seconds = now.timeIntervalSince(date)
        return seconds < 1 ? "just now" : "\(span(seconds)) ago"
    }

    static func ahead(_ date: Date, _ now: Date) -> String {
        let seconds = date.timeIntervalSince(now)
        return seconds < 1 ? "now" : "in \(span(seconds))"
    }

    private static func span(_ seconds: TimeInterval) -> String {
        let units = [(86_400.0, "day"), (3_600, "hour"), (60, "minute"), (1, "second")]
        let (length, name) = units.first { seconds >= 2 * $0.0 } ?? units[3]
        return PollSummary.count(Int(seconds / length), name)
    }
}
