/// What stands as an action's argument and on either side of an operator.
extension Parser {
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
}
