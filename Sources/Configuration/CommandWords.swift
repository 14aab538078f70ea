/// Splits a command line into its words, for people who type one where an argument vector is needed.
///
/// White space separates; `'...'` and `"..."` hold words together, a backslash takes the next character as it is. There are no
/// variables, globs or pipes: nothing here is a shell.
public enum CommandWords {
    /// Nil where a quote is not closed.
    public static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String.UnicodeScalarView?
        var quote: Unicode.Scalar?
        var isEscaped = false
        for scalar in line.unicodeScalars {
            if isEscaped {
                word = (word ?? .init()) + [scalar]
                isEscaped = false
            } else if scalar == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if scalar == open { quote = nil } else { word = (word ?? .init()) + [scalar] }
            } else if scalar == "\"" || scalar == "'" {
                quote = scalar
                word = word ?? .init()
            } else if scalar.properties.isWhitespace {
                if let done = word { words.append(String(done)) }
                word = nil
            } else {
                word = (word ?? .init()) + [scalar]
            }
        }
        guard quote == nil, !isEscaped else { return nil }
        if let done = word { words.append(String(done)) }
        return words
    }
}
