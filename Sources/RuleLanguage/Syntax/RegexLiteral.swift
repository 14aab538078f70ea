/// `/pattern/flags`; the pattern exactly as written, so that its offsets are those of the source.
struct RegexLiteral: Sendable, Equatable {
    let pattern: String
    /// Where the pattern stands, without the slashes.
    let patternRange: Range<Int>
    let caseSensitive: Bool
    let dotMatchesNewline: Bool
    let multiline: Bool
    let extended: Bool
}
