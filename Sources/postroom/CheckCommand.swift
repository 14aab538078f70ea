import Agent
import ArgumentParser
import Configuration
import Foundation
import SourceText

/// `postroom check`: every mistake in rule files, or in the configuration and all that it names.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find every mistake in rule files, or in the configuration and all its rules.",
        discussion: """
            With files: each is checked by itself. Without: the configuration, and the rules of each of its accounts, whose files \
            act as if written one after the other.

            A finding shows the line with the place marked, what is wrong, and what to write instead. Errors keep rules from \
            running; warnings are for what is allowed and surely not meant.

            Exit status: 0 nothing but warnings; 65 a rule file is wrong (with --strict also for warnings); 66 a file can't be \
            read; 78 the configuration is wrong.
            """
    )

    @OptionGroup var source: ConfigurationOption

    @Argument(help: ArgumentHelp("Rule files; without any, those of the configuration.", valueName: "file"), completion: .file(extensions: ["rules"]))
    var files: [String] = []

    @Flag(help: "One JSON object a line for each finding, on standard output.")
    var json = false

    @Flag(help: "Warnings count as errors.")
    var strict = false

    func run() throws {
        var findings: [Diagnostic] = []
        var configurationIsWrong = false
        var checked = 0
        if files.isEmpty {
            let (configuration, mistakes) = ConfigurationLoader.load(explicitPath: source.config, environment: ProcessInfo.processInfo.environment)
            findings += mistakes
            configurationIsWrong = configuration == nil || mistakes.hasErrors || (strict && !mistakes.isEmpty)
            var seen: Set<[String]> = []
            for account in configuration?.accounts ?? [] where seen.insert(account.rules).inserted {
                findings += RuleSet.load(paths: account.rules).findings
                checked += account.rules.count
            }
        } else {
            for file in files { findings += RuleSet.load(paths: [file]).findings }
            checked = files.count
        }
        findings = Self.unique(findings)
        try show(findings, checked: checked)
        if configurationIsWrong { throw ExitStatus.configuration }
        if findings.contains(where: { $0.code == Self.unreadable }) { throw ExitStatus.noInput }
        if findings.hasErrors || (strict && !findings.isEmpty) { throw ExitStatus.dataError }
    }

    /// The code of the finding for a rule file that can't be read.
    private static let unreadable = "R000"

    /// Accounts can share files: each finding is shown once.
    private static func unique(_ findings: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<FindingLine> = []
        return findings.filter { seen.insert(FindingLine($0)).inserted }
    }

    private func show(_ findings: [Diagnostic], checked: Int) throws {
        if json {
            for finding in findings { Console.print(try JSONLine.string(FindingLine(finding))) }
            return
        }
        let renderer = DiagnosticRenderer(colour: Console.standardOutputHasColour)
        for finding in findings { Console.print(renderer.render(finding)) }
        let errors = findings.count { $0.severity == .error }
        let warnings = findings.count - errors
        let files = PollSummary.count(checked, "rule file")
        if findings.isEmpty {
            Console.print("\(files) checked, nothing found")
        } else {
            Console.print("\(files) checked: \(PollSummary.count(errors, "error")), \(PollSummary.count(warnings, "warning"))")
        }
    }
}
