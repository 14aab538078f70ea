import Crypto
import Foundation
import PatternMatching
public import RuleEngine
import RuleLanguage
import RuleProgram
public import SourceText

/// The rules of one account as they were at one moment: compiled, with the contents of their lists.
public struct RuleSet: Sendable {
    public let program: PreparedProgram
    /// Each text that took part, by the hash of its octets: rule files, included files, lists.
    public let texts: [RuleText]
    /// A hash over all texts, which names this version of the rules.
    public let version: String
    /// By path. A list that can't be read errs only the rules that ask it (rules language §7).
    public let lists: [String: ListReading]

    /// Reads, checks and prepares rule files.
    ///
    /// - Parameter paths: In the order they are run; none gives rules that keep everything.
    /// - Returns: The rules, nil if there is an error among the findings; and the findings. Unreadable lists are warnings.
    public static func load(paths: [String]) -> (rules: RuleSet?, findings: [Diagnostic]) {
        var findings: [Diagnostic] = []
        var files: [SourceFile] = []
        for path in paths {
            guard let text = TextFile.read(path) else {
                findings.append(
                    Diagnostic(
                        .error, code: "R000", "the rule file \(path) can't be read", at: nil,
                        help: "see whether it exists, and whether this user may read it"))
                continue
            }
            files.append(SourceFile(name: path, text: text))
        }
        guard findings.isEmpty else { return (nil, findings) }
        let compiled = RuleCompiler.compile(files, read: TextFile.read)
        findings = compiled.diagnostics
        guard let program = compiled.program, !findings.hasErrors else { return (nil, findings) }

        var texts = compiled.sources.map { RuleText(name: $0.name, text: $0.text) }
        var lists: [String: ListReading] = [:]
        for list in program.lists where lists[list.path] == nil {
            if let text = TextFile.read(list.path) {
                lists[list.path] = .contents(ListContents(text: text))
                texts.append(RuleText(name: list.path, text: text))
            } else {
                lists[list.path] = .unreadable("there is no such file, or this user may not read it")
                findings.append(
                    Diagnostic(
                        .warning, code: "R090", "the list \"\(list.name)\" can't be read", at: list.span,
                        label: "rules that ask it will err", help: "make the file \(list.path), one entry a line"))
            }
        }
        let prepared = PreparedProgram(program)
        findings += prepared.findings
        return (RuleSet(program: prepared, texts: texts, version: version(of: texts), lists: lists), findings)
    }

    private static func version(of texts: [RuleText]) -> String {
        let listed = texts.map { "\($0.name)\u{0}\($0.hash)" }.joined(separator: "\n")
        return RuleText.hash(of: listed)
    }
}

/// One text that rules are made of, with the SHA-256 of its octets in hexadecimal.
public struct RuleText: Sendable, Hashable {
    public let name: String
    public let text: String
    public let hash: String

    init(name: String, text: String) {
        self.name = name
        self.text = text
        self.hash = Self.hash(of: text)
    }

    static func hash(of text: String) -> String {
        guard let digest = try? HashAlgorithm.sha256.digest(of: text.utf8) else { return "" }
        return String(decoding: Hexadecimal.encode(digest), as: UTF8.self)
    }
}
