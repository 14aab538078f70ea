import SourceText

/// Cuts a rules text into tokens, octet by octet, in one pass.
///
/// What cannot be read is reported and stands in the result as an ``Token/Kind/invalid`` token or as what was surely meant, so
/// that the parser finds its way and reports no second finding for the same mistake.
struct Lexer {
    /// Strings inside interpolations inside strings: more than this is a mistake.
    static let interpolationLimit = 8

    let octets: [UInt8]
    var findings: Findings
    var position = 0
    var tokens: [Token] = []
    /// How many interpolations are open around the current position.
    var interpolationDepth = 0
    /// To here, `${` is text: one of the line has no `}`, which was reported.
    var brokenInterpolationsEnd = 0
    var startsLine = true

    init(_ file: SourceFile) {
        octets = Array(file.text.utf8)
        findings = Findings(file)
        if octets.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// All tokens of the file, the last of them `.end`, and what was found wrong.
    static func tokens(of file: SourceFile) -> ([Token], Findings) {
        var lexer = Lexer(file)
        lexer.readAll()
        return (lexer.tokens, lexer.findings)
    }

    private mutating func readAll() {
        while readToken() {
            if opensMessage { readMessage() }
        }
        tokens.append(Token(kind: .end, range: octets.count..<octets.count, startsLine: true))
    }

    /// After `given message {`, and after `given message` at the end of a line, where the brace was forgotten.
    private var opensMessage: Bool {
        guard let last = tokens.last else { return false }
        let count = tokens.count
        if last.isSymbol(.openBrace) { return count >= 3 && tokens[count - 2].isWord("message") && tokens[count - 3].isWord("given") }
        guard last.isWord("message"), count >= 2, tokens[count - 2].isWord("given"), tokens[count - 2].startsLine else { return false }
        return octets[position...].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") && $0 != UInt8(ascii: "\r") } == UInt8(ascii: "\n")
    }

    /// The octet at the position plus `offset`; nil past the end.
    func peek(_ offset: Int = 0) -> UInt8? {
        let index = position + offset
        return index < octets.count ? octets[index] : nil
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: octets[range], as: UTF8.self)
    }

    mutating func add(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, range: start..<position, startsLine: startsLine))
        startsLine = false
    }

    private mutating func skipSpace() {
        while let octet = peek() {
            switch octet {
            case UInt8(ascii: "\n"):
                startsLine = true
                position += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                position += 1
            case UInt8(ascii: "#"):
                while let octet = peek(), octet != UInt8(ascii: "\n") { position += 1 }
            default: return
            }
        }
    }

    /// Reads one token. False at the end of the text.
    mutating func readToken() -> Bool {
        skipSpace()
        guard let octet = peek() else { return false }
        let start = position
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            readWord()
        case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
        case UInt8(ascii: "\""): readString()
        case UInt8(ascii: "/"): readRegex()
        case UInt8(ascii: "'"): readSingleQuoted()
        case 0x80...0xFF: readBeyondASCII()
        case 0..<0x20, 0x7F:
            position += 1
            findings.report(
                .controlCharacter, "a control character, \(Self.codePoint(UInt32(octet)))", at: start..<position,
                label: "cannot be seen and means nothing", help: "delete it")
        default: readSymbol()
        }
        return true
    }

    private mutating func readWord() {
        let start = position
        while let octet = peek(), Self.isWordOctet(octet) { position += 1 }
        let word = text(start..<position)
        if peek() == UInt8(ascii: "/"), word != "matches", interpolationDepth == 0 {
            // `Lists/work`: a path without its quotes.
            while let octet = peek(), octet > 0x20, octet != UInt8(ascii: "}"), octet != UInt8(ascii: "\"") { position += 1 }
            let path = text(start..<position)
            findings.report(
                .unexpectedCharacter, "a path stands in double quotes", at: start..<position, label: "no quotes here",
                help: "write \"\(path.prefix(60))\"")
            add(.invalid, from: start)
            return
        }
        add(.word(word), from: start)
    }

    static func isWordOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            return true
        default: return false
        }
    }

    private mutating func readSymbol() {
        let start = position
        for length in [2, 1] where start + length <= octets.count {
            if let symbol = Token.Symbol(rawValue: text(start..<start + length)) {
                position += length
                add(.symbol(symbol), from: start)
                return
            }
        }
        position += 1
        if octets[start] == UInt8(ascii: "\\") {
            // A regex without its slash, or text without its quote: the rest of it belongs to the same mistake.
            while let octet = peek(), octet > 0x20, octet != UInt8(ascii: "\""), octet != UInt8(ascii: "}") { position += 1 }
        }
        reportCharacter(start..<position)
        add(.invalid, from: start)
    }

    /// A character outside ASCII where no text is: a typographic quote, or a mistake.
    private mutating func readBeyondASCII() {
        let start = position
        let scalar = scalarHere()
        switch scalar.value {
        case 0x201C, 0x201D, 0x201E, 0x201F, 0x00AB, 0x00BB, 0x2018, 0x2019, 0x201A: readSmartQuoted()
        case 0x00A0, 0x2000...0x200B, 0x202F, 0x3000, 0xFEFF:
            position += scalar.utf8.count
            findings.report(
                .controlCharacter, "an unusual space, \(Self.codePoint(scalar.value))", at: start..<position,
                label: "looks like a space and is none", help: "write an ordinary space")
        default:
            position += scalar.utf8.count
            // Letters that follow belong to the same mistake.
            while let octet = peek(), octet >= 0x80 || Self.isWordOctet(octet) { position += 1 }
            reportCharacter(start..<position)
            add(.invalid, from: start)
        }
    }

    private mutating func reportCharacter(_ range: Range<Int>) {
        findings.report(
            .unexpectedCharacter, "\"\(text(range).prefix(40))\" means nothing here", at: range,
            label: "not part of the language", help: octets[range.lowerBound] == UInt8(ascii: "\\") ? "a regex stands between slashes, /like this/, and text in double quotes"
                : "text stands in double quotes, names are made of a to z, 0 to 9, - and _")
    }

    func scalarHere() -> Unicode.Scalar {
        let end = min(octets.count, position + 4)
        return String(decoding: octets[position..<end], as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
    }

    static func codePoint(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
