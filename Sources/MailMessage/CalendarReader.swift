import Foundation

/// Reads the few properties of an iCalendar object that rules ask for (RFC 5545 §3.1).
enum CalendarReader {
    /// - Parameter method: The Content-Type's parameter, which counts if the object has no METHOD.
    static func facts(in text: String, method: String?) -> CalendarFacts {
        var facts = CalendarFacts()
        facts.method = method?.lowercased()
        var component: [String] = []
        for line in unfoldedLines(Array(text.utf8)) {
            guard let property = Property(line) else { continue }
            switch property.name {
            case "begin": if component.count < 32 { component.append(property.value.lowercased()) }
            case "end": _ = component.popLast()
            case "method" where component.count <= 1: facts.method = property.value.lowercased()
            default:
                guard let current = component.last, current == "vevent" || current == "vtodo" else { continue }
                read(property, into: &facts)
            }
        }
        return facts
    }

    private static func read(_ property: Property, into facts: inout CalendarFacts) {
        switch property.name {
        case "summary": facts.summary = facts.summary ?? unescaped(property.value)
        case "organizer": facts.organizer = facts.organizer ?? withoutScheme(property.value)
        case "dtstart": facts.start = facts.start ?? moment(property.value, zone: property.parameters["tzid"])
        case "attendee":
            let answer = property.parameters["partstat"]?.lowercased()
            if facts.method == "reply" || facts.method == "counter", let answer, ["accepted", "declined", "tentative"].contains(answer) {
                facts.answer = facts.answer ?? answer
            }
        default: break
        }
    }

    private struct Property {
        var name: String
        var parameters: [String: String] = [:]
        var value: String

        /// `NAME;PARAMETER=value:value`; a colon inside quotes belongs to a parameter.
        init?(_ line: [UInt8]) {
            var isQuoted = false
            guard
                let colon = line.firstIndex(where: { octet in
                    if octet == UInt8(ascii: "\"") { isQuoted.toggle() }
                    return octet == UInt8(ascii: ":") && !isQuoted
                })
            else { return nil }
            let pieces = line[..<colon].split(separator: UInt8(ascii: ";"), maxSplits: 32)
            guard let first = pieces.first else { return nil }
            name = first.loweredText
            for piece in pieces.dropFirst() {
                guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let text = piece[(equals + 1)...].filter { $0 != UInt8(ascii: "\"") }
                parameters[piece[..<equals].loweredText] = String(decoding: text, as: UTF8.self)
            }
            value = String(decoding: line[(colon + 1)...], as: UTF8.self)
        }
    }

    private static func unfoldedLines(_ octets: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for piece in octets.split(separator: .lineFeed) {
            let piece = piece.last == .carriageReturn ? piece.dropLast() : piece
            if let first = piece.first, first.isBlank, !lines.isEmpty {
                lines[lines.count - 1].append(contentsOf: piece.dropFirst())
            } else {
                lines.append(Array(piece))
            }
        }
        return lines
    }

    private static func unescaped(_ value: String) -> String {
        var result: [UInt8] = []
        var isEscaped = false
        for octet in value.utf8 {
            if isEscaped {
                result.append(octet.lowered == UInt8(ascii: "n") ? .space : octet)
                isEscaped = false
            } else if octet == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                result.append(octet)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func withoutScheme(_ value: String) -> String {
        value.lowercased().hasPrefix("mailto:") ? String(value.utf8.dropFirst(7)) ?? value : value
    }

    /// `20260302T091200Z`, or local to a zone of the tz database; a bare day is its midnight.
    private static func moment(_ value: String, zone: String?) -> MailDate? {
        let octets = Array(value.utf8)
        func number(_ start: Int, _ length: Int) -> Int? {
            guard start + length <= octets.count, octets[start..<(start + length)].allSatisfy(\.isDigit) else { return nil }
            return octets[start..<(start + length)].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        guard let year = number(0, 4), let month = number(4, 2), let day = number(6, 2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var seconds = MailDate.days(year: year, month: month, day: day) * 86_400
        if let hour = number(9, 2), let minute = number(11, 2), let second = number(13, 2) {
            seconds += hour * 3600 + minute * 60 + second
        }
        guard octets.last != UInt8(ascii: "Z"), let zone, let timeZone = TimeZone(identifier: zone) else {
            return MailDate(seconds: seconds, offsetSeconds: 0)
        }
        let offset = timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
        return MailDate(seconds: seconds - offset, offsetSeconds: offset)
    }
}
