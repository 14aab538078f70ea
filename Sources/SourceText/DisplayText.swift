/// Text of foreign origin made fit to be shown: one line, no control characters, bounded.
public enum DisplayText {
    /// Octets as text: line ends as ` / `, other controls as `\x1B`, cut behind `maximum` scalars.
    public static func escaped(_ octets: some Sequence<UInt8>, maximum: Int) -> String {
        escaped(String(decoding: Array(octets), as: UTF8.self), maximum: maximum)
    }

    public static func escaped(_ text: String, maximum: Int) -> String {
        // Most texts are plain, and as they should be.
        if text.utf8.count <= maximum, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        var out = String.UnicodeScalarView()
        var count = 0
        var pendingBreak = false
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\r" {
                pendingBreak = !out.isEmpty
                continue
            }
            if count == maximum {
                out.append("…")
                break
            }
            if pendingBreak {
                out.append(contentsOf: " / ".unicodeScalars)
                pendingBreak = false
            }
            count += 1
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                let hex = String(scalar.value, radix: 16, uppercase: true)
                let mark = scalar.value < 0x100 ? "\\x" + (hex.count < 2 ? "0" + hex : hex) : "\\u{\(hex)}"
                out.append(contentsOf: mark.unicodeScalars)
            default:
                out.append(scalar)
            }
        }
        return String(out)
    }
}
