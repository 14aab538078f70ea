import Foundation
import MailMessage
import RuleEngine
import RuleLanguage
import RuleProgram
import SourceText
import Testing

/// Rules as people write them, on messages as they come. Rules language §4 and §5.
@Suite struct RuleTextTests {
    static let message = #"""
        Return-Path: <bounces@shop.example.net>
        Delivered-To: ann+shop@example.org
        Received: from b by c; Tue, 3 Mar 2026 01:00:00 +0000
        Received: from a by b; Mon, 2 Mar 2026 20:00:00 +0000
        From: "Zoë Shop" <zoe@Shop.Example.NET>
        To: ann@example.org, "Bo, the Builder" <bo+lists@example.com>
        Cc: undisclosed-recipients:;
        Reply-To: desk@shop.example.net
        Date: Mon, 2 Mar 2026 23:12:00 +0100
        Subject: =?utf-8?Q?Votre_facture_n=C2=B0_17_d=27e=CC=81te=CC=81?=
        Message-ID: <one@example.net>
        In-Reply-To: <zero@example.org>
        References: <a@example.org> <b@example.org> <zero@example.org>
        List-Id: The =?utf-8?Q?G=C3=A4rtner?= <garten.lists.example.net>
        X-Spam-Score: about -2.5 points
        X-Empty:
        X-Bad: =?utf-8?Q?caf=FF?=
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/html; charset=utf-8

        <html><body><p>Bitte <b>zahlen</b> Sie</p><!-- secret --></body></html>
        --b
        Content-Type: application/pdf; name="Facture.PDF"
        Content-Disposition: attachment; filename="Facture.PDF"
        Content-Transfer-Encoding: base64

