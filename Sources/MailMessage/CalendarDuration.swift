/// Durations of calendars: `P1DT2H`, `PT45M`, `P2W` (RFC 5545 §3.3.6).
enum CalendarDuration {
    /// - Returns: nil if it is none, is negative, or is longer than a century.
    static func seconds(_ text: String) -> Int? {
        var total = 0
        var number: Int?
        var octets = text.utf8[...]
        if octets.first == UInt8(ascii: "+") { octets = octets.dropFirst() }
        guard octets.popFirst()?.lowered == UInt8(ascii: "p") else { return nil }
        for octet in octets {
            if octet.isDigit {
                number = min((number ?? 0) * 10 + Int(octet - 0x30), 100_000_000)
                continue
            }
            let unit: Int
            switch octet.lowered {
            case UInt8(ascii: "t") where number == nil: continue
            case UInt8(ascii: "w"): unit = 604_800
            case UInt8(ascii: "d"): unit = 86_400
            case UInt8(ascii: "h"): unit = 3600
            case UInt8(ascii: "m"): unit = 60
            case UInt8(ascii: "s"): unit = 1
            default: return nil
            }
            guard let count = number else { return nil }
            total += count * unit
            guard total <= 100 * 366 * 86_400 else { return nil }
            number = nil
        }
        return number == nil ? total : nil
    }
}
