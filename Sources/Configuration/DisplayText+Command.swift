import SourceText

extension DisplayText {
    /// A command as a person would type it, in backquotes and cut.
    static func command(_ arguments: [String]) -> String {
        "`" + escaped(arguments.joined(separator: " "), maximum: 120) + "`"
    }
}
