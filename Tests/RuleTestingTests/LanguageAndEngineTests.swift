import RuleLanguage
import RuleTesting
import SourceText
import Testing

/// What the compiler writes is what the engine reads: each construct of the language, on messages.
@Suite struct LanguageAndEngineTests {
    private static let text = #"""
        let me = ["ann@example.org", "ann@work.example"]
        let folder-of = { "acme.example": "Customers/Acme", "example.net": "Friends" }
        let urgent = subject contains "urgent" and from in-domain "work.example"
        let who = from.first.name ?? "nobody"
        let pats = [/order (?<n>\d+)/, /no\. (?<n>\d+)/]
        group "work" when from.domain matches /^(?<sub>[a-z]+)\.work\.example$/ {
          rule "g1" { when urgent tag +"sub:${sub}" }
          rule "g2" { when subject matches pats tag +"n:${n}" +"who:${who}" continue }
        }
        rule "map" { when exists folder-of(from.domain) and subject is "map" fileinto folder-of(from.domain) ?? "Other" }
        rule "data" { when subject is "data" fileinto "X/${folder-of(from.domain)}" }
        rule "glob" { when to.address matches "*+${from.localpart}@*" tag +globbed }
        rule "count" { when count to > 1 and all to.domain is "example.org" tag +all }
        rule "none" { when none to.domain is "example.com" tag +none }
        rule "allnot" { when all to.domain is not "example.com" tag +allnot }
        rule "order" { when subject.number >= 41.5 tag +big }
        rule "dates" { when date in 2026-03-01..2026-03-02 and date.weekday in ["Mon", "Tue"] and date.year is 2026 and date > 2026-02-28 and date is 2026-03-02 tag +dated }
        rule "loop" { for a in to { if a.domain is "example.org" and a.detail is "x" { tag +"at:${a.localpart}" } } }
        rule "tags" { when tags contains "at:" let t = tags.first ?? "none" addheader "X-Tags" "${tags.join(",")} ${t}" }
        rule "sees header" { when header("X-Tags") contains "at:" tag +seen-header addflag ["\\Seen", "$Label1"] }
        rule "flags" { when flags is "\\Seen" tag +seen-flag }
        rule "size" { when size < 10KB and size > 10 tag +small }
        rule "notin" { when from.address not in me and not (from in-domain ["b.example", "c.example"]) tag +stranger }
        rule "del" { when header("X-Drop") is "y" deleteheader "X-Drop" matches "y*" if not exists header("X-Drop") { tag +dropped } }
        rule "or" { when subject matches /q(?<q>\d)/ or body matches /q(?<q>\d)/ tag +"q${q}" }
        rule "opt" { when subject matches /z(?<z>\d)/ or automated tag +"z${z ?? "none"}" }
        otherwise { tag +o }
        test "group" { 
          given message {
            From: "Bo" <b@eu.work.example>
            To: ann+x@example.org, carl+x@example.org
            Date: Mon, 2 Mar 2026 09:12:00 +0100
            Subject: URGENT order 42 q7 z3
            X-Drop: yes
            X-Drop: y
            text "hi"
          }
          expect tag "sub:eu"
          expect tag "n:42"
          expect tag "who:Bo"
          expect tag all expect tag none expect tag allnot expect tag big expect tag dated
          expect tag "at:ann+x" expect tag "at:carl+x" expect tag seen-header expect tag seen-flag expect flag "$label1"
          expect tag small expect tag stranger expect tag q7 expect tag z3 expect tag o expect keep
          expect not tag globbed expect tag dropped
        }
        test "map" {
          given message {
            From: x@acme.example
            Subject: map
            Date: Mon, 2 Mar 2026 09:12:00 +0100
          }
          expect fileinto "Customers/Acme"
        }
        test "data" {
          given message {
            From: x@acme.example
            To: ann+x@example.org
            Subject: data
            Date: Mon, 2 Mar 2026 09:12:00 +0100
          }
          expect error expect keep
        }
        test "glob" {
          given message {
            From: x@b.example
            To: ann+x@example.org
            Subject: z
            X-Drop: y
            Auto-Submitted: auto-replied
          }
          expect tag globbed expect not tag stranger expect tag dropped expect tag znone
        }
        """#

    @Test func `every construct does what it says`() throws {
        let compiled = RuleCompiler.compile([SourceFile(name: "a.rules", text: Self.text)]) { _ in nil }
        let findings = compiled.diagnostics.map { DiagnosticRenderer(colour: false).render($0) }
        #expect(findings.isEmpty, "\(findings.joined())")
        let runner = RuleTestRunner(try #require(compiled.program), readMessage: { _ in nil }, readFolder: { _ in nil })
        #expect(compiled.tests.count == 4)
        for test in compiled.tests {
            let result = runner.run(test)
            #expect(result.passed, "\(test.name): \(result.failures)")
        }
    }
}
