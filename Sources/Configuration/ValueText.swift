/// Durations and sizes as the configuration writes them.
enum ValueText {
    /// `30s`, `5m`, `4h`, `7d` or `2w`; nil for anything else, and for more than ten thousand weeks.
    static func duration(_ text: String) -> Duration? {
        guard let (number, unit) = split(text) else { return nil }
        let seconds: Int
        switch unit {
        case "s": seconds = 1
        case "m": seconds = 60
        case "h": seconds = 3_600
        case "d": seconds = 86_400
        case "w": seconds = 604_800
        default: return nil
        }
        let (total, overflow) = number.multipliedReportingOverflow(by: seconds)
        guard !overflow, total <= 604_800 * 10_000 else { return nil }
        return .seconds(total)
    }

    /// Octets: `512`, `10KB`, `2MB` or `1GB`, in powers of 1024.
    static func size(_ text: String) -> Int? {
        guard let (number, unit) = split(text) else { return nil }
        let shift: Int
        switch unit {
        case "": shift = 0
        case "KB": shift = 10
        case "MB": shift = 20
        case "GB": shift = 30
        case "TB": shift = 40
        default: return nil
        }
        let (total, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
        return overflow ? nil : total
    }

    /// `keep`, `delete` or `delete after 14d`.
    static func afterRetrieval(_ text: String) -> AfterRetrieval? {
        let words = text.split(separator: " ")
        switch words.count {
        case 1 where words[0] == "keep": return .keep
        case 1 where words[0] == "delete": return .delete
        case 3 where words[0] == "delete" && words[1] == "after":
            return duration(String(words[2])).map { .deleteAfter($0) }
        default: return nil
        }
    }

    /// As ``afterRetrieval(_:)`` reads it.
    static func text(_ after: AfterRetrieval) -> String {
        switch after {
        case .keep: "keep"
        case .delete: "delete"
        case .deleteAfter(let duration): "delete after \(text(duration))"
        }
    }

    /// A duration in the largest unit that divides it.
    static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        for (unit, length) in [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60)] as [(String, Int64)]
        where seconds != 0 && seconds % length == 0 {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }

    /// A size in the largest unit that divides it.
    static func text(size: Int) -> String {
        for (unit, shift) in [("TB", 40), ("GB", 30), ("MB", 20), ("KB", 10)] where size != 0 && size % (1 << shift) == 0 {
            return "\(size >> shift)\(unit)"
        }
        return String(size)
    }

    private static func split(_ text: String) -> (Int, String)? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty, let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        return (number, String(decoding: text.utf8.dropFirst(digits.count), as: UTF8.self))
    }
}
