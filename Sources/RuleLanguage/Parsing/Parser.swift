import SourceText

/// Reads tokens into declarations.
///
/// A mistake is reported where it stands, and reading goes on at the next place that surely begins something: a statement's
/// keyword at the start of a line, the `}` of the block, the next `rule`. A function that returns nil has reported why.
struct Parser {
    /// How deep expressions and blocks may be nested.
    static let nestingLimit = 100

    let file: SourceFile
    var tokens: [Token]
    var index = 0
    var findings: Findings
    var depth = 0
    /// The opening braces of the blocks around the current place.
    var openBraces: [Range<Int>] = []
    /// How many blocks were open when a missing `}` was reported.
    var blocksAtAbandonment = 0
    /// A missing `}` was reported: the blocks around end here without a word.
    var abandonsBlocks = false

    struct Result: Sendable {
        let declarations: [DeclarationSyntax]
        let diagnostics: [Diagnostic]
    }

    static func parse(_ file: SourceFile) -> Result {
        let (tokens, findings) = Lexer.tokens(of: file)
        var parser = Parser(file: file, tokens: tokens, findings: findings)
        if parser.reportForeignScript() { return Result(declarations: [], diagnostics: [parser.findings.diagnostics.last].compactMap { $0 }) }
        let declarations = parser.readFile()
        return Result(declarations: declarations, diagnostics: parser.findings.diagnostics)
    }

    init(file: SourceFile, tokens: [Token], findings: Findings) {
        self.file = file
        self.tokens = tokens
        self.findings = findings
    }

    // MARK: Tokens

    var current: Token { tokens[min(index, tokens.count - 1)] }

    func ahead(_ count: Int) -> Token { tokens[min(index + count, tokens.count - 1)] }

    /// The token before the current one.
    var previousEnd: Int { index > 0 ? tokens[min(index, tokens.count) - 1].range.upperBound : 0 }

    @discardableResult
    mutating func advance() -> Token {
        let token = current
        if index < tokens.count - 1 { index += 1 }
        return token
    }

    mutating func take(_ symbol: Token.Symbol) -> Bool {
        guard current.isSymbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func take(word: String) -> Bool {
        guard current.isWord(word) else { return false }
        advance()
        return true
    }

    func range(from start: Int) -> Range<Int> { start..<max(start, previousEnd) }

    /// What a person would call the token.
    static func describe(_ token: Token) -> String {
        switch token.kind {
        case .word(let text): return "\"\(text.prefix(40))\""
        case .string: return "a string"
        case .regex: return "a regex"
        case .number: return "a number"
        case .size: return "a size"
        case .duration: return "a duration"
        case .date, .dateTime: return "a date"
        case .time: return "a time of day"
        case .symbol(let symbol): return "\"\(symbol.rawValue)\""
        case .headerLine: return "a header line"
        case .invalid: return "this"
        case .end: return "the end of the file"
        }
    }

    /// Reports that something else was expected here. Tokens that were reported already are passed over in silence.
    mutating func expected(_ what: String, help: String? = nil) {
        guard current.kind != .invalid else { return }
        let place = current.kind == .end ? endPlace : current.range
        findings.report(.unexpected, "expected \(what), found \(Self.describe(current))", at: place, label: "\(what) belongs here", help: help)
    }

    /// A place to point at when the text ends too early: after the last token.
    var endPlace: Range<Int> {
        let end = previousEnd
        return end > 0 ? end - 1..<end : 0..<0
    }

    mutating func takeString(_ what: String) -> (text: String, range: Range<Int>)? {
        guard case .string(let literal) = current.kind else {
            expected("\(what) in quotes")
            return nil
        }
        let token = advance()
        guard let text = literal.plain else {
            findings.report(
                .unexpected, "\(what) is fixed text", at: token.range, label: "nothing is interpolated here",
                help: "write \\${ for the two characters themselves")
            return ("", token.range)
        }
        return (text, token.range)
    }

    mutating func takeName(_ what: String) -> Name? {
        guard let word = current.word else {
            expected(what)
            return nil
        }
        let token = advance()
        if word.contains(where: { $0.isUppercase }) || word.hasPrefix("_") {
            findings.report(
                .unexpected, "\"\(word.prefix(40))\" is not written as a name", at: token.range,
                label: "a name begins with a to z and goes on with a to z, 0 to 9, - and _", help: "write \(word.lowercased())")
        }
        return Name(text: word, range: token.range)
    }

    // MARK: Depth

    /// Counts one level of nesting while `read` runs; reports and skips where the limit is passed.
    mutating func nested<Value>(_ read: (inout Parser) -> Value?) -> Value? {
        guard depth < Self.nestingLimit else {
            findings.report(
                .nestingTooDeep, "this is nested too deeply", at: current.range,
                label: "more than \(Self.nestingLimit) levels", help: "name the inner parts with let, or split the rule")
            skipNesting()
            return nil
        }
        depth += 1
        defer { depth -= 1 }
        return read(&self)
    }

    /// Past the brackets that open here, however deep.
    private mutating func skipNesting() {
        var open = 0
        while current.kind != .end {
            switch current.kind {
            case .symbol(.openBrace), .symbol(.openParenthesis), .symbol(.openBracket): open += 1
            case .symbol(.closeBrace), .symbol(.closeParenthesis), .symbol(.closeBracket):
                if open == 0 { return }
                open -= 1
            default: break
            }
            advance()
        }
    }
}
