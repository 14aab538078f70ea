/// What may stand between the angle brackets of MAIL and RCPT (RFC 5321 §4.1.2, RFC 6531 §3.3).
public enum SMTPAddress {
    /// The longest address, in octets. RFC 5321 §4.5.3.1.3 allows 254.
    public static let limit = 512

    /// Whether `text` is `local-part@domain` and carries nothing that could end the command or begin another one.
    ///
    /// Spaces and specials only in a quoted local part; control characters and angle brackets nowhere.
    public static func isSuitable(_ text: String) -> Bool {
        let octets = Array(text.utf8)
        guard octets.count <= limit, !text.unicodeScalars.contains(where: isForbidden) else { return false }
        guard let at = endOfLocalPart(octets), at > 0, at < octets.count, octets[at] == 0x40 else { return false }
        return isDomain(octets[(at + 1)...])
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x3C, 0x3E, 0x2028, 0x2029: true
        default: false
        }
    }

    /// The offset behind a dot-string or a quoted string; nil if there is neither.
    private static func endOfLocalPart(_ octets: [UInt8]) -> Int? {
        guard octets.first == 0x22 else { return octets.firstIndex { isSpecial($0) } }
        var index = 1
        while index < octets.count {
            switch octets[index] {
            case 0x22: return index + 1
            case 0x5C: index += 2
            default: index += 1
            }
        }
        return nil
    }

    private static func isSpecial(_ octet: UInt8) -> Bool { " \"(),:;@[\\]".utf8.contains(octet) }

    private static func isDomain(_ domain: ArraySlice<UInt8>) -> Bool {
        guard domain.first == 0x5B else { return !domain.isEmpty && !domain.contains(where: isSpecial) }
        let inner = domain.dropFirst().dropLast()
        return domain.last == 0x5D && !inner.isEmpty && inner.allSatisfy { $0 == 0x3A || !isSpecial($0) }
    }
}
