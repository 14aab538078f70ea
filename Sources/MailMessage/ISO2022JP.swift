/// ISO-2022-JP with its extensions that are seen (RFC 1468, RFC 2237, Encoding Standard §12.2), made EUC-JP for iconv.
enum ISO2022JP {
    private enum Set {
        case ascii, roman, katakana, kanji, supplement
    }

    /// What EUC-JP knows no octet for.
    private static let bad: UInt8 = 0xFF

    /// Octets of EUC-JP; 0xFF, which is none of them, stands where something could not be read. Roman letters are read as ASCII.
    static func extendedUnixCode(_ octets: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var set = Set.ascii
        var index = 0
        while index < octets.count {
            let octet = octets[index]
            if octet == 0x1B {
                if let (next, length) = escape(octets, at: index) {
                    set = next
                    index += length
                } else {
                    result.append(bad)
                    index += 1
                }
                continue
            }
            if octet == 0x0E || octet == 0x0F {
                set = octet == 0x0E ? .katakana : .ascii
                index += 1
                continue
            }
            // Each line begins anew; an escape may have been cut off with its line.
            if octet == .lineFeed { set = .ascii }
            guard octet & 0x7F > 0x20, octet != 0x7F, set != .ascii, set != .roman else {
                // Octets above 7F have no meaning here: half-width katakana are sent so.
                if octet >= 0xA1, octet <= 0xDF { result.append(0x8E) }
                result.append(octet >= 0x80 && !(0xA1...0xDF).contains(octet) ? bad : octet)
                index += 1
                continue
            }
            let first = octet | 0x80
            switch set {
            case .katakana:
                result.append(contentsOf: first <= 0xDF ? [0x8E, first] : [bad])
                index += 1
            default:
                index += 1
                guard index < octets.count, octets[index] & 0x7F > 0x20, octets[index] != 0x7F else {
                    result.append(bad)
                    continue
                }
                if set == .supplement { result.append(0x8F) }
                result.append(first)
                result.append(octets[index] | 0x80)
                index += 1
            }
        }
        return result
    }

    private static func escape(_ octets: UnsafeRawBufferPointer, at start: Int) -> (Set, length: Int)? {
        func matches(_ text: StaticString) -> Bool {
            guard start + 1 + text.utf8CodeUnitCount <= octets.count else { return false }
            return text.withUTF8Buffer { text in
                for index in text.indices where octets[start + 1 + index] != text[index] { return false }
                return true
            }
        }
        if matches("(B") { return (.ascii, 3) }
        if matches("(J") { return (.roman, 3) }
        if matches("(I") { return (.katakana, 3) }
        if matches("$B") || matches("$@") { return (.kanji, 3) }
        if matches("$(D") { return (.supplement, 4) }
        if matches("$(B") || matches("$(@") { return (.kanji, 4) }
        return nil
    }
}
