/// Message identifiers (RFC 5322 §3.6.4), without their brackets and without control characters.
enum MessageIdentifiers {
    /// The first in brackets, or the value without brackets as it stands; nil if there is nothing.
    static func first(_ octets: [UInt8]) -> String? {
        if let identifier = all(octets).first { return identifier }
        let rest = octets.trimmed.filter { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") && !$0.isControl }
        return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
    }

    /// All in brackets; without any bracket, the words.
    static func all(_ octets: [UInt8]) -> [String] {
        var identifiers: [String] = []
        guard octets.contains(UInt8(ascii: "<")) else {
            return octets.split(whereSeparator: \.isBlankOrLineEnd).map { $0.filter { !$0.isControl } }.filter { !$0.isEmpty }
                .map { String(decoding: $0, as: UTF8.self) }
        }
        var start: Int?
        for (index, octet) in octets.enumerated() {
            if octet == UInt8(ascii: "<") {
                start = index + 1
            } else if octet == UInt8(ascii: ">"), let begin = start {
                let identifier = octets[begin..<index].filter { $0 != .space && !$0.isControl }
                if !identifier.isEmpty { identifiers.append(String(decoding: identifier, as: UTF8.self)) }
                start = nil
            }
        }
        return identifiers
    }
}
