import SourceText

/// What stands outside of rules, and the rules themselves.
extension Parser {
    mutating func readFile() -> [DeclarationSyntax] {
        var declarations: [DeclarationSyntax] = []
        // Braces that close blocks given up on after a missing one.
        var forgiven = 0
        while current.kind != .end {
            abandonsBlocks = false
            openBraces = []
            blocksAtAbandonment = 0
            let before = index
            if let declaration = readDeclaration(&forgiven) { declarations.append(declaration) }
            if abandonsBlocks { forgiven += blocksAtAbandonment }
            if index == before { advance() }
        }
        return declarations
    }

    private mutating func readDeclaration(_ forgiven: inout Int) -> DeclarationSyntax? {
        switch current.kind {
        case .word("include"): return readInclude()
        case .word("let"): return readLet().map(DeclarationSyntax.define)
        case .word("on"): return readOnError()
        case .word("rule"):
            forgiven = 0
            return readRule().map(DeclarationSyntax.rule)
        case .word("group"): return readGroupDeclaration()
        case .word("otherwise"): return readOtherwise()
        case .word("test"): return readTest()
        case .word("team"):
            reportLater("team", current.range)
            skipLaterBlock()
            return nil
        case .symbol(.closeBrace):
            if forgiven > 0 {
                forgiven -= 1
            } else {
                findings.report(.strayClosingBrace, "this \"}\" closes nothing", at: current.range, label: "no block is open here", help: "delete it")
            }
            advance()
            return nil
        case .invalid, .symbol(.semicolon):
            advance()
            return nil
        case .word(let word) where ahead(1).isSymbol(.equals) && !Self.statementWords.contains(word):
            let name = Name(text: word, range: current.range)
            findings.report(
                .unknownDeclaration, "a name is given its value with \"let\"", at: name.range, label: "\"let\" belongs before this",
                help: "write let \(word.prefix(40)) = ...")
            advance()
            return readLetValue(name, from: name.range.lowerBound).map(DeclarationSyntax.define)
        default:
            reportNoDeclaration()
            advance()
            skipToDeclaration()
            return nil
        }
    }

    private mutating func reportNoDeclaration() {
        let range = current.range
        guard let word = current.word else {
            findings.report(
                .unknownDeclaration, "expected a rule, found \(Self.describe(current))", at: range, label: "outside of every rule",
                help: "a file holds rule, group, let, include, on error, otherwise and test")
            return
        }
        if word == "when" || word == "unless" || Self.statementWords.contains(word) || word == "else" {
            let what = word == "if" || word == "when" || word == "unless" ? "a condition" : "\"\(word)\""
            findings.report(
                .statementOutsideRule, "\(what) stands in a rule", at: range, label: "outside of every rule",
                help: word == "if" ? "write rule \"name\" { when ... } around it" : "write rule \"name\" { ... } around it")
            return
        }
        let nearest = NearestName.of(word, among: ["include", "let", "on", "rule", "group", "otherwise", "test"])
        findings.report(
            .unknownDeclaration, "\"\(word.prefix(40))\" begins nothing that a file can hold", at: range, label: "unknown here",
            help: nearest.map { "did you mean \($0)?" } ?? "a file holds rule, group, let, include, on error, otherwise and test")
    }

    mutating func reportLater(_ word: String, _ range: Range<Int>) {
        findings.report(
            .comesLater, "\"\(word)\" comes in a later version", at: range, label: "part of teams, which are not there yet",
            help: "take it out for now")
    }

    /// Past a `{ ... }` that follows on this or the next lines, with all that is inside.
    mutating func skipLaterBlock() {
        advance()
        while current.kind != .end, !current.isSymbol(.openBrace), !current.startsLine { advance() }
        guard take(.openBrace) else { return }
        var open = 1
        while current.kind != .end, open > 0, !beginsDeclaration {
            if current.isSymbol(.openBrace) { open += 1 }
            if current.isSymbol(.closeBrace) { open -= 1 }
            advance()
        }
    }

    private mutating func readInclude() -> DeclarationSyntax? {
        advance()
        guard let path = takeString("the path of a file") else {
            skipToDeclaration()
            return nil
        }
        return .include(IncludeSyntax(path: path.text, pathRange: path.range))
    }

    private mutating func readOnError() -> DeclarationSyntax? {
        let start = advance().range.lowerBound
        guard take(word: "error") else {
            expected("\"error\"", help: "write on error keep, or on error defer 3 then fileinto \"Errors\"")
            skipToDeclaration()
            return nil
        }
        if take(word: "keep") { return .onError(OnErrorSyntax(policy: .keep, range: range(from: start))) }
        guard take(word: "defer") else {
            expected("\"keep\" or \"defer\"", help: "write on error keep, or on error defer 3 then fileinto \"Errors\"")
            skipToDeclaration()
            return nil
        }
        guard case .number(let times) = current.kind, times >= 1, times <= 1000, times == times.rounded() else {
            expected("how often to try again, from 1 to 1000", help: "write on error defer 3")
            skipToDeclaration()
            return nil
        }
        advance()
        var then: ActionSyntax?
        if take(word: "then") {
            then = readAction()
            if then == nil { skipToDeclaration() }
        }
        return .onError(OnErrorSyntax(policy: .defer(Int(times), then: then), range: range(from: start)))
    }

    // MARK: Rules

    /// The name in quotes. Without quotes it is reported and taken all the same.
    private mutating func takeTitle(_ what: String) -> (text: String, range: Range<Int>) {
        if case .string = current.kind, let title = takeString("the name of a \(what)") { return title }
        let place = current.range
        if let word = current.word, !Self.statementWords.contains(word), word != "when", word != "unless" {
            findings.report(
                .unexpected, "the name of a \(what) stands in quotes", at: place, label: "no quotes here", help: "write \(what) \"\(word.prefix(40))\"")
            advance()
            return (word, place)
        }
        expected("the name of the \(what) in quotes")
        return ("", place)
    }

