public import RuleProgram
public import SourceText

/// What became of an account's rule files.
public struct CompiledRules: Sendable {
    /// Nil where there are errors.
    public let program: Program?
    public let tests: [TestCase]
    /// By file in the order of reading, then by place.
    public let diagnostics: [Diagnostic]
    /// Every file that took part, also by `include`, in the order of reading.
    public let sources: [SourceFile]
}
