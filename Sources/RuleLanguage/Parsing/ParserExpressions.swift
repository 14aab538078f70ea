/// Conditions and values.
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

    private mutating func reportForeign(_ symbol: Token.Symbol, _ word: String) {
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

    private mutating func takeOperator() -> ComparisonOperator? {
        switch current.kind {
        case .word("is"):
            advance()
            return take(word: "not") ? .notEqual : .equal
        case .word("not") where ahead(1).isWord("in"):
            advance()
            advance()
            return .notInList
        case .word("not") where ["contains", "matches", "is", "in-domain"].contains(ahead(1).word ?? ""):
            let word = ahead(1).word ?? ""
            findings.report(
                .foreignOperator, "\"not\" stands before the whole comparison", at: current.range, label: "not between the two sides",
                help: word == "is" ? "write is not" : "write not ... \(word) ...")
            advance()
            return takeOperator()
        case .word("contains"), .word("matches"), .word("in"), .word("in-domain"):
            let word = advance().word ?? ""
            return ComparisonOperator(rawValue: word)
        case .symbol(let symbol): return takeSymbolOperator(symbol)
        case .word(let word): return takeWordOfOtherLanguage(word)
        default: return nil
        }
    }

    private mutating func takeSymbolOperator(_ symbol: Token.Symbol) -> ComparisonOperator? {
        switch symbol {
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            advance()
            return ComparisonOperator(rawValue: symbol.rawValue)
        case .equals, .doubleEquals:
            reportForeign(symbol, "is")
            advance()
            return .equal
        case .bang where ahead(1).isSymbol(.equals), .notEquals:
            reportForeign(symbol, "is not")
            advance()
            return .notEqual
        case .tilde:
            reportForeign(symbol, "matches")
            advance()
            return .matches
        case .notTilde:
            reportForeign(symbol, "not ... matches")
            advance()
            return .matches
        case .colon where ["contains", "is", "matches"].contains(ahead(1).word ?? ""):
            findings.report(
                .foreignOperator, "\":\(ahead(1).word ?? "")\" is Sieve's way to write it", at: current.range.lowerBound..<ahead(1).range.upperBound,
                label: "no colon here", help: "write \(ahead(1).word ?? "") between the two sides")
            advance()
            return takeOperator()
        default: return nil
        }
    }

    private static let foreignWords: [String: (ComparisonOperator, String)] = [
        "equals": (.equal, "is"), "eq": (.equal, "is"), "like": (.matches, "matches"), "includes": (.contains, "contains"),
        "contain": (.contains, "contains"), "match": (.matches, "matches"), "has": (.contains, "contains"),
        "startswith": (.matches, "matches \"...*\""), "starts-with": (.matches, "matches \"...*\""),
        "endswith": (.matches, "matches \"*...\""), "ends-with": (.matches, "matches \"*...\""),
    ]

    /// A word where only an operator can stand, known from elsewhere, with a value after it.
    private mutating func takeWordOfOtherLanguage(_ word: String) -> ComparisonOperator? {
        guard !current.startsLine, let (meaning, write) = Self.foreignWords[word.lowercased()] else { return nil }
        switch ahead(1).kind {
        case .string, .regex, .number, .symbol(.openBracket): break
        default: return nil
        }
        findings.report(
            .foreignOperator, "\"\(word)\" is no operator", at: current.range, label: "the operators are is, contains, matches, in, in-domain, < and >",
            help: "write \(write)")
        advance()
        return meaning
    }

    // MARK: Values

    /// `primary ?? primary`: what stands as an action's argument and on either side of an operator.
    mutating func readValue() -> ExpressionSyntax? {
        let start = current.range.lowerBound
        guard let left = readPrimary() else { return nil }
        guard current.isSymbol(.fallback) else { return left }
        var parts = [left]
        while take(.fallback) {
            guard let next = readPrimary() else { return nil }
            parts.append(next)
        }
        // `a ?? b ?? c`: to the right, as the first that is there wins either way. Long chains are cut at the nesting limit.
        guard parts.count <= Self.nestingLimit else {
            findings.report(
                .nestingTooDeep, "this is nested too deeply", at: range(from: start), label: "more than \(Self.nestingLimit) fallbacks")
            return ExpressionSyntax(kind: .invalid, range: range(from: start))
        }
        var value = parts[parts.count - 1]
        for part in parts.dropLast().reversed() {
            value = ExpressionSyntax(kind: .fallback(part, value), range: part.range.lowerBound..<value.range.upperBound)
        }
        return value
    }

    private mutating func readPrimary() -> ExpressionSyntax? {
        let token = current
        switch token.kind {
        case .word("exists"):
            advance()
            guard let path = readPath() else { return nil }
            return ExpressionSyntax(kind: .exists(path), range: range(from: token.range.lowerBound))
        case .word(let word):
            if ["is", "contains", "matches", "in", "in-domain", "and", "or", "not", "when", "unless"].contains(word) || beginsDeclaration {
                expected("a field or a value")
                return nil
            }
            guard let path = readPath() else { return nil }
            return ExpressionSyntax(kind: .path(path), range: path.range)
        case .string(let literal):
            advance()
            return ExpressionSyntax(kind: .string(interpolated(literal)), range: token.range)
        case .regex(let literal):
            advance()
            return ExpressionSyntax(kind: .regex(literal), range: token.range)
        case .invalid:
            advance()
            // One end of a range: the other belongs to it.
            if take(.range) { advance() }
            return ExpressionSyntax(kind: .invalid, range: range(from: token.range.lowerBound))
        case .symbol(.openBracket): return readList()
        case .symbol(.openParenthesis): return readGroup()
        case .symbol(.doubleEquals), .symbol(.equals):
            // `= =`: the operator was reported.
            expected("a field or a value")
            return nil
        default:
            if let literal = readLiteral() { return literal }
            expected("a field or a value")
            return nil
        }
    }

    /// Numbers and what is made of them.
    private mutating func readLiteral() -> ExpressionSyntax? {
        let token = current
        let start = token.range.lowerBound
        switch token.kind {
        case .number(let value):
            advance()
            return ExpressionSyntax(kind: .number(value), range: token.range)
        case .symbol(.minus):
            guard case .number(let value) = ahead(1).kind, ahead(1).range.lowerBound == token.range.upperBound else { return nil }
            advance()
            advance()
            return ExpressionSyntax(kind: .number(-value), range: range(from: start))
        case .size(let octets):
            advance()
            return ExpressionSyntax(kind: .size(octets), range: token.range)
        case .duration(let seconds):
            advance()
            return ExpressionSyntax(kind: .duration(seconds), range: token.range)
        case .date(let first):
            advance()
            guard take(.range) else { return ExpressionSyntax(kind: .date(first), range: token.range) }
            guard case .date(let last) = current.kind else { return rangeEnd("a date", from: start) }
            advance()
            return ExpressionSyntax(kind: .days(first, last), range: range(from: start))
        case .dateTime(let first):
            advance()
            guard take(.range) else { return ExpressionSyntax(kind: .dateTime(first), range: token.range) }
            guard case .dateTime(let last) = current.kind else { return rangeEnd("a date with a time", from: start) }
            advance()
            return ExpressionSyntax(kind: .moments(first, last), range: range(from: start))
        case .time(let first):
            advance()
            guard take(.range) else {
                findings.report(
                    .unexpected, "a time of day stands in a range", at: token.range, label: "one end of it", help: "write now in 22:00..06:00")
                return ExpressionSyntax(kind: .invalid, range: token.range)
            }
            guard case .time(let last) = current.kind else { return rangeEnd("a time of day", from: start) }
            advance()
            return ExpressionSyntax(kind: .hours(first, last), range: range(from: start))
        default: return nil
        }
    }

    private mutating func rangeEnd(_ what: String, from start: Int) -> ExpressionSyntax? {
        expected("\(what) as the other end of the range")
        switch current.kind {
        case .invalid, .date, .dateTime, .time, .number: advance()
        default: break
        }
        return ExpressionSyntax(kind: .invalid, range: range(from: start))
    }

    private mutating func readGroup() -> ExpressionSyntax? {
        let opening = advance()
        guard let inner = readExpression() else { return nil }
        closeBracket(.closeParenthesis, opening.range)
        return ExpressionSyntax(kind: .group(inner), range: range(from: opening.range.lowerBound))
    }

    private mutating func readList() -> ExpressionSyntax? {
        let opening = advance()
        var items: [ExpressionSyntax] = []
        while !current.isSymbol(.closeBracket) {
            guard let item = readExpression() else { return nil }
            items.append(item)
            if take(.comma) { continue }
            if beginsListItem {
                findings.report(
                    .unexpected, "there is no comma between two entries", at: previousEnd - 1..<previousEnd, label: "\",\" belongs after this")
                continue
            }
            break
        }
        closeBracket(.closeBracket, opening.range)
        return ExpressionSyntax(kind: .list(items), range: range(from: opening.range.lowerBound))
    }

    private var beginsListItem: Bool {
        switch current.kind {
        case .string, .number, .regex: return true
        default: return false
        }
    }

    /// Takes the closing bracket; where it is missing, points at the opening one and goes on as if it were there.
    mutating func closeBracket(_ symbol: Token.Symbol, _ opening: Range<Int>) {
        if take(symbol) { return }
        guard current.kind != .invalid else { return }
        let place = current.kind == .end ? endPlace : current.range
        let character = symbol == .closeBracket ? "]" : ")"
        findings.report(
            .missingClosingBracket, "this is not closed", at: opening, label: "opened here",
            notes: [(place, "\"\(character)\" belongs before this")], help: nil)
        // What stands before a bracket that does close belongs to the same mistake.
        var probe = index
        while probe < tokens.count - 1, !tokens[probe].startsLine, tokens[probe].kind != .end {
            if tokens[probe].isSymbol(symbol) {
                index = probe + 1
                return
            }
            if tokens[probe].isSymbol(.openBrace) || tokens[probe].isSymbol(.closeBrace) { return }
            probe += 1
        }
    }

    // MARK: Paths

    mutating func readPath() -> Path? {
        let start = current.range.lowerBound
        var steps: [Path.Step] = []
        repeat {
            guard let word = current.word else {
                expected(steps.isEmpty ? "the name of a field" : "a name after the dot")
                return nil
            }
            let token = advance()
            let name = Name(text: word, range: token.range)
            var arguments: [Path.Argument]?
            if current.isSymbol(.openParenthesis), !current.startsLine {
                guard let read = readArguments() else { return nil }
                arguments = read
            }
            steps.append(Path.Step(name: name, arguments: arguments, range: range(from: token.range.lowerBound)))
        } while take(.dot)
        return Path(steps: steps, range: range(from: start))
    }

    private mutating func readArguments() -> [Path.Argument]? {
        let opening = advance()
        var arguments: [Path.Argument] = []
        while !current.isSymbol(.closeParenthesis) {
            var label: Name?
            if let word = current.word, ahead(1).isSymbol(.colon) {
                label = Name(text: word, range: current.range)
                advance()
                advance()
            }
            guard let value = readExpression() else { return nil }
            arguments.append(Path.Argument(label: label, value: value))
            if !take(.comma) { break }
        }
        closeBracket(.closeParenthesis, opening.range)
        return arguments
    }

    // MARK: Strings

    /// Parses what stands between `${` and `}`.
    mutating func interpolated(_ literal: StringLiteral) -> InterpolatedString {
        var parts: [InterpolatedString.Part] = []
        for part in literal.parts {
            switch part {
            case .text(let text): parts.append(.text(text))
            case .interpolation(let inner, let range): parts.append(.interpolation(interpolation(inner, range), range))
            }
        }
        return InterpolatedString(parts: parts)
    }

    private mutating func interpolation(_ inner: [Token], _ range: Range<Int>) -> ExpressionSyntax {
        let end = Token(kind: .end, range: range.upperBound - 1..<range.upperBound, startsLine: false)
        if inner.isEmpty {
            findings.report(
                .unexpected, "\"${}\" holds nothing", at: range, label: "a field or a name belongs between the braces",
                help: "write \\${ for the two characters themselves")
            return ExpressionSyntax(kind: .invalid, range: range)
        }
        let (outerTokens, outerIndex) = (tokens, index)
        tokens = inner + [end]
        index = 0
        let before = findings.diagnostics.count
        var value = readExpression()
        if value != nil, current.kind != .end, findings.diagnostics.count == before {
            findings.report(
                .unexpected, "expected \"}\", found \(Self.describe(current))", at: current.range, label: "one value stands between the braces")
            value = nil
        }
        tokens = outerTokens
        index = outerIndex
        return value ?? ExpressionSyntax(kind: .invalid, range: range)
    }
}
