/// Fields with their steps and arguments, and strings with what stands in them.
extension Parser {
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
