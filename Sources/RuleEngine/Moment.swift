import Foundation
import MailMessage
import RuleProgram

/// An instant and the offset in which its year, hour and so on are read.
struct Moment: Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    var instant: Double
    /// Seconds east of Greenwich.
    var offset: Int

    /// Read in a time zone.
    init(_ date: Date, in zone: TimeZone) {
        instant = date.timeIntervalSince1970
        offset = zone.secondsFromGMT(for: date)
    }

    init(instant: Double, offset: Int) {
        self.instant = instant
        self.offset = offset
    }

    /// Whole seconds since the epoch on the local clock, kept in a range that arithmetic stands.
    private var local: Int { Int(min(max(instant.rounded(.down), -1e15), 1e15)) + offset }

    private var dayNumber: Int { local >= 0 ? local / 86_400 : -((-local + 86_399) / 86_400) }

    var secondOfDay: Int { local - dayNumber * 86_400 }
    var hour: Int { secondOfDay / 3600 }
    var minuteOfDay: Int { secondOfDay / 60 }

    var day: CivilDay { CivilDay(daysSinceEpoch: dayNumber) }

    var weekday: String {
        // 1970-01-01 was a Thursday.
        let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        return names[((dayNumber % 7) + 7) % 7]
    }

    /// As in mail: `+0100`.
    var zone: String {
        let minutes = abs(offset) / 60
        return (offset < 0 ? "-" : "+") + Moment.padded(minutes / 60, 2) + Moment.padded(minutes % 60, 2)
    }

    /// RFC 3339, whole seconds.
    var text: String {
        let day = day
        let date = "\(Moment.padded(day.year, 4))-\(Moment.padded(day.month, 2))-\(Moment.padded(day.day, 2))"
        let time = "\(Moment.padded(hour, 2)):\(Moment.padded(minuteOfDay % 60, 2)):\(Moment.padded(secondOfDay % 60, 2))"
        let zone = offset == 0 ? "Z" : String(self.zone.prefix(3)) + ":" + String(self.zone.suffix(2))
        return "\(date)T\(time)\(zone)"
    }

    static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(abs(number))
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension CivilDay {
    /// Days since 1970-01-01, proleptic Gregorian.
    var daysSinceEpoch: Int { MailDate.days(year: year, month: month, day: day) }

    init(daysSinceEpoch days: Int) {
        let (year, month, day) = MailDate.civil(days: days)
        self.init(year: year, month: month, day: day)
    }

    /// The instants that belong to this day in a time zone.
    func instants(in zone: TimeZone) -> Range<Double> {
        let start = Self.midnight(daysSinceEpoch, in: zone)
        return start..<max(start, Self.midnight(daysSinceEpoch + 1, in: zone))
    }

    /// The instant at which a day begins; where the clock skips midnight, close to it.
    private static func midnight(_ days: Int, in zone: TimeZone) -> Double {
        let local = Double(days) * 86_400
        var instant = local - Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: local)))
        instant = local - Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: instant)))
        return instant
    }
}
