import Agent
import ArgumentParser
import Configuration
import Foundation
import MailMessage
import RuleEngine
import RuleLanguage
import RuleProgram
import RuleTesting
import SourceText

/// `postroom test`: runs the tests in rule files.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests in rule files: does each message go where it should?",
        discussion: """
            A test is written in the rule file, next to the rules it is about:

              test "an invoice is filed by year" {
                given message {
                  From: billing@example.net
                  Date: Mon, 2 Mar 2026 09:12:00 +0100
                  Subject: Your invoice
                  attachment "invoice.pdf" type "application/pdf"
                }
                expect matched "invoices"
                expect fileinto "Money/2026"
                expect not tag list
              }

            It runs on the real engine and touches no mail. Lists that a test does not give are empty. Where there is a \
            configuration its limits hold, and the trusted-authserv-ids of the account that a test gives (or of the only one) where \
            the test gives none. A test that fails says what \
            was expected, what happened instead, and which condition decided.

            Exit status: 0 all tests passed; 1 a test failed; 65 a rule file is wrong; 66 a file can't be read; 78 the \
            configuration that was named is wrong.
            """
    )

    @Argument(help: ArgumentHelp("Rule files; each is tested by itself.", valueName: "file"), completion: .file(extensions: ["rules"]))
    var files: [String]

    @Flag(help: "One JSON object a line for each test, on standard output.")
    var json = false

    @OptionGroup var source: ConfigurationOption

    func run() throws {
        let configuration = try source.loadIfThere()
        var outcome = Outcome()
        for file in files { try test(file, configuration, &outcome) }
        if !json, outcome.passed + outcome.failed > 0 || outcome.wrong == 0 && outcome.unreadable == 0 {
            let tests = PollSummary.count(outcome.passed + outcome.failed, "test")
            Console.print(outcome.failed == 0 ? "\(tests), all passed" : "\(tests): \(outcome.passed) passed, \(outcome.failed) failed")
        }
        if outcome.unreadable > 0 { throw ExitStatus.noInput }
        if outcome.wrong > 0 { throw ExitStatus.dataError }
        if outcome.failed > 0 { throw ExitStatus.failure }
    }

    private struct Outcome {
        var passed = 0
        var failed = 0
        var wrong = 0
        var unreadable = 0
    }

    private func test(_ file: String, _ configuration: Configuration?, _ outcome: inout Outcome) throws {
        guard let text = TextFile.read(file) else {
            Console.fail("the rule file \(DisplayText.escaped(file, maximum: 300)) can't be read")
            outcome.unreadable += 1
            return
        }
        let compiled = RuleCompiler.compile([SourceFile(name: file, text: text)], read: TextFile.read)
        guard let program = compiled.program else {
            Console.show(compiled.diagnostics.filter { $0.severity == .error })
            outcome.wrong += 1
            return
        }
        let limits = configuration?.limits ?? Limits()
        let runner = RuleTestRunner(
            program, readMessage: Self.readMessage, readFolder: Self.readFolder, messageLimits: MessageLimits(limits),
            limits: EvaluationLimits(limits), trusted: { configuration?.account(forMailOf: $0)?.trustedServers ?? [] })
        if compiled.tests.isEmpty, !json { Console.print("\(DisplayText.escaped(file, maximum: 300)): no tests") }
        for test in compiled.tests {
            let result = runner.run(test)
            if result.passed { outcome.passed += 1 } else { outcome.failed += 1 }
            if json { Console.print(try JSONLine.string(TestLine(result))) } else { show(result) }
        }
    }

    private func show(_ result: TestResult) {
        let paint = Paint(enabled: Console.standardOutputHasColour)
        let name = DisplayText.escaped(result.test.name, maximum: 120)
        guard !result.passed else {
            Console.print("\(paint.green("pass")) \(name)")
            return
        }
        Console.print("\(paint.red("FAIL")) \(paint.bold(name))")
        let file = DisplayText.escaped(result.test.span.file.name, maximum: 300)
        for failure in result.failures {
            Console.print("  \(file):\(failure.line)\(failure.message.map { ", message " + DisplayText.escaped($0, maximum: 200) } ?? "")")
            Console.print("    expected  \(failure.expected)")
            Console.print("    happened  \(failure.happened)")
            for (index, line) in failure.because.enumerated() {
                Console.print("    \(paint.dim((index == 0 ? "because   " : "          ") + line))")
            }
        }
    }

    // MARK: Messages

    /// nil for what can't be read and for what is no regular file.
    private static func readMessage(_ path: String) -> Octets? { try? Octets.mapping(path: path) }

    private static func readFolder(_ path: String) -> [String]? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return nil }
        return names.filter { !$0.hasPrefix(".") }.sorted().map { path + "/" + $0 }
    }
}

/// A test's result as `--json` prints it.
private struct TestLine: Encodable {
    let file: String
    let line: Int
    let name: String
    let passed: Bool
    let failures: [Failure]

    struct Failure: Encodable {
        let line: Int
        let expected: String
        let happened: String
        let because: [String]
        let message: String?
    }

    init(_ result: TestResult) {
        file = result.test.span.file.name
        line = result.test.span.start.line
        name = result.test.name
        passed = result.passed
        failures = result.failures.map {
            Failure(line: $0.line, expected: $0.expected, happened: $0.happened, because: $0.because, message: $0.message)
        }
    }
}
