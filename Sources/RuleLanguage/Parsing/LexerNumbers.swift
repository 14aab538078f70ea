/// Numbers and what begins like one: sizes, durations, dates, times of day, moments.
extension Lexer {
    mutating func readNumber() {
        let start = position
        let whole = readDigits()
        if whole == 4, peek() == UInt8(ascii: "-"), isDigit(1) {
            readDate(from: start)
            return
        }
        if whole <= 2, peek() == UInt8(ascii: ":"), isDigit(1) {
            readTime(from: start)
            return
        }
        var decimal = false
        if peek() == UInt8(ascii: "."), isDigit(1) {
            decimal = true
            position += 1
            _ = readDigits()
        }
        let digits = text(start..<position)
        let unitStart = position
        while let octet = peek(), Self.isWordOctet(octet) || octet >= 0x80 { position += 1 }
        if unitStart == position, decimal, peek() == UInt8(ascii: "."), isDigit(1) {
            while peek() == UInt8(ascii: ".") || isDigit(0) { position += 1 }
            findings.report(
                .malformedNumber, "\"\(text(start..<position).prefix(40))\" is no number", at: start..<position,
                label: "a number has one decimal point at most", help: "text stands in double quotes")
            add(.invalid, from: start)
            return
        }
        guard whole <= 15, let value = Double(digits) else {
            findings.report(
                .numberTooLarge, "this number is too large", at: start..<position, label: "up to 15 digits can be counted with")
            add(.invalid, from: start)
            return
        }
        if unitStart == position {
            add(.number(value), from: start)
        } else {
            readUnit(text(unitStart..<position), digits: digits, value: value, from: start)
        }
    }

    private mutating func readUnit(_ unit: String, digits: String, value: Double, from start: Int) {
        if let factor = Self.sizes[unit] {
            add(.size(Int(value * Double(factor))), from: start)
        } else if let factor = Self.durations[unit] {
            add(.duration(Int(value * Double(factor))), from: start)
        } else {
            reportUnit(unit, digits: digits, from: start)
            add(.invalid, from: start)
        }
    }

    private static let sizes = ["KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30]
    private static let durations = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]

    private static func looksLikeSize(_ unit: String) -> Bool {
        unit.utf8.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ?? false
    }

    /// The unit that other tools write so.
    private static func meantUnit(_ unit: String) -> String? {
        switch unit.lowercased() {
        case "kb", "k", "kib", "kilobyte", "kilobytes": return "KB"
        case "mb", "mib", "megabyte", "megabytes": return "MB"
        case "m" where unit == "M": return "MB"
        case "gb", "g", "gib": return "GB"
        case "sec", "secs", "second", "seconds", "s": return "s"
        case "min", "mins", "minute", "minutes": return "m"
        case "hr", "hrs", "hour", "hours", "h": return "h"
        case "day", "days", "d": return "d"
        case "week", "weeks", "w": return "w"
        default: return nil
        }
    }

    private mutating func reportUnit(_ unit: String, digits: String, from start: Int) {
        let range = start..<position
        let meant = Self.meantUnit(unit)
        let isSize = meant.map { Self.sizes[$0] != nil } ?? Self.looksLikeSize(unit)
        let shown = "\"\(unit.prefix(20))\""
        if ["b", "byte", "bytes", "octets"].contains(unit.lowercased()) {
            findings.report(
                .unknownUnit, "unknown unit \(shown) in a size", at: range, label: "a size without a unit is in octets",
                help: "write \(digits)")
        } else if ["month", "months", "mo", "y", "year", "years", "yr"].contains(unit.lowercased()) {
            findings.report(
                .unknownUnit, "unknown unit \(shown) in a duration", at: range,
                label: "a duration ends in s, m, h, d or w; months and years have no fixed length",
                help: "write it in days or weeks")
        } else if isSize {
            findings.report(
                .unknownUnit, "unknown unit \(shown) in a size", at: range, label: "a size ends in KB, MB or GB",
                help: "write \(digits)\(meant ?? "MB")")
        } else {
            findings.report(
                .unknownUnit, "unknown unit \(shown) after a number", at: range,
                label: meant == nil ? "a duration ends in s, m, h, d or w; a size in KB, MB or GB" : "a duration ends in s, m, h, d or w",
                help: meant.map { "write \(digits)\($0)" })
        }
    }

