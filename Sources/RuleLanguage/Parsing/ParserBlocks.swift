/// Blocks in braces, and finding the way again after a mistake.
extension Parser {
    static let declarationWords: Set<String> = ["include", "rule", "group", "team", "otherwise", "test"]
    static let statementWords: Set<String> = [
        "fileinto", "redirect", "keep", "discard", "reject", "tag", "addflag", "removeflag", "setflag", "addheader", "deleteheader",
        "vacation", "notify", "pipe", "let", "stop", "continue", "if", "for", "assign", "escalate", "acknowledge",
    ]

    /// Whether a declaration surely begins here: its keyword at the start of a line and what follows it.
    var beginsDeclaration: Bool {
        guard current.startsLine, let word = current.word else { return false }
        switch word {
        case "rule", "group", "test", "include":
            if case .string = ahead(1).kind { return true }
            return false
        case "team": return ahead(1).word != nil && ahead(2).isSymbol(.openBrace)
        case "otherwise": return ahead(1).isSymbol(.openBrace)
        case "on": return ahead(1).isWord("error")
        default: return false
        }
    }

    /// Takes the `{` of a block; where it is missing, says so and goes on as if it were there.
    mutating func openBlock(of what: String) -> Range<Int> {
        if current.isSymbol(.openBrace) {
            let token = advance()
            openBraces.append(token.range)
            return token.range
        }
        let place = current.kind == .end ? endPlace : current.range
        if current.kind != .invalid {
            findings.report(
                .missingOpeningBrace, "\(what) has no \"{\"", at: place, label: "\"{\" belongs before this",
                help: "what belongs to it stands between { and }")
        }
        // One that follows on the line is the one that is meant.
        var probe = index
        while probe < tokens.count - 1, !tokens[probe].startsLine, !tokens[probe].isSymbol(.closeBrace) {
            if tokens[probe].isSymbol(.openBrace) {
                index = probe + 1
                openBraces.append(tokens[probe].range)
                return tokens[probe].range
            }
            probe += 1
        }
        openBraces.append(place)
        return place
    }

    /// Reads items until the `}` of the block, which is taken. `read` takes at least one token or reports.
    mutating func readBlock(of what: String, nestedDeclarations: Set<String> = [], _ read: (inout Parser) -> Void) {
        let before = findings.diagnostics.count
        let opening = openBlock(of: what)
        let isMissing = findings.diagnostics.count > before
        defer { openBraces.removeLast() }
        while true {
            if abandonsBlocks { return }
            if take(.closeBrace) { return }
            let misplaced = beginsDeclaration && !(current.word.map(nestedDeclarations.contains) ?? false)
            if current.kind == .end || misplaced {
                if isMissing { return }
                findings.report(
                    .missingClosingBrace, "\(what) is not closed", at: opening, label: "this \"{\" has no \"}\"",
                    notes: current.kind == .end ? [] : [(current.range, "it is still open here")], help: "close it with } on a line of its own")
                abandonsBlocks = true
                blocksAtAbandonment = openBraces.count
                return
            }
            let before = index
            read(&self)
            if index == before, !current.isSymbol(.closeBrace), current.kind != .end, !abandonsBlocks, !misplaced { advance() }
        }
    }

    /// After a mistake in a statement: on to the next statement, or to the end of the block. Nested braces are passed whole.
    mutating func skipToStatement() {
        var open = 0
        while current.kind != .end {
            if beginsDeclaration { return }
            switch current.kind {
            case .symbol(.openBrace): open += 1
            case .symbol(.closeBrace):
                if open == 0 { return }
                open -= 1
            case .word(let word) where open == 0 && current.startsLine:
                if Self.statementWords.contains(word) || word == "when" || word == "unless" || word == "expect" || word == "given" { return }
            default: break
            }
            advance()
        }
    }

    /// After a mistake in a condition: to the `{` of its block, or to what surely is no part of it.
    mutating func skipToBlock() {
        while current.kind != .end {
            if beginsDeclaration || current.isSymbol(.openBrace) || current.isSymbol(.closeBrace) { return }
            if current.startsLine, let word = current.word, Self.statementWords.contains(word) { return }
            advance()
        }
    }

    /// After a mistake outside every block: to the next declaration.
    mutating func skipToDeclaration() {
        var open = 0
        while current.kind != .end {
            if beginsDeclaration { return }
            if open == 0, current.startsLine, current.isWord("let") { return }
            if current.isSymbol(.openBrace) { open += 1 }
            if current.isSymbol(.closeBrace) { open = max(0, open - 1) }
            advance()
        }
    }
}
