/// Dates of header fields (RFC 5322 §3.3 and §4.3), and the disorder that mail is sent with.
enum MailDateParser {
    /// - Parameter octets: The field's value. Only the first 256 octets are read.
    /// - Returns: nil if no day, month, year and time of day can be made out, or one is out of its range.
    static func parse(_ octets: ArraySlice<UInt8>) -> MailDate? {
        var day: Int?
        var month: Int?
        var year: Int?
        var time: Int?
        var zone: Int?
        /// `GMT+0200` counts by its number.
        var isZoneNamed = false
        for token in tokens(octets.prefix(256)) {
            if day == nil, year == nil, let whole = calendarDay(token) {
                (year, month, day) = (whole.year, whole.month, whole.day)
                let clock = token.dropFirst(11)
                let isUTC = clock.last?.lowered == UInt8(ascii: "z")
                time = timeOfDay(isUTC ? clock.dropLast() : clock)
                if isUTC { zone = 0 }
            } else if token.contains(UInt8(ascii: ":")), time == nil || zone != nil || token.first?.isDigit == true {
                if let signed = signedZone(token), time != nil {
                    zone = isZoneNamed ? signed : zone ?? signed
                    isZoneNamed = false
                } else if let parsed = timeOfDay(token) {
                    time = time ?? parsed
                }
            } else if time != nil || (day != nil && year != nil), let signed = signedZone(token) {
                zone = isZoneNamed ? signed : zone ?? signed
                isZoneNamed = false
            } else if let number = decimal(token) {
                if token.count <= 2, day == nil {
                    day = number
                } else if year == nil {
                    year = fullYear(number, digits: token.count)
                }
            } else if month == nil, let named = monthNumber(token) {
                month = named
            } else if let known = time, let afternoon = isAfternoon(token) {
                if known < 13 * 3600 { time = known % (12 * 3600) + (afternoon ? 12 * 3600 : 0) }
            } else if time != nil, zone == nil {
                zone = namedZone(token)
                isZoneNamed = zone != nil
            }
        }
        guard let day, let month, let year, let time else { return nil }
        guard (1...31).contains(day), (1...9999).contains(year) else { return nil }
        let zoneSeconds = zone ?? 0
        return MailDate(
            seconds: MailDate.days(year: year, month: month, day: day) * 86_400 + time - zoneSeconds, offsetSeconds: zoneSeconds)
    }

    /// Words between blanks, commas and comments; `02-Mar-2026` gives three.
    private static func tokens(_ octets: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var tokens: [ArraySlice<UInt8>] = []
        var start: Int?
        var depth = 0
        for index in octets.indices {
            let octet = octets[index]
            var ends = octet.isBlankOrLineEnd || octet == UInt8(ascii: ",") || octet == UInt8(ascii: "(") || depth > 0
            if octet == UInt8(ascii: "-"), let begin = start, tokens.count < 4, octets[begin..<index].allSatisfy({ $0.isDigit || $0.isLetter }) {
                // A dash joins day, month and year; elsewhere it begins a zone.
                let isMonth = octets[begin..<index].allSatisfy(\.isLetter) && monthNumber(octets[begin..<index]) != nil
                let isDay = octets[begin..<index].allSatisfy(\.isDigit) && index - begin <= 2
                ends = ends || isMonth || isDay
            }
            if !ends, (octet == UInt8(ascii: "+") || octet == UInt8(ascii: "-")), let begin = start, begin != index {
                let before = octets[begin..<index]
                if before.contains(UInt8(ascii: ":")) || namedZone(before) == 0 {
                    tokens.append(before)
                    start = index
                    continue
                }
            }
            if octet == UInt8(ascii: "(") { depth += 1 }
            if octet == UInt8(ascii: ")"), depth > 0 { depth -= 1 }
            if ends {
                if let begin = start { tokens.append(octets[begin..<index]) }
                start = nil
            } else if start == nil {
                start = index
            }
        }
        if let begin = start { tokens.append(octets[begin...]) }
        return tokens
    }

    /// `2026-03-02`, alone or with a time behind a `T` (RFC 3339), as programs write it that never read a standard of mail.
    private static func calendarDay(_ token: ArraySlice<UInt8>) -> (year: Int, month: Int, day: Int)? {
        let dash = UInt8(ascii: "-")
        let fields = token.prefix(10).split(separator: dash, omittingEmptySubsequences: false)
        guard fields.map(\.count) == [4, 2, 2], let year = decimal(fields[0]), let month = decimal(fields[1]), let day = decimal(fields[2]),
            (1...12).contains(month), token.count == 10 || token[token.startIndex + 10].lowered == UInt8(ascii: "t")
        else { return nil }
        return (year, month, day)
    }

    /// `PM` is true, `AM` false.
    private static func isAfternoon(_ token: ArraySlice<UInt8>) -> Bool? {
        if token.equalsIgnoringCase("pm") { return true }
        return token.equalsIgnoringCase("am") ? false : nil
    }

    private static func decimal(_ token: ArraySlice<UInt8>) -> Int? {
        guard !token.isEmpty, token.count <= 6, token.allSatisfy(\.isDigit) else { return nil }
        return token.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// RFC 5322 §4.3: 00 to 49 are of this century, 50 to 99 and three digits count from 1900.
    private static func fullYear(_ number: Int, digits: Int) -> Int {
        switch digits {
        case ...2: number < 50 ? number + 2000 : number + 1900
        case 3: number + 1900
        default: number
        }
    }

    private static func timeOfDay(_ token: ArraySlice<UInt8>) -> Int? {
        let fields = token.prefix { $0 != UInt8(ascii: ".") }.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (2...3).contains(fields.count), let hour = decimal(fields[0]), let minute = decimal(fields[1]) else { return nil }
        let second = fields.count == 3 ? decimal(fields[2]) : 0
        guard let second, hour < 24 || (hour == 24 && minute == 0 && second == 0), minute < 60, second <= 60 else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// `+0100`, `-05:30`, `+1`.
    private static func signedZone(_ token: ArraySlice<UInt8>) -> Int? {
        guard let sign = token.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let digits = token.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard let number = decimal(digits[...]), digits.count <= 4 else { return nil }
        let seconds = digits.count <= 2 ? number * 3600 : number / 100 * 3600 + number % 100 * 60
        guard seconds < 86_400 * 2 else { return nil }
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    private static func monthNumber(_ token: ArraySlice<UInt8>) -> Int? {
        guard token.count >= 3 else { return nil }
        return name(token.prefix(3).loweredText, in: "jan feb mar apr may jun jul aug sep oct nov dec")
    }

    private static func name(_ name: String, in list: StaticString) -> Int? {
        let names = list.withUTF8Buffer { Array($0) }.split(separator: UInt8.space)
        return names.firstIndex { $0.elementsEqual(name.utf8) }.map { $0 + 1 }
    }

    /// The zones of RFC 5322 §4.3 and a few that are seen; 0 for others.
    private static func namedZone(_ token: ArraySlice<UInt8>) -> Int? {
        guard token.allSatisfy(\.isLetter) else { return nil }
        switch token.loweredText {
        case "edt": return -4 * 3600
        case "est", "cdt": return -5 * 3600
        case "cst", "mdt": return -6 * 3600
        case "mst", "pdt": return -7 * 3600
        case "pst": return -8 * 3600
        case "bst", "cet", "met", "west": return 3600
        case "cest", "mest", "eet": return 2 * 3600
        case "eest", "msk": return 3 * 3600
        case "jst", "kst": return 9 * 3600
        case "am", "pm": return nil
        default: return 0
        }
    }
}
