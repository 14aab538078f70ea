/// What stands in a rule's body after its conditions.
extension Parser {
    mutating func readStatements(of what: String) -> Block {
        let start = current.range.lowerBound
        var statements: [StatementSyntax] = []
        readBlock(of: what) { parser in
            if let statement = parser.readStatement() {
                if case .continue = statement.kind {
                    parser.findings.report(
                        .continuePlace, "\"continue\" is the last statement of a rule's body", at: statement.range,
                        label: "inside an inner block", help: "move it to the end of the rule")
                } else {
                    statements.append(statement)
                }
            }
        }
        return Block(statements: statements, range: range(from: start))
    }

    /// One statement; nil after a mistake, with the place moved on to the next one.
    mutating func readStatement() -> StatementSyntax? {
        let start = current.range.lowerBound
        guard let word = current.word else {
            reportNoStatement()
            return nil
        }
        switch word {
        case "let":
            return readLet().map { StatementSyntax(kind: .define($0), range: range(from: start)) }
        case "stop":
            advance()
            return StatementSyntax(kind: .stop, range: range(from: start))
        case "continue":
            advance()
            return StatementSyntax(kind: .continue, range: range(from: start))
        case "if": return nested { $0.readBranch() }
        case "for": return nested { $0.readLoop() }
        case "assign", "escalate", "acknowledge":
            reportLater(word, current.range)
            skipLaterAction()
            return nil
        case "elsif", "elif", "elseif", "else":
            findings.report(
                .elseIfSpelling, word == "else" ? "this \"else\" has no \"if\"" : "\"\(word)\" is spelled else if", at: current.range,
                label: "an if stands before it", help: "write if ... { ... } else if ... { ... } else { ... }")
            repeat { skipStatementWithBlock() } while current.isWord("else") && !abandonsBlocks
            return nil
        default:
            guard let action = readAction() else {
                if !current.isSymbol(.closeBrace) { skipToStatement() }
                return nil
            }
            return StatementSyntax(kind: .action(action), range: range(from: start))
        }
    }

    private mutating func reportNoStatement() {
        switch current.kind {
        case .symbol(.semicolon):
            findings.report(
                .semicolon, "statements need no \";\"", at: current.range, label: "white space separates them", help: "delete it")
            advance()
        case .invalid: advance()
        default:
            expected("an action", help: "actions are fileinto, redirect, keep, discard, tag, addflag and others")
            if !current.isSymbol(.openBrace) { advance() }
            skipToStatement()
        }
    }

    private mutating func skipLaterAction() {
        advance()
        while current.kind != .end, !current.startsLine, !current.isSymbol(.closeBrace) {
            if current.isSymbol(.openBrace) {
                var open = 0
                repeat {
                    if current.isSymbol(.openBrace) { open += 1 }
                    if current.isSymbol(.closeBrace) { open -= 1 }
                    advance()
                } while open > 0 && current.kind != .end
                return
            }
            advance()
        }
    }

    /// Past a condition and its block, for a statement that cannot stand here.
    private mutating func skipStatementWithBlock() {
        advance()
        while current.kind != .end, !current.isSymbol(.openBrace), !current.isSymbol(.closeBrace), !beginsDeclaration { advance() }
        guard current.isSymbol(.openBrace) else { return }
        var open = 0
        repeat {
            if current.isSymbol(.openBrace) { open += 1 }
            if current.isSymbol(.closeBrace) { open -= 1 }
            advance()
        } while open > 0 && current.kind != .end && !beginsDeclaration
    }

    // MARK: let, if, for

    mutating func readLet() -> LetSyntax? {
        let start = advance().range.lowerBound
        guard let name = takeName("a name") else {
            skipAfterLet()
            return nil
        }
        return readLetValue(name, from: start)
    }