    mutating func readRule() -> RuleSyntax? {
        let start = advance().range.lowerBound
        let title = takeTitle("rule")
        let head = range(from: start)
        var mode = RuleSyntax.Mode.active
        while let word = current.word, !current.startsLine || word == "shadow" || word == "disabled" {
            if word == "shadow" {
                mode = .shadow
            } else if word == "disabled" {
                mode = .disabled
            } else {
                break
            }
            advance()
        }
        var clauses = RuleClauses()
        var statements: [StatementSyntax] = []
        let bodyStart = current.range.lowerBound
        readBlock(of: title.text.isEmpty ? "this rule" : "rule \"\(title.text.prefix(60))\"") { parser in
            parser.readRuleItem(&clauses, &statements)
        }
        return RuleSyntax(
            name: title.text, nameRange: title.range, mode: mode, when: clauses.when, unless: clauses.unless,
            body: Block(statements: statements, range: range(from: bodyStart)), range: head)
    }

    private struct RuleClauses {
        var when: ExpressionSyntax?
        var unless: ExpressionSyntax?
        var seenWhen: Range<Int>?
        var seenUnless: Range<Int>?
    }

    private mutating func readRuleItem(_ clauses: inout RuleClauses, _ statements: inout [StatementSyntax]) {
        guard let word = current.word, word == "when" || word == "unless" else {
            if let last = statements.last, case .continue = last.kind, !current.isSymbol(.closeBrace) {
                findings.report(
                    .continuePlace, "\"continue\" is the last statement of a rule's body", at: last.range, label: "something follows it",
                    help: "move it before the closing brace")
                statements.removeLast()
            }
            if let statement = readStatement() { statements.append(statement) }
            return
        }
        let keyword = current.range
        let earlier = word == "when" ? clauses.seenWhen : clauses.seenUnless
        if let earlier {
            findings.report(
                .clausePlace, "a rule has one \"\(word)\"", at: keyword, label: "the second", notes: [(earlier, "the first")],
                help: word == "when" ? "join the conditions with and" : "join the conditions with or")
        } else if !statements.isEmpty {
            findings.report(
                .clausePlace, "\"\(word)\" comes before the actions", at: keyword, label: "an action stands before it",
                help: "move it to the start of the rule; for a condition on some actions write if ... { ... }")
        }
        advance()
        let condition = readExpression()
        if condition == nil { skipToStatement() } else { endOfCondition() }
        if word == "when" {
            clauses.when = clauses.when ?? condition ?? ExpressionSyntax(kind: .invalid, range: keyword)
            clauses.seenWhen = keyword
        } else {
            clauses.unless = clauses.unless ?? condition ?? ExpressionSyntax(kind: .invalid, range: keyword)
            clauses.seenUnless = keyword
        }
    }

    /// After a clause comes another clause, a statement or the end; anything else is most likely a wrong operator.
    private mutating func endOfCondition() {
        switch current.kind {
        case .end, .symbol(.closeBrace): return
        case .symbol(.openBrace):
            findings.report(
                .unexpected, "\"when\" holds for the whole rule and needs no braces", at: current.range, label: "not here",
                help: "leave the braces out, or write if ... { ... }")
            advance()
            skipToStatement()
            if current.isSymbol(.closeBrace), ahead(1).isSymbol(.closeBrace) { advance() }
            return
        case .word(let word) where word == "when" || word == "unless" || Self.statementWords.contains(word): return
        case .word where current.startsLine: return
        case .symbol(.comma):
            findings.report(
                .foreignOperator, "conditions are joined with a word", at: current.range, label: "a comma joins nothing here",
                help: "write and, or or")
            advance()
            _ = readExpression()
            return
        case .word("then"), .word("do"), .symbol(.colon):
            findings.report(
                .foreignOperator, "actions follow the condition at once", at: current.range, label: "not needed", help: "leave it out")
            advance()
            return
        default: break
        }
        guard !beginsDeclaration else { return }
        let nearest = current.word.flatMap { NearestName.of($0, among: Self.statementWords.sorted()) }
        expected(
            "an operator or an action",
            help: nearest.map { "did you mean \($0)?" } ?? "the operators are is, contains, matches, in, in-domain, <, >, and, or")
        skipToStatement()
    }

    // MARK: Groups

    private mutating func readGroupDeclaration() -> DeclarationSyntax? {
        let start = advance().range.lowerBound
        let title = takeTitle("group")
        let head = range(from: start)
        var when: ExpressionSyntax?
        if take(word: "when") {
            when = readExpression()
            if when == nil { skipToBlock() }
        }
        var rules: [RuleSyntax] = []
        readBlock(of: "group \"\(title.text.prefix(60))\"", nestedDeclarations: ["rule"]) { parser in
            if parser.current.isWord("rule") {
                if let rule = parser.readRule() { rules.append(rule) }
            } else {
                parser.expected("a rule", help: "a group holds rules; its condition stands before the brace: group \"name\" when ... {")
                parser.advance()
                while parser.current.kind != .end, !parser.current.isSymbol(.closeBrace), !parser.beginsDeclaration { parser.advance() }
            }
        }
        return .group(GroupSyntax(name: title.text, nameRange: title.range, when: when, rules: rules, range: head))
    }

    private mutating func readOtherwise() -> DeclarationSyntax? {
        let keyword = advance().range
        let block = readStatements(of: "otherwise")
        return .otherwise(OtherwiseSyntax(keyword: keyword, block: block))
    }
}
