import RuleProgram
import SourceText

/// Texts that leave in mail (rules language §6): data in them can add no line, no recipient and no header.
enum MailText {
    private typealias Pieces = [TextValue.Piece]

    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    private static func joined(_ pieces: Pieces) -> String {
        pieces.count == 1 ? pieces[0].text : pieces.reduce(into: "") { $0 += $1.text }
    }

    private static func checkData(_ pieces: Pieces, _ span: SourceSpan) throws(Fault) {
        for piece in pieces where piece.isData {
            if piece.text.unicodeScalars.contains(where: { isControl($0) && $0 != "\t" }) {
                throw Fault("a value in this text holds a line end or another control character", at: span)
            }
        }
    }

    /// A text of several lines; the lines are the rules' own.
    static func prose(_ pieces: [TextValue.Piece], at span: SourceSpan) throws(Fault) -> String {
        try checkData(pieces, span)
        return joined(pieces)
    }

    /// A text of one line.
    static func line(_ pieces: [TextValue.Piece], at span: SourceSpan) throws(Fault) -> String {
        try checkData(pieces, span)
        let text = joined(pieces)
        if text.unicodeScalars.contains(where: { isControl($0) && $0 != "\t" }) {
            throw Fault("this text has to stand on one line", at: span)
        }
        return text
    }

    static func fieldName(_ pieces: [TextValue.Piece], at span: SourceSpan) throws(Fault) -> String {
        let text = joined(pieces)
        guard AddedField.isName(text) else { throw Fault("this is no name of a header field", at: span) }
        return text
    }

    /// One bare address, as ``PlainAddress`` knows it.
    static func address(_ pieces: [TextValue.Piece], at span: SourceSpan) throws(Fault) -> String {
        let text = joined(pieces)
        guard PlainAddress.isOne(text) else { throw Fault("this is not one plain address", at: span) }
        return text
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    /// A `mailto:` or `https:` URI. Data may stand in it as a name does, and bring nothing that divides one.
    static func target(_ pieces: [TextValue.Piece], at span: SourceSpan) throws(Fault) -> String {
        for piece in pieces where piece.isData {
            let safe = piece.text.unicodeScalars.allSatisfy { isLetterOrDigit($0) || "-._~@+".unicodeScalars.contains($0) }
            guard safe else { throw Fault("a value in the target holds more than letters, digits and - . _ ~ @ +", at: span) }
        }
        let text = joined(pieces)
        let lower = text.lowercased()
        guard lower.hasPrefix("mailto:") || lower.hasPrefix("https:"), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Fault("the target of notify is a mailto: or https: URI", at: span)
        }
        return text
    }

    /// 1 to 64 characters without white space or controls (rules language §3.10).
    static func tag(_ pieces: [TextValue.Piece], at span: SourceSpan) throws(Fault) -> String {
        let text = joined(pieces)
        let count = text.unicodeScalars.count
        guard count >= 1, count <= 64 else { throw Fault("a tag has 1 to 64 characters, this has \(count)", at: span) }
        if text.unicodeScalars.contains(where: { isControl($0) || $0.properties.isWhitespace }) {
            throw Fault("a tag holds no white space and no control characters", at: span)
        }
        return text
    }

    /// An IMAP flag or keyword (RFC 3501 §9, `flag`).
    static func flag(_ text: String, at span: SourceSpan) throws(Fault) -> String {
        let atom = text.hasPrefix("\\") ? text.utf8.dropFirst() : text.utf8[...]
        let special = "(){%*\"\\]".utf8
        guard !atom.isEmpty, text.utf8.count <= 64, atom.allSatisfy({ (0x21...0x7E).contains($0) && !special.contains($0) }) else {
            throw Fault("this is no flag", at: span)
        }
        return text
    }
}
