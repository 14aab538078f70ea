import Foundation
import SourceText
import Testing

@testable import Configuration

/// docs/configuration.md is the whole reference: nothing the program knows may be missing in it.
@Suite struct DocumentationTests {
    private static func reference(_ file: String = #filePath) throws -> String {
        let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("docs/configuration.md"), encoding: .utf8)
    }

    /// The rows of the table under a heading, by the key in their first column.
    private static func rows(under heading: String, in text: String) -> [String: [String]] {
        guard let start = text.range(of: "\n## \(heading)\n") else { return [:] }
        let rest = text[start.upperBound...]
        let section = rest.range(of: "\n## ").map { rest[..<$0.lowerBound] } ?? rest
        var rows: [String: [String]] = [:]
        for line in section.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let key = cells[0].split(separator: "`").first.map(String.init) ?? ""
            rows[key] = cells
        }
        return rows
    }

    @Test(arguments: [
        ("`[accounts.NAME]`", ConfigurationChecker.accountKeys), ("`[folders.NAME]`", ConfigurationChecker.folderKeys),
        ("`[smtp.NAME]`", ConfigurationChecker.smtpKeys), ("`[state]`", ConfigurationChecker.stateKeys), ("`[limits]`", ConfigurationChecker.limitKeys),
    ])
    func everyKeyHasARow(_ heading: String, _ keys: [String]) throws {
        let text = try Self.reference()
        let described = Set(Self.rows(under: heading, in: text).keys)
        let passwords = Set(Self.rows(under: "Passwords", in: text).keys)
        #expect(Set(keys).subtracting(described).subtracting(passwords) == [])
        #expect(described.subtracting(keys) == [])
    }

    @Test func everyCodeHasARow() throws {
        let described = Self.rows(under: "What the diagnostics mean", in: try Self.reference()).keys
        #expect(Set(described) == Set(DiagnosticCode.allCases.map(\.rawValue)))
    }

    @Test func theDefaultsOfLimitsAreTheProgramsOwn() throws {
        let text = try Self.reference()
        var table = "[limits]\n"
        for (key, cells) in Self.rows(under: "`[limits]`", in: text) {
            table += "\(key) = \(cells[2].replacing("`", with: ""))\n"
        }
        let (configuration, findings) = ConfigurationLoader.check(
            Array((table + ConfigurationSamples.least + "password-credential = \"c\"").utf8), path: "p", environment: ["HOME": "/nowhere"])
        #expect(findings.map(\.message) == [])
        #expect(configuration?.limits == Limits())
    }

    @Test func theExamplesAreValid() throws {
        let blocks = try Self.reference().components(separatedBy: "```toml\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
        #expect(blocks.count >= 6)
        let directory = try TemporaryDirectory()
        for file in ["personal.rules", "Rules/personal.rules"] { try directory.write("", to: file) }
        try directory.write("-----BEGIN CERTIFICATE-----\n", to: "extra-ca.pem")
        for block in blocks {
            let store = block.contains("[folders.local]") || !block.contains("folders =") ? "" : "\n[folders.local]\nmaildir = \"~/Mail\"\n"
            let (_, findings) = ConfigurationLoader.check(
                Array((block + store).utf8), path: directory.path + "/postroom.toml", environment: directory.environment)
            #expect(findings.filter { $0.code != "C013" }.map(\.message) == [], "\(block)")
        }
    }
}
