/// Strings: `"..."` with escapes and interpolations, `"""` blocks, and the quotes of other languages.
extension Lexer {
    mutating func readString() {
        if peek(1) == UInt8(ascii: "\""), peek(2) == UInt8(ascii: "\"") {
            readBlock()
        } else {
            readLineString()
        }
    }

    private mutating func readLineString() {
        let start = position
        position += 1
        var builder = StringBuilder()
        while let octet = peek() {
            switch octet {
            case UInt8(ascii: "\""):
                position += 1
                add(.string(builder.literal()), from: start)
                return
            case UInt8(ascii: "\n"):
                reportUnterminated(start, builder)
                return
            default: readPiece(into: &builder)
            }
        }
        reportUnterminated(start, builder)
    }

    /// The string ends with its line; braces at the line's end are taken for what they surely are.
    private mutating func reportUnterminated(_ start: Int, _ builder: StringBuilder) {
        var end = position
        while end > start + 1, [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "{"), UInt8(ascii: "}")].contains(octets[end - 1]) {
            end -= 1
        }
        findings.report(
            .unterminatedString, "this string has no closing quote", at: start..<start + 1, label: "opened here",
            help: "end it with \" on the same line; text over several lines stands between \"\"\"")
        position = end
        var builder = builder
        let literal = builder.literal()
        add(.string(literal.plain == nil ? literal : StringLiteral(parts: [.text(text(start + 1..<end))])), from: start)
    }

    /// One octet, escape or interpolation.
    private mutating func readPiece(into builder: inout StringBuilder) {
        switch peek() {
        case UInt8(ascii: "\\"): readEscape(into: &builder)
        case UInt8(ascii: "$") where peek(1) == UInt8(ascii: "{"): readInterpolation(into: &builder)
        case .some(let octet):
            if octet < 0x20, octet != UInt8(ascii: "\t"), octet != UInt8(ascii: "\n"), octet != UInt8(ascii: "\r") {
                findings.report(
                    .controlCharacter, "a control character, \(Self.codePoint(UInt32(octet))), in a string", at: position..<position + 1,
                    label: "cannot be seen", help: "write \\u{\(String(octet, radix: 16))} if it is meant")
            }
            builder.octets.append(octet)
            position += 1
        case nil: break
        }
    }

    private mutating func readEscape(into builder: inout StringBuilder) {
        let start = position
        position += 1
        switch peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"):
            builder.octets.append(octets[position])
            position += 1
        case UInt8(ascii: "n"):
            builder.octets.append(UInt8(ascii: "\n"))
            position += 1
        case UInt8(ascii: "t"):
            builder.octets.append(UInt8(ascii: "\t"))
            position += 1
        case UInt8(ascii: "u") where peek(1) == UInt8(ascii: "{"): readUnicodeEscape(start, into: &builder)
        case nil, UInt8(ascii: "\n"): break
        case .some:
            let scalar = scalarHere()
            position += max(1, scalar.utf8.count)
            builder.octets.append(contentsOf: octets[start..<min(position, octets.count)])
            findings.report(
                .unknownEscape, "unknown escape \"\(text(start..<min(position, octets.count)))\" in a string",
                at: start..<min(position, octets.count),
                label: "a string knows \\\" \\\\ \\n \\t \\$ and \\u{...}",
                help: "write \\\\ for a backslash; a regex stands between slashes, /like this/, and needs no doubling")
        }
    }

    private mutating func readUnicodeEscape(_ start: Int, into builder: inout StringBuilder) {
        position += 2
        var value: UInt32 = 0
        var digits = 0
        while let octet = peek(), let digit = Self.hexDigit(octet) {
            if digits < 8 { value = value << 4 | digit }
            digits += 1
            position += 1
        }
        let closed = peek() == UInt8(ascii: "}")
        if closed { position += 1 }
        guard closed, (1...6).contains(digits), let scalar = Unicode.Scalar(value) else {
            findings.report(
                .malformedUnicodeEscape, "this escape names no character", at: start..<position,
                label: "one to six hexadecimal digits in braces, up to 10FFFF", help: "write it like \\u{1F4E7}")
            builder.octets.append(contentsOf: Array("\u{FFFD}".utf8))
            return
        }
        builder.octets.append(contentsOf: Array(String(scalar).utf8))
    }

    static func hexDigit(_ octet: UInt8) -> UInt32? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return UInt32(octet - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): return UInt32(octet - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): return UInt32(octet - UInt8(ascii: "A") + 10)
        default: return nil
        }
    }

    /// The tokens between `${` and `}`. They end with the line at the latest, so that a forgotten brace spoils one line only.
    private mutating func readInterpolation(into builder: inout StringBuilder) {
        let start = position
        position += 2
        guard start >= brokenInterpolationsEnd else {
            builder.octets.append(contentsOf: octets[start..<position])
            return
        }
        guard interpolationDepth < Self.interpolationLimit else {
            findings.report(
                .nestingTooDeep, "strings are nested too deeply", at: start..<position,
                label: "at most \(Self.interpolationLimit) interpolations inside one another", help: "name the inner string with let")
            return
        }
        let before = findings.diagnostics.count
        let outer = tokens
        let outerStartsLine = startsLine
        tokens = []
        interpolationDepth += 1
        var braces = 0
        var closed = false
        reading: while true {
            while peek() == UInt8(ascii: " ") || peek() == UInt8(ascii: "\t") { position += 1 }
            switch peek() {
            case nil, UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "#"): break reading
            case UInt8(ascii: "}") where braces == 0:
                position += 1
                closed = true
                break reading
            case UInt8(ascii: "}"): braces -= 1
            case UInt8(ascii: "{"): braces += 1
            // A quote right after a whole value is the end of the outer string, not the start of an inner one.
            case UInt8(ascii: "\"") where endsValue(tokens.last): break reading
            default: break
            }
            if !readToken() { break }
        }
        let inner = tokens
        tokens = outer
        startsLine = outerStartsLine
        interpolationDepth -= 1
        guard closed else {
            // All of it is text after all, and so are the other `${` of the line: looking at each again would take for ever.
            findings.rollBack(to: before)
            position = start + 2
            builder.octets.append(contentsOf: octets[start..<position])
            brokenInterpolationsEnd = octets[position...].firstIndex(of: UInt8(ascii: "\n")) ?? octets.count
            findings.report(
                .unterminatedInterpolation, "\"${\" has no \"}\"", at: start..<start + 2, label: "opened here",
                help: "close it with }, or write \\${ for the two characters themselves")
            return
        }
        builder.closePart()
        builder.parts.append(.interpolation(inner, start..<position))
    }

    private func endsValue(_ token: Token?) -> Bool {
        switch token?.kind {
        case .word, .number, .symbol(.closeParenthesis), .symbol(.closeBracket): return true
        default: return false
        }
    }

    // MARK: Blocks

    /// `"""` to `"""`: lines are kept, the indent that all of them share is removed, and so is the line end before the closing quotes.
    private mutating func readBlock() {
        let start = position
        position += 3
        var builder = StringBuilder()
        // What follows the opening quotes on their line is text only if there is any.
        var probe = position
        while probe < octets.count, [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(octets[probe]) { probe += 1 }
        let startsWithLineEnd = probe < octets.count && octets[probe] == UInt8(ascii: "\n")
        if startsWithLineEnd {
            position = probe + 1
            readIndent(into: &builder)
        }
        while let octet = peek() {
            if octet == UInt8(ascii: "\""), peek(1) == octet, peek(2) == octet {
                position += 3
                add(.string(builder.block()), from: start)
                return
            }
            if octet == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") {
                position += 1
            } else if octet == UInt8(ascii: "\n") {
                builder.octets.append(octet)
                position += 1
                readIndent(into: &builder)
            } else {
                readPiece(into: &builder)
            }
        }
        findings.report(
            .unterminatedString, "this text block is never closed", at: start..<start + 3, label: "opened here",
            help: "end it with \"\"\"")
        add(.string(builder.block()), from: start)
    }

    private mutating func readIndent(into builder: inout StringBuilder) {
        let start = position
        while peek() == UInt8(ascii: " ") || peek() == UInt8(ascii: "\t") { position += 1 }
        let blank = peek() == UInt8(ascii: "\n") || peek() == UInt8(ascii: "\r")
        builder.beginLine(indent: octets[start..<position], blank: blank)
    }

    // MARK: Quotes of other languages

    mutating func readSingleQuoted() {
        let start = position
        position += 1
        while let octet = peek(), octet != UInt8(ascii: "'"), octet != UInt8(ascii: "\n") { position += 1 }
        let content = text(start + 1..<position)
        if peek() == UInt8(ascii: "'") { position += 1 }
        findings.report(
            .singleQuote, "strings stand in double quotes", at: start..<position, label: "single quotes mean nothing here",
            help: "write \"\(content.prefix(60))\"")
        add(.string(StringLiteral(parts: [.text(content)])), from: start)
    }

    mutating func readSmartQuoted() {
        let start = position
        position += scalarHere().utf8.count
        let contentStart = position
        var contentEnd = position
        reading: while let octet = peek() {
            contentEnd = position
            if octet == UInt8(ascii: "\n") { break }
            if octet == UInt8(ascii: "\"") {
                position += 1
                break
            }
            let scalar = octet < 0x80 ? Unicode.Scalar(octet) : scalarHere()
            position += scalar.utf8.count
            switch scalar.value {
            case 0x201C, 0x201D, 0x201E, 0x201F, 0x00AB, 0x00BB, 0x2018, 0x2019, 0x201A: break reading
            default: contentEnd = position
            }
        }
        let content = text(contentStart..<contentEnd)
        findings.report(
            .smartQuote, "typographic quotes do not make a string", at: start..<position, label: "these came from a word processor",
            help: "write \"\(content.prefix(60))\"")
        add(.string(StringLiteral(parts: [.text(content)])), from: start)
    }
}
