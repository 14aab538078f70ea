import Foundation
import RuleLanguage
import SourceText
import Testing

/// The pages in docs/ say what the code does.
@Suite struct DocumentationTests {
    private func page(_ name: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("docs/\(name)"), encoding: .utf8)
    }

    @Test func `the list of findings is that of the code`() throws {
        let rows = try page("diagnostics.md").split(separator: "\n").filter { $0.hasPrefix("| R") }.map(String.init)
        #expect(rows == DiagnosticCode.allCases.map { "| \($0.rawValue) | \($0.severity) | \($0.explanation) |" })
    }

    @Test func `the reference's examples compile`() throws {
        let blocks = try page("rules-language.md").components(separatedBy: "\n```\n")
        var compiled = 0
        for block in blocks where block.hasPrefix("let ") || block.hasPrefix("rule ") || block.hasPrefix("test ") {
            if block.contains("CONDITION") { continue }
            let text = "rule \"invoices\" { when subject is \"never\" stop }\n".appending(block).replacing(#/\nrule "invoices" \{\n/#, with: "\nrule \"invoices 2\" {\n")
            let errors = compile(text).diagnostics.filter { $0.severity == .error }
            #expect(errors.isEmpty, "\(errors.map { DiagnosticRenderer(colour: false).render($0) }.joined())")
            compiled += 1
        }
        #expect(compiled >= 3)
    }
}
