/// Conditions: `or`, `and`, `not`, comparisons.
extension Parser {
    /// The whole of `expr`; nil where none could be read, which was reported.
    mutating func readExpression() -> ExpressionSyntax? {
        nested { $0.readOr() }
    }

    private mutating func readOr() -> ExpressionSyntax? {
        let start = current.range.lowerBound
        guard let first = readAnd() else { return nil }
        var parts = [first]
        while takeConnective("or", foreign: [.bars, .bar]) {
            guard let next = readAnd() else { return nil }
            parts.append(next)
        }
        return parts.count == 1 ? first : ExpressionSyntax(kind: .or(parts), range: range(from: start))
    }

    private mutating func readAnd() -> ExpressionSyntax? {
        let start = current.range.lowerBound
        guard let first = readNot() else { return nil }
        var parts = [first]
        while takeConnective("and", foreign: [.ampersands, .ampersand, .comma]) {
            guard let next = readNot() else { return nil }
            parts.append(next)
        }
        return parts.count == 1 ? first : ExpressionSyntax(kind: .and(parts), range: range(from: start))
    }

    /// Takes `and` or `or`; an operator of another language in its place is reported and taken as it is meant.
    private mutating func takeConnective(_ word: String, foreign: [Token.Symbol]) -> Bool {
        if take(word: word) { return true }
        guard case .symbol(let symbol) = current.kind, foreign.contains(symbol), symbol != .comma else { return false }
        reportForeign(symbol, word)
        advance()
        return true
    }

    mutating func reportForeign(_ symbol: Token.Symbol, _ word: String) {
        findings.report(
            .foreignOperator, "\"\(symbol.rawValue)\" is an operator of other languages", at: current.range, label: "here it is a word",
            help: "write \(word)")
    }

    private mutating func readNot() -> ExpressionSyntax? {
        let start = current.range.lowerBound
        var negations: [Int] = []
        while true {
            if current.isWord("not"), !ahead(1).isWord("in") || negations.isEmpty {
                negations.append(current.range.lowerBound)
                advance()
            } else if current.isSymbol(.bang) {
                reportForeign(.bang, "not")
                negations.append(current.range.lowerBound)
                advance()
            } else {
                break
            }
        }
        guard var expression = readComparison() else { return nil }
        // A pair of them says nothing; no tree grows from a thousand.
        if negations.count > 1 { negations.removeFirst((negations.count - 1) / 2 * 2) }
        for _ in negations { expression = ExpressionSyntax(kind: .not(expression), range: range(from: start)) }
        return expression
    }

    private mutating func readComparison() -> ExpressionSyntax? {
        let start = current.range.lowerBound
        var quantifier: QuantifierSyntax?
        if let word = current.word, let read = QuantifierSyntax(rawValue: word), beginsValue(ahead(1)) {
            advance()
            quantifier = read
        }
        guard let left = readValue() else { return nil }
        guard let comparison = takeOperator() else {
            if let broken = readWithoutOperator(quantifier, left, from: start) { return broken }
            guard let quantifier else { return left }
            return ExpressionSyntax(kind: .quantified(quantifier, left), range: range(from: start))
        }
        guard let right = readValue() else { return nil }
        return ExpressionSyntax(kind: .comparison(quantifier, left, comparison, right), range: range(from: start))
    }

    /// A field and a value side by side: the operator was forgotten.
    private mutating func readWithoutOperator(_ quantifier: QuantifierSyntax?, _ left: ExpressionSyntax, from start: Int) -> ExpressionSyntax? {
        guard case .path = left.kind, !current.startsLine else { return nil }
        switch current.kind {
        case .string, .regex, .number, .size, .duration, .date, .dateTime, .time, .symbol(.openBracket): break
        default: return nil
        }
        var isRegex = false
        if case .regex = current.kind { isRegex = true }
        if current.isSymbol(.openBracket), current.range.lowerBound == left.range.upperBound {
            findings.report(
                .unexpected, "arguments stand in parentheses", at: current.range, label: "\"(\" belongs here",
                help: "write header(\"X-Spam-Flag\"), and x.first for the first value")
            guard readValue() != nil else { return nil }
            if takeOperator() != nil { _ = readValue() }
            return ExpressionSyntax(kind: .invalid, range: range(from: start))
        }
        findings.report(
            .unexpected, "an operator is missing before \(Self.describe(current))", at: current.range, label: "compared how?",
            help: isRegex ? "write matches" : "the operators are is, contains, matches, in, in-domain, < and >")
        guard let right = readValue() else { return nil }
        // A regex still names its groups.
        if isRegex { return ExpressionSyntax(kind: .comparison(quantifier, left, .matches, right), range: range(from: start)) }
        return ExpressionSyntax(kind: .invalid, range: range(from: start))
    }

    private func beginsValue(_ token: Token) -> Bool {
        switch token.kind {
        case .word(let word): return !["is", "contains", "matches", "in", "in-domain", "and", "or", "not"].contains(word)
        case .symbol(.openParenthesis), .symbol(.openBracket): return token.range.lowerBound > current.range.upperBound
        case .string, .regex, .number: return true
        default: return false
        }
    }
}
