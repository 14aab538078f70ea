import RuleProgram
public import SourceText

/// Makes a program of rule files.
public enum RuleCompiler {
    /// How deep files may include one another.
    public static let includeLimit = 32

    /// - Parameters:
    ///   - files: The files of an account, in order; they act as if written one after the other (rules language §3.8).
    ///   - read: The text of a file by its path, for `include`; nil where it can't be read. Relative paths were resolved against the
    ///     folder of the including file.
    /// - Returns: All that is wrong in one run; a program where nothing is.
    public static func compile(_ files: [SourceFile], read: (String) -> String?) -> CompiledRules {
        var walk = FileWalk()
        for (index, file) in files.enumerated() {
            walk.visit(file, isLast: index == files.count - 1, isIncluded: false, read: read)
        }
        return walk.result()
    }
}
