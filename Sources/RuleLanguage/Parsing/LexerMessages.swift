
/// The lines between `given message {` and a line of `}` alone.
extension Lexer {
    /// Each line is one raw header, except for those that begin with `text "`, `html "` or `attachment "`.
    mutating func readMessage() {
        let opening = position - 1
        if let inline = restOfLine() {
            findings.report(
                .malformedHeaderLine, "each header stands on a line of its own", at: inline, label: "on the line of the brace",
                help: "begin a new line after {, and close with a line of } alone")
            position = inline.upperBound
            // `given message { ... }` on one line: the brace is taken for the end.
            if octets[inline.upperBound - 1] == UInt8(ascii: "}") {
                position -= 1
                _ = readToken()
                return
            }
        }
        while position < octets.count {
            let line = nextLine()
            guard let content = line else { continue }
            if octets[content] == [UInt8(ascii: "}")] {
                position = content.lowerBound
                _ = readToken()
                return
            }
            if beginsClause(content) {
                reportUnterminatedMessage(opening)
                tokens.append(Token(kind: .symbol(.closeBrace), range: content.lowerBound..<content.lowerBound, startsLine: true))
                position = content.lowerBound
                return
            }
            if beginsPart(content) {
                position = content.lowerBound
                readPart()
            } else {
                position = content.upperBound
                tokens.append(Token(kind: .headerLine, range: content, startsLine: true))
            }
        }
        reportUnterminatedMessage(opening)
    }

    private mutating func reportUnterminatedMessage(_ opening: Int) {
        findings.report(
            .unterminatedMessage, "this message has no end", at: opening..<opening + 1, label: "opened here",
            help: "close it with a line of } alone")
    }

    /// Another line of the test, where the message's end was forgotten. No header has a space before its colon.
    private func beginsClause(_ line: Range<Int>) -> Bool {
        ["expect ", "given ", "test \"", "rule \""].contains { octets[line].starts(with: $0.utf8) }
    }

    private func restOfLine() -> Range<Int>? {
        var end = position
        while end < octets.count, octets[end] != UInt8(ascii: "\n") { end += 1 }
        let content = trimmed(position..<end)
        guard let content, octets[content.lowerBound] != UInt8(ascii: "#") else { return nil }
        return content
    }

    /// Moves to the start of the next line; its content without the white space around, nil for a blank line.
    private mutating func nextLine() -> Range<Int>? {
        while position < octets.count, octets[position] != UInt8(ascii: "\n") { position += 1 }
        if position < octets.count { position += 1 }
        var end = position
        while end < octets.count, octets[end] != UInt8(ascii: "\n") { end += 1 }
        return trimmed(position..<end)
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int>? {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, Self.isBlank(octets[lower]) { lower += 1 }
        while upper > lower, Self.isBlank(octets[upper - 1]) { upper -= 1 }
        return lower < upper ? lower..<upper : nil
    }

    private static func isBlank(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") || octet == UInt8(ascii: "\r")
    }

    private func beginsPart(_ line: Range<Int>) -> Bool {
        for word in ["text", "html", "attachment"] where octets[line].starts(with: word.utf8) {
            var index = line.lowerBound + word.utf8.count
            while index < line.upperBound, Self.isBlank(octets[index]) { index += 1 }
            if index < line.upperBound, octets[index] == UInt8(ascii: "\"") { return true }
        }
        return false
    }

    /// Ordinary tokens to the end of the line; a text block may take it over several.
    private mutating func readPart() {
        while true {
            while let octet = peek(), Self.isBlank(octet) { position += 1 }
            guard let octet = peek(), octet != UInt8(ascii: "\n"), octet != UInt8(ascii: "#") else { return }
            if !readToken() { return }
        }
    }
}
