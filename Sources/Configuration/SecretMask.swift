/// Hides passwords in a configuration's text before any of it is shown.
enum SecretMask {
    /// The text with stars for what looks like a password, octet for octet, so that places stay the same.
    ///
    /// A key counts by its name, also where it is misspelt; where its `=` is missing, the rest of its line does.
    static func masked(_ text: String, _ outline: TOMLOutline) -> String {
        var octets = Array(text.utf8)
        for node in outline.nodes where isSecret(node.name) {
            if let value = node.value { hide(&octets, value) }
        }
        for line in Array(text.utf8).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let key = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.prefix(while: isBare)
            let rest = key.endIndex..<line.endIndex
            let next = line[rest].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            if next != UInt8(ascii: "="), next != UInt8(ascii: "."), isSecret(String(decoding: key, as: UTF8.self)) { hide(&octets, rest) }
        }
        return String(decoding: octets, as: UTF8.self)
    }

    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        guard !["password-command", "password-file", "password-credential", "password-timeout"].contains(name) else { return false }
        return ["pas", "pwd", "secret", "token"].contains { name.contains($0) }
    }

    private static func hide(_ octets: inout [UInt8], _ range: Range<Int>) {
        let kept: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " ")]
        for index in range where !kept.contains(octets[index]) { octets[index] = UInt8(ascii: "*") }
    }

    private static func isBare(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            return true
        default:
            return false
        }
    }
}
