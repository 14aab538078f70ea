/// The operators, and what people who know other languages write for them.
extension Parser {
    mutating func takeOperator() -> ComparisonOperator? {
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
        "startswith": (.contains, "matches \"...*\""), "starts-with": (.contains, "matches \"...*\""),
        "endswith": (.contains, "matches \"*...\""), "ends-with": (.contains, "matches \"*...\""),
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
}
