/// The smallest piece of a rules text that means something.
struct Token: Sendable {
    let kind: Kind
    /// Offsets in octets of the whole file, also for tokens inside an interpolation.
    let range: Range<Int>
    /// Whether only white space stands before it on its line.
    let startsLine: Bool

    enum Kind: Sendable, Equatable {
        /// A name or a keyword; which of the two is the parser's business. May hold upper case, which no name has.
        case word(String)
        case string(StringLiteral)
        case regex(RegexLiteral)
        case number(Double)
        /// In octets.
        case size(Int)
        /// In seconds.
        case duration(Int)
        case date(CalendarDate)
        case dateTime(DateTime)
        case time(TimeOfDay)
        case symbol(Symbol)
        /// A raw line of `given message`, without its indent and its line end.
        case headerLine
        /// Something that was already reported; stands where a value would.
        case invalid
        case end
    }

    /// Everything that is neither word nor literal. The second group is no part of the language: it is known only so that
    /// the parser can say what to write instead.
    enum Symbol: String, Sendable, Equatable {
        case openBrace = "{", closeBrace = "}", openParenthesis = "(", closeParenthesis = ")"
        case openBracket = "[", closeBracket = "]"
        case comma = ",", dot = ".", range = "..", colon = ":", plus = "+", minus = "-", equals = "="
        case less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">=", fallback = "??"

        case doubleEquals = "==", notEquals = "!=", tilde = "=~", notTilde = "!~", ampersands = "&&", bars = "||", bang = "!"
        case semicolon = ";", question = "?", star = "*", at = "@", ampersand = "&", bar = "|"
    }

    func isWord(_ text: String) -> Bool { kind == .word(text) }
    func isSymbol(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }

    var word: String? {
        if case .word(let text) = kind { return text }
        return nil
    }
}
