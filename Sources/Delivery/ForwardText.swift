internal import Crypto
import Glibc
internal import MailMessage

/// Writes values of others, and our own, so that they stay inside the field or line that they are put in.
enum ForwardText {
    // MARK: - Values

    /// Text on one line: control characters and blanks made single spaces, marks of writing direction left out, cut.
    static func clean(_ text: String, maximum: Int) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        var isApart = false
        for scalar in text.unicodeScalars {
            if isDirection(scalar) { continue }
            if isControl(scalar) || scalar.properties.isWhitespace {
                isApart = count > 0
                continue
            }
            guard count + (isApart ? 1 : 0) < maximum else {
                result.append("…")
                break
            }
            if isApart {
                result.append(" ")
                count += 1
            }
            isApart = false
            result.append(scalar)
            count += 1
        }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    private static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Unstructured text for a header: as it is, or in encoded words where it is not ASCII or could be read as one (RFC 2047 §2).
    ///
    /// - Parameter text: On one line, as ``clean(_:maximum:)`` makes it.
    static func encodedWords(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }), !text.utf8.containsMark { return text }
        var words: [String] = []
        var word: [UInt8] = []
        func flush() {
            if !word.isEmpty { words.append("=?utf-8?B?" + String(decoding: Base64.encode(word), as: UTF8.self) + "?=") }
            word = []
        }
        for scalar in text.unicodeScalars {
            let octets = Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            if word.count + octets.count > longestWord { flush() }
            word += octets
        }
        flush()
        return words.joined(separator: "\n ")
    }

    /// Octets in one word, so that it fits into a line of 76 behind `Subject: Fwd: `.
    private static let longestWord = 36

    // MARK: - Addresses

    /// An addr-spec for a header (RFC 5322 §3.4.1), UTF-8 as it is (RFC 6532 §3.2). What has no place in one is quoted or left out.
    static func address(_ text: String) -> String {
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.filter { !isControl($0) && !isDirection($0) }))
        guard let at = clean.utf8.lastIndex(of: UInt8(ascii: "@")) else { return local(clean) }
        return local(String(clean[..<at])) + "@" + domain(String(clean[at...].unicodeScalars.dropFirst()))
    }

    /// A host's name or an address in brackets, octets that neither can hold left out; `localhost` for nothing.
    static func domain(_ text: String) -> String {
        let kept = text.unicodeScalars.filter { scalar in
            scalar.value >= 0xA0 && !scalar.properties.isWhitespace && !isDirection(scalar) || isLetterOrDigit(scalar)
                || "-._[]:".unicodeScalars.contains(scalar)
        }
        return kept.isEmpty ? "localhost" : String(String.UnicodeScalarView(kept))
    }

    private static func local(_ text: String) -> String {
        let atoms = text.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
        if atoms.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isAtomText) }) || isQuoted(text) { return text }
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }

    private static func isAtomText(_ scalar: Unicode.Scalar) -> Bool {
        isLetterOrDigit(scalar) || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar) || (scalar.value >= 0xA0 && !scalar.properties.isWhitespace)
    }

    /// Whether it is one quoted string as it stands.
    private static func isQuoted(_ text: String) -> Bool {
        let octets = Array(text.utf8)
        guard octets.count >= 2, octets.first == UInt8(ascii: "\""), octets.last == UInt8(ascii: "\"") else { return false }
        var index = 1
        while index < octets.count - 1 {
            if octets[index] == UInt8(ascii: "\"") { return false }
            index += octets[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index == octets.count - 1
    }

    // MARK: - Dates

    /// `Mon, 02 Nov 2026 09:12:00 +0000` (RFC 5322 §3.3). Moments outside of 1970 to 9999 are taken to the nearest inside.
    static func date(_ seconds: Int) -> String {
        let seconds = min(max(seconds, 0), 253_402_300_799)
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = MailDate.civil(days: days)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(weekdays[(days + 4) % 7]), \(two(day)) \(months[month - 1]) \(year) \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)) +0000"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    // MARK: - Parts

    /// A text/plain part, header and body, in quoted-printable (RFC 2045 §6.7): it asks nothing of the server, whatever its text.
    static func textPart(_ text: String) -> String {
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
            + text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { quotedPrintable(Array($0)) }.joined(separator: "\n")
    }

    private static func quotedPrintable(_ line: [UInt8]) -> String {
        var out: [UInt8] = []
        var column = 0
        for (index, octet) in line.enumerated() {
            let isPlain = (0x21...0x7E).contains(octet) && octet != UInt8(ascii: "=") || octet == UInt8(ascii: " ") && index < line.count - 1
            let piece = isPlain ? [octet] : [UInt8(ascii: "=")] + Hexadecimal.encode([octet]).map { $0 >= 0x61 ? $0 - 0x20 : $0 }
            if column + piece.count > 75 {
                out += Array("=\n".utf8)
                column = 0
            }
            out += piece
            column += piece.count
        }
        return String(decoding: out, as: UTF8.self)
    }

    // MARK: - Octets

    /// Whether the octets occur. Linear, for octets that do not repeat themselves.
    static func contains(_ all: UnsafeRawBufferPointer, _ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, let base = all.baseAddress else { return wanted.isEmpty }
        var position = 0
        while position + wanted.count <= all.count {
            guard let found = memchr(base + position, Int32(first), all.count - wanted.count + 1 - position) else { return false }
            position = UnsafeRawPointer(found) - base
            if UnsafeRawBufferPointer(rebasing: all[position..<(position + wanted.count)]).elementsEqual(wanted) { return true }
            position += 1
        }
        return false
    }
}

extension String.UTF8View {
    /// `=?`, with which an encoded word begins.
    fileprivate var containsMark: Bool { zip(self, dropFirst()).contains { $0 == UInt8(ascii: "=") && $1 == UInt8(ascii: "?") } }
}
