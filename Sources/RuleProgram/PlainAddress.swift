/// One bare address as `redirect` takes it: the rules' checker and their engine ask here, so that they can't differ.
public enum PlainAddress {
    /// Whether this is `local@domain`, the local part a dot-atom (RFC 5321 §4.1.2) that may hold UTF-8 (RFC 6531).
    public static func isOne(_ text: String) -> Bool {
        let halves = text.unicodeScalars.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, text.utf8.count <= 254, String(halves[0]).utf8.count <= 64 else { return false }
        let atoms = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        let labels = halves[1].split(separator: ".", omittingEmptySubsequences: false)
        return atoms.allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomic) }
            && labels.allSatisfy { label in
                guard let first = label.first, let last = label.last else { return false }
                return first != "-" && last != "-" && label.allSatisfy(isOfDomain)
            }
    }

    private static func isAtomic(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0x80 { return isLetterBeyondASCII(scalar) }
        return isLetterOrDigit(scalar) || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar)
    }

    private static func isOfDomain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0x80 { return isLetterBeyondASCII(scalar) }
        return isLetterOrDigit(scalar) || scalar == "-" || scalar == "_"
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    private static func isLetterBeyondASCII(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark,
            .decimalNumber:
            true
        default: false
        }
    }
}
