import Foundation

/// The time zones of a calendar: those that the system knows, by the names of the tz database or of Windows, and those that the
/// object describes itself (RFC 5545 §3.6.5), as far as they begin and end on a weekday of a month each year.
struct CalendarZones {
    /// Zones of one object that are kept.
    private static let limit = 64

    private struct Observance {
        var isDaylight: Bool
        var offset: Int?
        /// The month and the weekday it begins on: 1 is Sunday, -1 the last of the month.
        var month: Int?
        var weekday: (ordinal: Int, day: Int)?
        var minuteOfDay = 120
    }

    private var zones: [String: [Observance]] = [:]
    private var current: String?

    /// Keeps what a line of a zone says.
    mutating func take(_ line: ContentLine, in component: String) {
        switch (component, line.name) {
        case ("vtimezone", "tzid"):
            current = zones.count < Self.limit ? line.text : nil
            if let current { zones[current] = [] }
        case ("standard", _), ("daylight", _):
            guard let current, zones[current]?.count ?? 0 < 32 else { return }
            // The offset that is left is the first of each observance to be told, or the one to go to; the order is anybody's.
            take(line, isDaylight: component == "daylight", of: current)
        default: break
        }
    }

    private mutating func take(_ line: ContentLine, isDaylight: Bool, of zone: String) {
        var known = zones[zone] ?? []
        if known.last?.isDaylight != isDaylight { known.append(Observance(isDaylight: isDaylight)) }
        let last = known.count - 1
        switch line.name {
        case "tzoffsetto": known[last].offset = Self.offset(line.value)
        case "dtstart": if let time = Self.local(line.value) { known[last].minuteOfDay = (time % 86_400 + 86_400) % 86_400 / 60 }
        case "rrule":
            for rule in line.value.split(separator: ";", maxSplits: 32) {
                let parts = rule.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                if parts[0].lowercased() == "bymonth" { known[last].month = Int(parts[1]) }
                if parts[0].lowercased() == "byday" { known[last].weekday = Self.weekday(parts[1]) }
            }
        default: break
        }
        zones[zone] = known
    }

    /// `+0130`, `-05`.
    private static func offset(_ text: String) -> Int? {
        let text = text.trimmed
        guard let sign = text.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let digits = text.utf8.dropFirst().prefix(4)
        guard digits.count >= 2, digits.allSatisfy(\.isDigit) else { return nil }
        let numbers = digits.map { Int($0 - 0x30) } + [0, 0]
        let seconds = (numbers[0] * 10 + numbers[1]) * 3600 + (numbers[2] * 10 + numbers[3]) * 60
        return seconds <= 86_400 ? (sign == UInt8(ascii: "-") ? -seconds : seconds) : nil
    }

    /// `-1SU`, `2SU`.
    private static func weekday(_ text: Substring) -> (ordinal: Int, day: Int)? {
        guard let day = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"].firstIndex(of: text.suffix(2).uppercased()) else { return nil }
        guard let ordinal = Int(text.dropLast(2)), (-5...5).contains(ordinal), ordinal != 0 else { return nil }
        return (ordinal, day)
    }

    // MARK: - Moments

    /// Seconds since 1970 as a clock shows `20260302T091200`; a bare day is its midnight.
    private static func local(_ text: String) -> Int? {
        let octets = Array(text.utf8).trimmed
        func number(_ start: Int, _ length: Int) -> Int? {
            let start = octets.startIndex + start
            guard start + length <= octets.endIndex, octets[start..<(start + length)].allSatisfy(\.isDigit) else { return nil }
            return octets[start..<(start + length)].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        guard let year = number(0, 4), let month = number(4, 2), let day = number(6, 2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var seconds = MailDate.days(year: year, month: month, day: day) * 86_400
        if let hour = number(9, 2), let minute = number(11, 2), hour < 24, minute < 60 {
            seconds += hour * 3600 + minute * 60 + min(number(13, 2) ?? 0, 59)
        }
        return seconds
    }

    /// The moment of a value with the zone that its TZID names. A time without a zone is taken as UTC.
    func moment(_ value: String, _ zone: String?) -> MailDate? {
        guard let local = Self.local(value) else { return nil }
        guard value.trimmed.utf8.last?.lowered != UInt8(ascii: "z"), let zone else { return MailDate(seconds: local, offsetSeconds: 0) }
        let offset = Self.systemOffset(zone, at: local) ?? own(zone, at: local) ?? Self.namedOffset(zone) ?? 0
        return MailDate(seconds: local - offset, offsetSeconds: offset)
    }

    private static func systemOffset(_ name: String, at local: Int) -> Int? {
        // Some senders write `/example.org/Europe/Paris`.
        let name = name.utf8.count <= 128 ? name.trimmed : ""
        let tail = name.split(separator: "/").suffix(2).joined(separator: "/")
        for name in [WindowsZones.names[name.lowercased()] ?? name, tail] where isName(name) {
            guard let zone = TimeZone(identifier: name) else { continue }
            // The offset depends on the moment, which depends on the offset.
            let first = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(local)))
            return zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(local - first)))
        }
        return nil
    }

    /// `(UTC+01:00) Amsterdam, Berlin`, as Outlook shows zones, in winter.
    private static func namedOffset(_ name: String) -> Int? {
        guard ["(utc", "(gmt"].contains(name.prefix(4).lowercased()) else { return nil }
        return offset(String(name.dropFirst(4).prefix { $0 != ")" }.filter { $0 != ":" }))
    }

    /// Names are looked up in files: no dots, no roots.
    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first.isLetter, name.utf8.count <= 64 else { return false }
        return name.utf8.allSatisfy { $0.isLetter || $0.isDigit || [0x2F, 0x5F, 0x2D, 0x2B].contains($0) }
    }

    private func own(_ name: String, at local: Int) -> Int? {
        guard let observances = zones[name] else { return nil }
        let standard = observances.last { !$0.isDaylight && $0.offset != nil }
        guard let daylight = observances.last(where: { $0.isDaylight && $0.offset != nil }), let standard else {
            return (standard ?? observances.last { $0.offset != nil })?.offset
        }
        let year = MailDate.civil(days: local / 86_400 - (local % 86_400 < 0 ? 1 : 0)).year
        guard let begins = Self.begin(daylight, year), let ends = Self.begin(standard, year) else { return standard.offset }
        let isDaylight = begins < ends ? (begins..<ends).contains(local) : !(ends..<begins).contains(local)
        return isDaylight ? daylight.offset : standard.offset
    }

    /// When an observance begins in a year, by the clock.
    private static func begin(_ observance: Observance, _ year: Int) -> Int? {
        guard let month = observance.month, (1...12).contains(month), let (ordinal, weekday) = observance.weekday else { return nil }
        let first = MailDate.days(year: year, month: month, day: 1)
        // 1970-01-01 was a Thursday.
        func day(_ days: Int) -> Int { ((days + 4) % 7 + 7) % 7 }
        var days = first + (weekday - day(first) + 7) % 7
        if ordinal > 0 {
            days += (ordinal - 1) * 7
        } else {
            let next = month == 12 ? MailDate.days(year: year + 1, month: 1, day: 1) : MailDate.days(year: year, month: month + 1, day: 1)
            while days + 7 < next { days += 7 }
            days += (ordinal + 1) * 7
        }
        return days * 86_400 + observance.minuteOfDay * 60
    }
}