    /// From `=` on. After a mistake the name exists all the same, so that its uses are no further mistakes.
    mutating func readLetValue(_ name: Name, from start: Int) -> LetSyntax? {
        let broken = LetSyntax.Value.expression(ExpressionSyntax(kind: .invalid, range: name.range))
        guard takeEquals() else {
            skipAfterLet()
            return LetSyntax(name: name, value: broken, range: range(from: start))
        }
        if current.isSymbol(.openBrace) {
            guard let entries = readMap() else {
                skipAfterLet()
                return LetSyntax(name: name, value: broken, range: range(from: start))
            }
            return LetSyntax(name: name, value: .map(entries), range: range(from: start))
        }
        guard let value = readExpression() else {
            skipAfterLet()
            return LetSyntax(name: name, value: broken, range: range(from: start))
        }
        return LetSyntax(name: name, value: .expression(value), range: range(from: start))
    }

    private mutating func takeEquals() -> Bool {
        if take(.equals) { return true }
        if current.isSymbol(.doubleEquals) || current.isSymbol(.colon) || current.isWord("is") {
            findings.report(
                .foreignOperator, "a name is given its value with \"=\"", at: current.range, label: "one = here", help: "write let name = ...")
            advance()
            return true
        }
        expected("\"=\"", help: "write let name = ...")
        return false
    }

    private mutating func skipAfterLet() {
        if openBraces.isEmpty { skipToDeclaration() } else { skipToStatement() }
    }

    private mutating func readMap() -> [LetSyntax.MapEntry]? {
        let opening = advance()
        var entries: [LetSyntax.MapEntry] = []
        while !current.isSymbol(.closeBrace) {
            guard let key = takeString("a key") else { return nil }
            if !take(.colon) {
                expected("\":\" between key and value")
                return nil
            }
            guard let value = readExpression() else { return nil }
            entries.append(LetSyntax.MapEntry(key: key.text, keyRange: key.range, value: value))
            if take(.comma) { continue }
            if case .string = current.kind {
                findings.report(
                    .unexpected, "there is no comma between two entries", at: previousEnd - 1..<previousEnd, label: "\",\" belongs after this")
                continue
            }
            break
        }
        if !take(.closeBrace) {
            findings.report(
                .missingClosingBrace, "this map is not closed", at: opening.range, label: "this \"{\" has no \"}\"", help: "close it with }")
        }
        return entries
    }

    private mutating func readBranch() -> StatementSyntax? {
        let start = current.range.lowerBound
        var branches: [(condition: ExpressionSyntax, block: Block)] = []
        var otherwise: Block?
        reading: while true {
            let keyword = advance().range
            let condition = readExpression()
            if condition == nil {
                skipToBlock()
            } else if take(word: "then") || (current.isSymbol(.colon) && ahead(1).startsLine && take(.colon)) {
                findings.report(
                    .foreignOperator, "a block begins with \"{\" alone", at: tokens[index - 1].range, label: "not needed", help: "leave it out")
            }
            if condition == nil, !current.isSymbol(.openBrace) { return nil }
            let block = readStatements(of: "this block")
            branches.append((condition ?? ExpressionSyntax(kind: .invalid, range: keyword), block))
            if abandonsBlocks { break }
            if let word = current.word, ["elsif", "elif", "elseif"].contains(word) {
                findings.report(
                    .elseIfSpelling, "\"\(word)\" is spelled else if", at: current.range, label: "two words", help: "write else if")
                continue
            }
            guard take(word: "else") else { break }
            if current.isWord("if") { continue }
            otherwise = readStatements(of: "this block")
            break reading
        }
        return StatementSyntax(kind: .branch(branches, otherwise: otherwise), range: range(from: start))
    }

    private mutating func readLoop() -> StatementSyntax? {
        let start = advance().range.lowerBound
        guard let name = takeName("a name for each value") else {
            skipToStatement()
            return nil
        }
        guard take(word: "in") else {
            expected("\"in\"", help: "write for part in parts { ... }")
            skipStatementWithBlockFromHere()
            return nil
        }
        let values = readExpression()
        if values == nil {
            skipToBlock()
            if !current.isSymbol(.openBrace) { return nil }
        }
        let block = readStatements(of: "this loop")
        return StatementSyntax(
            kind: .loop(name, values ?? ExpressionSyntax(kind: .invalid, range: name.range), block), range: range(from: start))
    }

    private mutating func skipStatementWithBlockFromHere() {
        if index > 0 { index -= 1 }
        skipStatementWithBlock()
    }
}
