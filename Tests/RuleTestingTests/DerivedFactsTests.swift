import RuleLanguage
import RuleTesting
import SourceText
import Testing

/// What messages tell beyond their fields, from the text of a rule to the result of its test.
@Suite struct DerivedFactsTests {
    private static let text = #"""
        rule "auth" { when exists auth and auth.spf is "pass" and auth.dkim is "fail" and not (auth.dmarc is "pass") tag +"auth:${auth.dkim.join("+")}" }
        rule "unknown sender" { unless exists auth tag +unauthenticated }
        rule "spam" { when spam.score > 5 and spam.flagged tag +spam }
        rule "level" { when spam.level >= 5 tag +"scl:${spam.level}" }
        rule "list" { when mailing-list tag +list }
        rule "bounce" { when bounce and bounce.action is "failed" tag +"bounced:${bounce.recipient.first}" +"${bounce.status.first}" }
        rule "receipt" { when receipt and receipt.disposition is "displayed" tag +"read:${receipt.recipient}" +"${receipt.id}" }
        rule "complaint" { when complaint and complaint.type is "abuse" tag +"${complaint.source ?? "?"}" }
        rule "cut" { when truncated and truncated.reason is "header-count" tag +"cut:${truncated.reason.first}" }
        rule "whole" { unless truncated tag +whole }
        rule "loop" { when looped tag +loop }

        test "trusted results count" {
          given trusted = ["MX.example.org", "other.example"]
          given message {
            Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=x; dkim=fail; dkim=pass; dmarc=fail
            Subject: x
          }
          expect tag "auth:fail+pass"
          expect not tag unauthenticated
          expect tag whole
          expect not tag loop
        }
        test "others do not" {
          given message {
            Authentication-Results: mx.example.org; spf=pass; dkim=fail; dmarc=fail
          }
          expect tag unauthenticated
          expect not matched "auth"
        }
        test "scores" {
          given message {
            X-Spam-Status: Yes, score=7.3 required=5.0
            X-MS-Exchange-Organization-SCL: 6
            List-Id: <x.example.org>
          }
          expect tag spam expect tag "scl:6" expect tag list
        }
        test "bounce" {
          given message {
            From: MAILER-DAEMON@mx.example.org
            X-Failed-Recipients: gone@example.net
            Subject: Mail delivery failed
            text "550 5.1.1 unknown"
          }
          expect tag "bounced:gone@example.net" expect tag "5.1.1"
        }
        test "receipt" {
          given message {
            Content-Type: message/disposition-notification
            text """
            Final-Recipient: rfc822; bo@example.net
            Original-Message-ID: <1@example.org>
            Disposition: manual-action/MDN-sent-manually; displayed
            """
          }
          expect tag "read:bo@example.net" expect tag "1@example.org"
        }
        test "complaint" {
          given message {
            Content-Type: message/feedback-report
            text """
            Feedback-Type: abuse
            Source-IP: 192.0.2.1
            """
          }
          expect tag "192.0.2.1"
        }
        """#

    @Test func `rules see the facts`() throws {
        let compiled = RuleCompiler.compile([SourceFile(name: "facts.rules", text: Self.text)]) { _ in nil }
        #expect(compiled.diagnostics.map { DiagnosticRenderer(colour: false).render($0) } == [])
        let runner = RuleTestRunner(try #require(compiled.program), readMessage: { _ in nil }, readFolder: { _ in nil })
        #expect(compiled.tests.count == 6)
        for test in compiled.tests {
            let result = runner.run(test)
            #expect(result.passed, "\(test.name): \(result.failures)")
        }
    }

    @Test func `a message that was cut says why`() throws {
        let fields = (0..<10_001).map { "X-\($0): 1" }.joined(separator: "\n    ")
        let text = Self.text + "\ntest \"cut\" {\n  given message {\n    \(fields)\n  }\n  expect tag \"cut:header-count\"\n  expect not tag whole\n}\n"
        let compiled = RuleCompiler.compile([SourceFile(name: "facts.rules", text: text)]) { _ in nil }
        let runner = RuleTestRunner(try #require(compiled.program), readMessage: { _ in nil }, readFolder: { _ in nil })
        let result = runner.run(try #require(compiled.tests.last))
        #expect(result.passed, "\(result.failures)")
    }

    @Test(arguments: [
        ("auth is \"pass\"", ".spf"), ("spam > 5", ".score"), ("auth", "exists auth"), ("spam", "exists spam"), ("truncated is \"parts\"", ".reason"),
        ("spam.scl > 5", "no \".scl\""), ("scl > 5", "spam.level"), ("dkim is \"pass\"", "auth.dkim"),
    ])
    func `what is written wrongly gets the right word`(_ condition: String, _ hint: String) {
        let compiled = RuleCompiler.compile([SourceFile(name: "x.rules", text: "rule \"a\" { when \(condition) keep }\n")]) { _ in nil }
        let shown = compiled.diagnostics.map { DiagnosticRenderer(colour: false).render($0) }.joined()
        #expect(compiled.program == nil && shown.contains(hint), "\(shown)")
    }
}
