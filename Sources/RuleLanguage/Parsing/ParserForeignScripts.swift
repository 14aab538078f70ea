/// Scripts of other filters, pasted in whole.
extension Parser {
    /// Whether the text is a script of another filter, which gets one finding and no more.
    mutating func reportForeignScript() -> Bool {
        var probe = 0
        while probe < min(tokens.count - 1, 400) {
            let token = tokens[probe]
            let next = tokens[min(probe + 1, tokens.count - 1)]
            let third = tokens[min(probe + 2, tokens.count - 1)]
            if token.startsLine {
                if token.isSymbol(.colon), case .number(0) = next.kind, next.range.lowerBound == token.range.upperBound {
                    findings.report(
                        .procmailRecipe, "this is a procmail recipe", at: token.range.lowerBound..<next.range.upperBound,
                        label: "\":0\" begins one",
                        help: "write rule \"name\" { when subject matches /.../ fileinto \"Folder\" }; see the rules reference")
                    return true
                }
                let isRequire: Bool
                switch next.kind {
                case .string, .symbol(.openBracket): isRequire = token.isWord("require")
                default: isRequire = false
                }
                let isTest = (token.isWord("if") || token.isWord("elsif")) && Self.sieveTests.contains(next.word ?? "") && third.isSymbol(.colon)
                if isRequire || isTest {
                    findings.report(
                        .sieveScript, "this is a Sieve script", at: token.range.lowerBound..<next.range.upperBound,
                        label: "Sieve is another language with the same verbs",
                        help: "write rule \"name\" { when subject contains \"...\" fileinto \"Folder\" }; see the rules reference")
                    return true
                }
            }
            probe += 1
        }
        return false
    }

    private static let sieveTests: Set<String> = [
        "header", "address", "envelope", "size", "allof", "anyof", "exists", "not", "body", "string", "date", "currentdate", "hasflag",
    ]
}