        aGFsbG8gd2VsdA==
        --b--
        """#

    static func compile(_ rules: String) -> (Program?, [Diagnostic]) {
        let compiled = RuleCompiler.compile([SourceFile(name: "test.rules", text: rules)]) { _ in nil }
        return (compiled.program, compiled.diagnostics.filter { $0.severity == .error })
    }

    static func plan(_ rules: String, _ message: String = message) throws -> Plan {
        let (program, errors) = compile(rules)
        #expect(errors.map(\.message) == [])
        return Build.plan(try #require(program), Build.message(message))
    }

    private func holds(_ condition: String) throws -> Bool {
        let plan = try Self.plan("rule \"r\" { when \(condition)\n tag +t }")
        #expect(plan.error == nil)
        return plan.tags == ["t"]
    }

    @Test(arguments: [
        #"subject is "VOTRE FACTURE N° 17 D'ÉTÉ""#, #"subject contains "D'ÉTÉ""#, #"subject matches "votre*été""#,
        #"subject matches /\bfacture\b.*(?<n>\d+)/"#, #"subject.number is 17"#, #"not subject contains "invoice""#,
        #"subject is not "x""#, #"from is "ZOE@shop.example.net""#, #"from.name is "zoë shop""#, #"from.localpart is "zoe""#,
        #"from.domain in-domain "example.net""#, #"from.domain in ["a.example", "shop.example.net"]"#,
        #"from.domain not in ["a.example"]"#, #"to.address is "ann@example.org""#, #"to.name contains "builder""#,
        #"to.user is "bo""#, #"to.detail is "lists""#, #"recipients.detail is "shop""#, #"not exists cc"#, #"reply-to.domain is "shop.example.net""#,
        #"envelope.from is "bounces@shop.example.net""#, #"not exists envelope.to"#, #"header("x-spam-score").number < -2"#,
        #"header("X-Spam-Score").number is -2.5"#, #"exists header("X-Empty")"#, #"header("X-Empty") is """#,
        #"not exists header("X-Missing")"#, #"count header("Received") is 2"#, #"header("Received").raw matches /from a\b/"#,
        #"header("Subject").raw contains "=?utf-8?""#, #"list-id is "The Gärtner <garten.lists.example.net>""#,
        #"list-id.id is "garten.lists.example.net""#, #"message-id is "one@example.net""#, #"in-reply-to is "zero@example.org""#,
        #"count references is 3"#, #"references contains "b@""#, #"all references matches "*@example.org""#,
        #"none references matches "*@example.com""#, #"any to.domain is "example.com""#, #"not all to.domain is "example.com""#,
        #"date.year is 2026"#, #"date.hour is 23"#, #"date.weekday is "Mon""#, #"date.zone is "+0100""#,
        #"date is 2026-03-02"#, #"date in 2026-03-01..2026-03-02"#, #"date > 2026-03-01"#, #"date.age > 11h"#, #"date.age < 1d"#,
        #"date in 22:00..06:00"#, #"received.hour is 1"#, #"now is 2026-03-03"#, #"now in 09:00..11:00"#,
        #"size > 512"#, #"size < 10KB"#, #"body contains "bitte zahlen""#, #"not body contains "secret""#, #"body.html contains "SECRET""#,
        #"body.raw contains "aGFsbG8""#, #"body.raw matches /^--b--/m"#, #"any attachments.filename matches "*.pdf""#,
        #"attachments.type is "application/pdf""#, #"attachments.size is 10"#, #"attachments.disposition is "attachment""#,
        #"count parts is 2"#, #"parts.charset is "utf-8""#, #"header("X-Bad").malformed"#, #"not subject.malformed"#,
        #"automated"#, #"not bounce"#, #"not exists calendar.method"#, #"account is "default""#,
        #"subject matches /VOTRE/"#, #"not subject matches /VOTRE/c"#, #"subject contains ["x", "facture"]"#,
        #"subject matches ["x*", "*17*"]"#, #"exists thread.assignee or true"#.replacingOccurrences(of: " or true", with: " or automated"),
    ])
    func conditionsThatHold(condition: String) throws {
        #expect(try holds(condition))
    }

    @Test(arguments: [
        #"subject is "votre""#, #"from.domain is "example.net""#, #"from.domain in-domain "ample.net""#, #"header("X-Missing") is """#,
        #"all header("X-Missing") is """#, #"any header("X-Missing") matches "*""#, #"date.age > 11d"#, #"date is 2026-03-03"#,
        #"now in 11:00..09:00"#, #"header("X-Missing").number < 1"#, #"all to.domain is "example.com""#, #"count attachments > 1"#,
        #"body contains "<b>""#, #"subject matches "facture""#, #"exists envelope.to"#, #"size < 512"#,
    ])
    func conditionsThatDoNot(condition: String) throws {
        #expect(try !holds(condition))
    }

    @Test func capturesGoIntoFoldersAndTags() throws {
        let plan = try Self.plan(
            #"""
            rule "list" {
              when list-id matches /<(?<list>[\w-]+)\./ and subject matches /n° (?<number>\d+)/
              fileinto "Lists/${list}/${number}"
              tag +"list:${list}"
            }
            """#)
        #expect(plan.folders == ["Lists/garten/17"])
        #expect(plan.tags == ["list:garten"])
        #expect(plan.rules.first?.captures == ["list": "garten", "number": "17"])
        #expect(plan.rules.first?.line == 1)
        #expect(plan.effects.first?.line == 3)
    }

    @Test func theReasonIsInTheWordsOfTheRules() throws {
        let plan = try Self.plan("rule \"r\" {\n  when from.domain is \"x\"\n    or subject contains \"facture\"\n  keep\n}")
        #expect(plan.rules.first?.because == RuleTrace.Reason(condition: "subject contains \"facture\"", value: "Votre facture n° 17 d'été"))
    }

    @Test func bindingsMapsAndLoopsWork() throws {
        let plan = try Self.plan(
            #"""
            let shops = ["shop.example.net"]
            let folder-of = { "SHOP.example.net": "Shops/Zoe" }
            let big = size > 10MB
            rule "loop" { for part in parts { if part.filename matches "*.pdf" and part.type is "application/pdf" { tag +pdf } else { tag +other } } }
            rule "big" { when big tag +big }
            rule "shop" { when from.domain in shops
              let where-to = folder-of(from.domain)
              fileinto where-to }
            """#)
        #expect(plan.tags == ["other", "pdf"])
        #expect(plan.folders == ["Shops/Zoe"])
    }

    @Test func fallbacksStandInForWhatIsMissing() throws {
        let plan = try Self.plan(#"rule "r" { fileinto "A/${header("X-Missing").first ?? "none"}/${date.year ?? now.year}" }"#)
        #expect(plan.folders == ["A/none/2026"])
    }

    @Test func whatCanNotBeSeenBeforeIsARuleError() throws {
        let plan = try Self.plan(#"rule "r" { fileinto "A/${to.domain}" }"#)
        #expect(plan.error?.reason.contains("2 values") == true)
        #expect(plan.error?.line == 1)
        #expect(plan.keep)
    }

    @Test func settlingIsAsTheTextSays() throws {
        let rules = #"""
            rule "one" { fileinto "One" copy }
            rule "two" { when "x" in tags discard }
            rule "three" { addflag "\\Seen" fileinto "Three" continue }
            rule "four" { when "\\seen" in flags tag +seen stop }
            rule "five" { tag +five }
            otherwise { fileinto "Rest" }
            """#
        let plan = try Self.plan(rules)
        #expect(plan.folders == ["One", "Three"])
        #expect(plan.tags == ["seen"])
        #expect(plan.outcomes == ["matched", "not-matched", "matched", "matched", "not-reached", "not-reached"])
    }

    @Test func everyTruncationOfAMessageIsDecided() throws {
        let rules = #"""
            rule "a" { when subject matches /(?<n>\d+)/ and date.age > 1d and from.domain is "x" tag +a }
            rule "b" { when body contains "zahlen" and any attachments.size > 3 or automated tag +b }
            rule "c" { addheader "X-Seen" "yes" deleteheader "Received" }
            otherwise { fileinto "All/${from.domain.first ?? "nobody"}" }
            """#
        let (program, _) = Self.compile(rules)
        let prepared = PreparedProgram(try #require(program))
        let evaluator = Evaluator()
        let octets = Array(Self.message.replacingOccurrences(of: "\n", with: "\r\n").utf8)
        for length in 0...octets.count {
            let plan = evaluator.evaluate(Message(Octets(Array(octets.prefix(length)))), context: Build.context(), program: prepared)
            #expect(plan.folders.count == 1)
            #expect(plan.error == nil)
        }
    }
}
