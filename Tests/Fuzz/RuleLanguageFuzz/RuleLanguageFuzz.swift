import Fuzzing
import RuleLanguage
import SourceText

/// Any octets as a rule file: reading them ends, and there is a program exactly where there is no error.
@main
enum RuleLanguageFuzz {
    static func main() { Fuzz.run { fuzzRuleLanguage($0, $1) } }
}

private func fuzzRuleLanguage(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: start == nil ? 0 : count), as: UTF8.self)
    let result = RuleCompiler.compile([SourceFile(name: "a.rules", text: text)]) { $0 == "b.rules" ? text : nil }
    precondition((result.program == nil) == result.diagnostics.hasErrors)
    let renderer = DiagnosticRenderer(colour: true)
    for diagnostic in result.diagnostics.prefix(20) { precondition(!renderer.render(diagnostic).isEmpty) }
    return 0
}
