/// How wide text is on a terminal.
public enum TerminalWidth {
    /// Terminal cells: combining marks and formats take none, East Asian wide characters and emoji two (UAX #11).
    public static func cells(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + cells($1) }
    }

    /// The text cut to a number of cells, with an ellipsis where something went, or padded with spaces.
    public static func fit(_ text: String, _ width: Int) -> String {
        let whole = cells(text)
        if whole <= width { return text + String(repeating: " ", count: width - whole) }
        var kept = String.UnicodeScalarView()
        var used = 0
        for scalar in text.unicodeScalars {
            let next = cells(scalar)
            if used + next > width - 1 { break }
            kept.append(scalar)
            used += next
        }
        return String(kept) + "…" + String(repeating: " ", count: max(0, width - 1 - used))
    }

    private static func cells(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
