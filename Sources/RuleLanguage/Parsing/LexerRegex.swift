/// `/pattern/flags`. A slash always begins a regex: the language has no division.
extension Lexer {
    mutating func readRegex() {
        let start = position
        guard let end = regexEnd(after: start) else {
            reportUnterminatedRegex(start)
            return
        }
        position = end + 1
        let flagsStart = position
        while let octet = peek(), Self.isWordOctet(octet) { position += 1 }
        let flags = text(flagsStart..<position)
        for (offset, flag) in flags.utf8.enumerated() where !"csmx".utf8.contains(flag) {
            let place = flagsStart + offset
            findings.report(
                .unknownRegexFlag, "unknown flag \"\(Character(Unicode.Scalar(flag)))\" after a regex", at: place..<place + 1,
                label: "the flags are c, s, m and x",
                help: flag == UInt8(ascii: "i") ? "leave it out: a regex compares without case anyway"
                    : flag == UInt8(ascii: "g") ? "leave it out: a regex is looked for anywhere" : nil)
        }
        let range = start + 1..<end
        if let control = octets[range].firstIndex(where: { $0 < 0x20 && $0 != UInt8(ascii: "\t") }) {
            findings.report(
                .controlCharacter, "a control character, \(Self.codePoint(UInt32(octets[control]))), in a regex", at: control..<control + 1,
                label: "cannot be seen", help: "write \\x{\(String(octets[control], radix: 16))} if it is meant")
        }
        add(.regex(RegexLiteral(
            pattern: text(range), patternRange: range, caseSensitive: flags.utf8.contains(UInt8(ascii: "c")),
            dotMatchesNewline: flags.utf8.contains(UInt8(ascii: "s")), multiline: flags.utf8.contains(UInt8(ascii: "m")),
            extended: flags.utf8.contains(UInt8(ascii: "x")))), from: start)
    }

    /// The closing slash: the first one that is neither escaped nor inside a class; in a class that is never closed, the first one.
    private func regexEnd(after start: Int) -> Int? {
        var index = start + 1
        var inClass = false
        var firstInClass: Int?
        while index < octets.count, octets[index] != UInt8(ascii: "\n") {
            switch octets[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "["): inClass = true
            case UInt8(ascii: "]"): inClass = false
            case UInt8(ascii: "/"):
                if !inClass { return index }
                firstInClass = firstInClass ?? index
            default: break
            }
            index += 1
        }
        return firstInClass
    }

    private mutating func reportUnterminatedRegex(_ start: Int) {
        if peek(1) == UInt8(ascii: "/") || peek(1) == UInt8(ascii: "*") { position += 1 }
        while let octet = peek(), octet != UInt8(ascii: "\n") { position += 1 }
        while position > start + 1, [UInt8(ascii: " "), UInt8(ascii: "\r"), UInt8(ascii: "{"), UInt8(ascii: "}")].contains(octets[position - 1]) {
            position -= 1
        }
        findings.report(
            .unterminatedRegex, "this regex has no closing slash", at: start..<start + 1, label: "opened here",
            help: "end it with / on the same line, and write \\/ for a slash inside")
        add(.invalid, from: start)
    }
}
