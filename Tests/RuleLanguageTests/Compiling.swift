import RuleLanguage
import SourceText

/// Compiles texts as an account's files, named `a.rules`, `b.rules` and so on.
func compile(_ texts: String..., including: [String: String] = [:]) -> CompiledRules {
    let names = ["a.rules", "b.rules", "c.rules"]
    return RuleCompiler.compile(zip(names, texts).map { SourceFile(name: $0, text: $1) }) { including[$0] }
}

/// `line:column code` of every finding.
func findings(_ texts: String..., including: [String: String] = [:]) -> [String] {
    let names = ["a.rules", "b.rules", "c.rules"]
    let result = RuleCompiler.compile(zip(names, texts).map { SourceFile(name: $0, text: $1) }) { including[$0] }
    return result.diagnostics.map { diagnostic in
        let start = diagnostic.span?.start
        return "\(start?.line ?? 0):\(start?.column ?? 0) \(diagnostic.code)"
    }
}

/// The findings as a person sees them.
func rendered(_ text: String) -> String {
    let renderer = DiagnosticRenderer(colour: false)
    return compile(text).diagnostics.map { renderer.render($0) }.joined()
}

/// A rule around a condition.
func when(_ condition: String, _ actions: String = "keep") -> String {
    "rule \"r\" {\n  when \(condition)\n  \(actions)\n}\n"
}
