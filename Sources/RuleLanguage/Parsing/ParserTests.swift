import SourceText

/// `test` declarations: what is given, what is expected.
extension Parser {
    mutating func readTest() -> DeclarationSyntax? {
        let start = advance().range.lowerBound
        guard let title = takeString("the name of the test") else {
            skipToDeclaration()
            return nil
        }
        let head = range(from: start)
        var givens: [GivenSyntax] = []
        var expectations: [ExpectationSyntax] = []
        readBlock(of: "test \"\(title.text.prefix(60))\"") { parser in
            if parser.current.isWord("given") {
                if let given = parser.readGiven() { givens.append(given) } else { parser.skipToStatement() }
            } else if parser.current.isWord("expect") {
                let start = parser.advance().range.lowerBound
                if let expectation = parser.readExpectation(from: start) {
                    expectations.append(expectation)
                } else {
                    parser.skipToStatement()
                }
            } else {
                parser.expected("\"given\" or \"expect\"")
                parser.advance()
                parser.skipToStatement()
            }
        }
        return .test(TestSyntax(name: title.text, nameRange: title.range, givens: givens, expectations: expectations, range: head))
    }

    // MARK: given

    private mutating func readGiven() -> GivenSyntax? {
        let start = advance().range.lowerBound
        guard let word = current.word else {
            expected("what is given", help: "given message { ... }, file, messages, now, account, list, trusted, seen or limit")
            return nil
        }
        let place = advance().range
        guard let kind = readGivenKind(word, place) else { return nil }
        return GivenSyntax(kind: kind, range: range(from: start))
    }

    private mutating func readGivenKind(_ word: String, _ place: Range<Int>) -> GivenSyntax.Kind? {
        switch word {
        case "message": return readMessage()
        case "file": return takeString("the path of a message").map { .file($0.text) }
        case "messages": return takeString("the path of a folder of messages").map { .messages($0.text) }
        case "now":
            guard takeGivenEquals("now = 2026-03-02T10:00:00+01:00") else { return nil }
            return takeMoment().map { .now($0) }
        case "account":
            guard takeGivenEquals("account = \"work\"") else { return nil }
            return takeString("the name of an account").map { .account($0.text) }
        case "list": return readGivenList()
        case "trusted":
            guard takeGivenEquals("trusted = [\"mx.example.org\"]"), let servers = readEntries(example: "[\"mx.example.org\"]") else { return nil }
            return .trusted(servers)
        case "seen":
            guard let key = takeString("a key") else { return nil }
            guard take(word: "at") else {
                expected("\"at\"", help: "write given seen \"key\" at 2026-03-02T10:00:00Z")
                return nil
            }
            return takeMoment().map { .seen(key.text, at: $0) }
        case "limit":
            guard let name = takeName("the name of a limit"), takeGivenEquals("limit match = 1000") else { return nil }
            guard case .number(let value) = current.kind, value >= 0, value == value.rounded() else {
                expected("a whole number")
                return nil
            }
            advance()
            return .limit(name.text, Int(value))
        case "state":
            reportLater("given state", place)
            return nil
        default:
            let known = ["message", "file", "messages", "now", "account", "list", "trusted", "seen", "limit"]
            findings.report(
                .unknownExpectation, "\"\(word.prefix(40))\" is nothing that a test gives", at: place, label: "unknown",
                help: NearestName.of(word, among: known).map { "did you mean \($0)?" } ?? "given \(known.joined(separator: ", "))")
            return nil
        }
    }

    private mutating func takeGivenEquals(_ example: String) -> Bool {
        if take(.equals) { return true }
        expected("\"=\"", help: "write given \(example)")
        return false
    }

    private mutating func takeMoment() -> DateTime? {
        switch current.kind {
        case .dateTime(let moment):
            advance()
            return moment
        case .date(let day):
            findings.report(
                .noSuchDate, "a moment has a time too", at: current.range, label: "a day only", help: "write \(file.slice(current.range))T10:00:00Z")
            advance()
            return DateTime(seconds: day.daysSinceEpoch * 86_400, offsetMinutes: 0)
        default:
            expected("a moment", help: "write it like 2026-03-02T10:00:00+01:00")
            if current.kind == .invalid { advance() }
            return nil
        }
    }

    private mutating func readGivenList() -> GivenSyntax.Kind? {
        guard take(.openParenthesis), let name = takeString("the name of a list file"), take(.closeParenthesis) else {
            expected("the list's file", help: "write given list(\"lists/blocked.txt\") = [\"a@example.org\"]")
            return nil
        }
        guard takeGivenEquals("list(\"\(name.text)\") = [\"a@example.org\"]") else { return nil }
        return readEntries(example: "[\"a@example.org\", \"b@example.org\"]").map { .list(name.text, $0) }
    }

    /// Texts in brackets.
    private mutating func readEntries(example: String) -> [String]? {
        guard take(.openBracket) else {
            expected("\"[\"", help: "entries stand in brackets: \(example)")
            return nil
        }
        let opening = tokens[index - 1].range
        var entries: [String] = []
        while !current.isSymbol(.closeBracket) {
            guard let entry = takeString("an entry") else { return nil }
            entries.append(entry.text)
            if !take(.comma) { break }
        }
        closeBracket(.closeBracket, opening)
        return entries
    }

