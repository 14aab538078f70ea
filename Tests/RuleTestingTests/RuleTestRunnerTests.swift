import MailMessage
import RuleLanguage
import RuleTesting
import SourceText
import Testing

@Suite struct RuleTestRunnerTests {
    /// Runs the one test of a text.
    private func run(_ text: String, files: [String: String] = [:]) throws -> TestResult {
        let compiled = RuleCompiler.compile([SourceFile(name: "dir/a.rules", text: text)]) { _ in nil }
        let program = try #require(compiled.program, "\(compiled.diagnostics.map { DiagnosticRenderer(colour: false).render($0) }.joined())")
        let runner = RuleTestRunner(
            program, readMessage: { files[$0].map { Octets(Array($0.utf8)) } },
            readFolder: { folder in files.keys.filter { $0.hasPrefix(folder + "/") }.sorted() })
        return runner.run(try #require(compiled.tests.first))
    }

    /// Runs a test of a few rules with these expectations.
    private func run(given: String, expect: String) throws -> TestResult {
        try run(
            """
            rule "invoices" {
              when subject contains "invoice" and any attachments.filename matches "*.pdf"
              addflag "\\\\Flagged"
              tag +money
              redirect "books@example.org" copy
              fileinto "Money/${date.year}"
            }
            rule "blocked" { when from.address in list("blocked.txt") discard }
            rule "twice" { when duplicate(message-id) fileinto "Twice" }
            rule "night" { when now in 22:00..06:00 tag +night }
            rule "html" { when body contains "héllo" and body.html contains "<b>" fileinto "Html" }
            rule "vacation" { when account is "away" vacation "gone" }
            rule "errs" { when subject is "err" fileinto "X/${list-id}" }
            otherwise { keep }
            test "t" {
            \(given)
            \(expect)
            }

            """)
    }

    private let invoice = """
          given message {
            From: a@example.net
            Date: Mon, 2 Mar 2026 09:12:00 +0100
            Message-ID: <1@example.net>
            Subject: Your invoice
            attachment "in.pdf" size 3KB
          }
        """

    @Test(arguments: [
        "matched \"invoices\"", "fileinto", "fileinto \"Money/2026\"", "redirect \"Books@example.org\"", "not keep", "tag money", "tag +Money",
        "flag \"\\\\flagged\"", "not discard", "not fileinto \"Money\"", "not error", "not vacation",
        "only { fileinto \"Money/2026\" redirect tag +money flag \"\\\\Flagged\" }", "not only { fileinto }",
    ])
    func `what happens is what was expected`(_ expectation: String) throws {
        let result = try run(given: invoice, expect: "expect \(expectation)")
        #expect(result.passed, "\(result.failures)")
    }

    @Test(arguments: [
        ("matched \"html\"", "matched \"html\"", "the run had ended before"),
        ("not matched \"invoices\"", "not matched \"invoices\"", "it matched"),
        ("fileinto \"Money/2025\"", "fileinto \"Money/2025\"", "redirect \"books@example.org\", fileinto \"Money/2026\", tag \"money\", flag \"\\Flagged\""),
        ("only { fileinto \"Money/2026\" discard }", "only { fileinto \"Money/2026\" discard }", "no discard, also redirect \"books@example.org\", also tag \"money\", also flag \"\\Flagged\""),
        ("error", "error", "no rule erred; redirect \"books@example.org\", fileinto \"Money/2026\", tag \"money\", flag \"\\Flagged\""),
    ])
    func `what differs is told in the words of tests`(_ expectation: String, _ expected: String, _ happened: String) throws {
        let failure = try #require(try run(given: invoice, expect: "expect \(expectation)").failures.first)
        #expect(failure.expected == expected)
        #expect(failure.happened == happened)
        #expect(failure.line == 23)
        #expect(failure.because.contains { $0.contains("rule \"invoices\" (line 1) matched") })
    }

    @Test func `a rule that did not match says which condition decided`() throws {
        let result = try run(given: "given message {\n Subject: hello\n}", expect: "expect matched \"invoices\"")
        #expect(result.failures.first?.because == ["rule \"invoices\" (line 1) did not match: subject contains \"invoice\", where the value is hello"])
    }

    @Test(arguments: [
        ("given message {\n From: x@y\n}\ngiven list(\"blocked.txt\") = [\"X@y\"]", "only { discard }"),
        ("given message {\n Message-ID: <1@x>\n Date: Mon, 2 Mar 2026 09:12:00 +0100\n}\ngiven seen \"1@x\" at 2026-03-01T10:00:00Z", "fileinto \"Twice\""),
        ("given message {\n Message-ID: <1@x>\n Date: Mon, 2 Mar 2026 09:12:00 +0100\n}\ngiven seen \"1@x\" at 2026-01-01T10:00:00Z", "not fileinto"),
        ("given message {\n Subject: x\n}\ngiven now = 2026-03-02T23:00:00+09:00", "tag night"),
        ("given message {\n Subject: x\n}\ngiven now = 2026-03-02T12:00:00+09:00", "not tag night"),
        ("given message {\n Date: Mon, 2 Mar 2026 23:12:00 +0100\n}", "tag night"),
        ("given message {\n From: who@example.net\n To: me@example.org\n}\ngiven account = \"away\"", "keep"),
        ("given message {\n Subject: err\n}", "error \"list-id\""),
        ("given message {\n Subject: err\n}", "only { keep tag rule-error }"),
        ("given message {\n text \"héllo\"\n html \"<b>héllo</b>\"\n}", "fileinto \"Html\""),
        ("given message {\n text \"héllo <b>\"\n}", "not fileinto"),
        ("given message {\n Subject: =?utf-8?Q?inv?= =?utf-8?Q?oice?=\n attachment \"Übersicht.pdf\" type \"application/pdf\"\n text \"x\"\n}\ngiven now = 2026-03-02T12:00:00Z", "error \"date\""),
    ])
    func `what a test gives is what the rules see`(_ given: String, _ expectation: String) throws {
        let result = try run(given: given, expect: "expect \(expectation)")
        #expect(result.passed, "\(result.failures)")
    }

    @Test func `a message may come from a file, or be each of a folder's`() throws {
        let rules = "rule \"r\" { when subject is \"a\" discard }\n"
        let files = ["dir/m/1.eml": "Subject: a\r\n\r\n", "dir/m/2.eml": "Subject: b\r\n\r\n"]
        #expect(try run(rules + "test \"t\" { given file \"m/1.eml\" expect discard }\n", files: files).passed)
        let folder = try run(rules + "test \"t\" { given messages \"m\" expect discard }\n", files: files)
        #expect(folder.failures.map(\.message) == ["dir/m/2.eml"])
        #expect(try run(rules + "test \"t\" { given file \"m/3.eml\" expect discard }\n", files: files).failures.first?.happened == "it can't be read")
    }

    @Test func `a built message is MIME as it should be`() throws {
        let result = try run(
            """
            rule "r" {
              when count parts is 4 and count attachments is 2 and header("Content-Type") contains "multipart/mixed"
               and attachments.size is 2KB and attachments.filename is "naïve \\"x\\".bin" and attachments.type is "image/png"
               and body contains "line one\\nline two"
              fileinto "A"
            }
            test "t" {
              given message {
                text \"""
                  line one
                  line two
                  \"""
                html "<p>line one"
                attachment "naïve \\"x\\".bin" size 2KB
                attachment "b.png"
              }
              expect matched "r"
            }

            """)
        #expect(result.passed, "\(result.failures)")
    }

    @Test func `a test's own Content-Type makes the text the body as it stands`() throws {
        let result = try run(
            """
            rule "r" { when bounce and bounce.status is "5.1.1" discard }
            test "t" {
              given message {
                Content-Type: multipart/report; report-type=delivery-status; boundary=b
                text \"""
                  --b

                  No.
                  --b
                  Content-Type: message/delivery-status

                  Reporting-MTA: dns; mx.example

                  Final-Recipient: rfc822; x@example.net
                  Action: failed
                  Status: 5.1.1
                  --b--
                  \"""
              }
              expect discard
            }

            """)
        #expect(result.passed, "\(result.failures)")
    }
}