    /// How many digits were read.
    private mutating func readDigits() -> Int {
        let start = position
        while isDigit(0) { position += 1 }
        return position - start
    }

    private func isDigit(_ offset: Int) -> Bool {
        guard let octet = peek(offset) else { return false }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
    }

    /// `count` digits at the position; nil, and nothing read, where there are none.
    private mutating func fixed(_ count: Int) -> Int? {
        var value = 0
        for offset in 0..<count {
            guard isDigit(offset), let octet = peek(offset) else { return nil }
            value = value * 10 + Int(octet - UInt8(ascii: "0"))
        }
        position += count
        return value
    }

    private mutating func skip(_ octet: UInt8) -> Bool {
        guard peek() == octet else { return false }
        position += 1
        return true
    }

    // MARK: Dates and times

    private mutating func readTime(from start: Int) {
        position = start
        let time = readTimeOfDay()
        if let octet = peek(), Self.isWordOctet(octet) || octet == UInt8(ascii: ":") {
            skipRest()
            reportDate(start, "a time of day is written 22:00", help: "hours from 00 to 23, minutes from 00 to 59")
        } else if let time {
            add(.time(time), from: start)
        } else {
            skipRest()
            reportDate(start, "there is no such time of day", help: "hours from 00 to 23, minutes from 00 to 59, two digits each")
        }
    }

    private mutating func readTimeOfDay() -> TimeOfDay? {
        guard let hour = fixed(2), skip(UInt8(ascii: ":")), let minute = fixed(2) else { return nil }
        return TimeOfDay(hour: hour, minute: minute)
    }

    private mutating func readDate(from start: Int) {
        position = start
        guard let year = fixed(4), skip(UInt8(ascii: "-")), let month = fixed(2), skip(UInt8(ascii: "-")), let day = fixed(2), !isDigit(0)
        else {
            skipRest()
            reportDate(start, "a date is written 2026-08-01", help: "year, month and day, with two digits for month and day")
            return
        }
        guard let date = CalendarDate(year: year, month: month, day: day) else {
            skipRest()
            reportDate(start, "there is no such day", help: "month and day are counted from 01")
            return
        }
        guard peek() == UInt8(ascii: "T") || peek() == UInt8(ascii: "t") else {
            add(.date(date), from: start)
            return
        }
        position += 1
        guard let moment = readMoment(on: date) else {
            skipRest()
            reportDate(
                start, "a moment is written 2026-03-02T10:00:00+01:00", help: "with seconds, and with Z or the offset from UTC")
            return
        }
        add(.dateTime(moment), from: start)
    }

    /// From the hour on (RFC 3339 §5.6). Fractions of a second are read and dropped.
    private mutating func readMoment(on date: CalendarDate) -> DateTime? {
        guard let time = readTimeOfDay(), skip(UInt8(ascii: ":")), let second = fixed(2), second <= 60 else { return nil }
        if skip(UInt8(ascii: ".")), readDigits() == 0 { return nil }
        var offset = 0
        if !skip(UInt8(ascii: "Z")), !skip(UInt8(ascii: "z")) {
            guard let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
            position += 1
            guard let shift = readTimeOfDay() else { return nil }
            offset = sign == UInt8(ascii: "-") ? -shift.minutes : shift.minutes
        }
        if let octet = peek(), Self.isWordOctet(octet) || octet == UInt8(ascii: ":") { return nil }
        return DateTime(
            seconds: date.daysSinceEpoch * 86_400 + time.minutes * 60 + min(second, 59) - offset * 60, offsetMinutes: offset)
    }

    private mutating func skipRest() {
        while let octet = peek(), Self.isWordOctet(octet) || octet == UInt8(ascii: ":") || octet == UInt8(ascii: "+") { position += 1 }
    }

    private mutating func reportDate(_ start: Int, _ label: String, help: String) {
        findings.report(
            .noSuchDate, "\"\(text(start..<position).prefix(40))\" is no date or time", at: start..<position, label: label, help: help)
        add(.invalid, from: start)
    }
}