    private mutating func readMessage() -> GivenSyntax.Kind? {
        if !take(.openBrace) {
            expected("\"{\"", help: "write given message {, the headers on lines of their own, and a line of } alone")
            guard case .headerLine = current.kind else { return nil }
        }
        var lines: [GivenSyntax.MessageLine] = []
        while !current.isSymbol(.closeBrace), current.kind != .end {
            switch current.kind {
            case .headerLine:
                let token = advance()
                readHeaderLine(token.range, into: &lines)
            case .word("text"):
                advance()
                guard let text = takeString("the text") else { return nil }
                lines.append(.text(text.text))
            case .word("html"):
                advance()
                guard let text = takeString("the HTML") else { return nil }
                lines.append(.html(text.text))
            case .word("attachment"):
                guard let line = readAttachment() else { return nil }
                lines.append(line)
            default:
                expected("a header, text, html or attachment")
                advance()
                while current.kind != .end, !current.startsLine, !current.isSymbol(.closeBrace) { advance() }
            }
        }
        _ = take(.closeBrace)
        return .message(lines)
    }

    private mutating func readHeaderLine(_ range: Range<Int>, into lines: inout [GivenSyntax.MessageLine]) {
        let text = String(file.slice(range))
        let name = text.utf8.prefix { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
        let after = text.utf8.dropFirst(name.count).first
        if !name.isEmpty, after == UInt8(ascii: ":") {
            lines.append(.header(text, range))
            return
        }
        // A line that is indented more than the header before it carries that one on (RFC 5322 §2.2.3).
        if case .header(let previous, let previousRange)? = lines.last, indent(of: range) > indent(of: previousRange) {
            lines[lines.count - 1] = .header(previous + "\r\n " + text, previousRange)
            return
        }
        findings.report(
            .malformedHeaderLine, "this line is no header", at: range, label: "a header is a name, a colon and a value on one line",
            help: text.hasPrefix("#") ? "a message has no comments; move it above given message"
                : "a body is written as text \"...\", html \"...\" or attachment \"name\"")
    }

    private func indent(of range: Range<Int>) -> Int {
        let position = file.position(of: range.lowerBound)
        return position.column
    }

    private mutating func readAttachment() -> GivenSyntax.MessageLine? {
        advance()
        guard let name = takeString("the file's name") else { return nil }
        var type: String?
        var size: Int?
        while true {
            if take(word: "type") {
                guard let read = takeString("a media type") else { return nil }
                type = read.text
            } else if take(word: "size") {
                switch current.kind {
                case .size(let octets): size = octets
                case .number(let octets) where octets >= 0 && octets == octets.rounded(): size = Int(octets)
                default:
                    expected("a size", help: "write size 10KB")
                    return nil
                }
                advance()
            } else {
                return .attachment(name.text, type: type, size: size)
            }
        }
    }

    // MARK: expect

    private mutating func readExpectation(from start: Int) -> ExpectationSyntax? {
        let negated = take(word: "not")
        guard let word = current.word else {
            expected("what is expected", help: "expect matched \"rule\", fileinto \"Folder\", keep, tag name and others")
            return nil
        }
        let place = advance().range
        guard let kind = readExpectationKind(word, place) else { return nil }
        return ExpectationSyntax(negated: negated, kind: kind, range: range(from: start))
    }

    private mutating func optionalString() -> String? {
        guard case .string = current.kind, !current.startsLine else { return nil }
        return takeString("a text")?.text
    }

    private mutating func readExpectationKind(_ word: String, _ place: Range<Int>) -> ExpectationSyntax.Kind? {
        switch word {
        case "matched": return takeString("the name of a rule").map { .matched($0.text) }
        case "fileinto": return .fileInto(optionalString())
        case "redirect": return .redirect(optionalString())
        case "keep": return .keep
        case "discard": return .discard
        case "reject": return .reject
        case "vacation": return .vacation
        case "notify": return .notify(optionalString())
        case "error": return .error(optionalString())
        case "flag", "addflag": return takeString("a flag").map { .flag($0.text) }
        case "tag":
            _ = take(.plus)
            if let tag = current.word {
                advance()
                return .tag(tag)
            }
            return takeString("a tag").map { .tag($0.text) }
        case "only":
            return readOnly()
        default:
            let known = ["matched", "fileinto", "redirect", "keep", "discard", "reject", "tag", "flag", "vacation", "notify", "error", "only"]
            findings.report(
                .unknownExpectation, "\"\(word.prefix(40))\" is nothing that a test expects", at: place, label: "unknown",
                help: NearestName.of(word, among: known).map { "did you mean \($0)?" } ?? "expect \(known.joined(separator: ", "))")
            return nil
        }
    }

    private mutating func readOnly() -> ExpectationSyntax.Kind? {
        var items: [ExpectationSyntax] = []
        readBlock(of: "expect only") { parser in
            let start = parser.current.range.lowerBound
            guard let word = parser.current.word, word != "only", word != "not" else {
                parser.expected("an effect", help: "fileinto \"Folder\", redirect \"address\", keep, tag name and others")
                parser.advance()
                return
            }
            let place = parser.advance().range
            if let kind = parser.readExpectationKind(word, place) {
                items.append(ExpectationSyntax(negated: false, kind: kind, range: parser.range(from: start)))
            } else {
                while parser.current.kind != .end, !parser.current.startsLine, !parser.current.isSymbol(.closeBrace) { parser.advance() }
            }
        }
        return .only(items)
    }
}
