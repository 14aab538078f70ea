import Demo
import RuleLanguage
import RuleTesting
import Testing

@Suite("The shipped rules")
struct ShippedRulesTests {
    @Test("They are without any finding, warnings included", arguments: ["personal", "team"])
    func clean(_ name: String) throws {
        #expect(try SampleMailbox(rules: name).rules.diagnostics.isEmpty)
    }

    @Test("Each file brings tests of its own, and they pass", arguments: ["personal", "team"])
    func tests(_ name: String) throws {
        let rules = try SampleMailbox(rules: name).rules
        #expect(rules.tests.count >= 6)
        let runner = RuleTestRunner(try #require(rules.program), readMessage: { _ in nil }, readFolder: { _ in nil })
        for test in rules.tests {
            let failures = runner.run(test).failures
            #expect(failures.isEmpty, "\(test.name): \(failures)")
        }
    }

    @Test("Ann's mail is decided as told here")
    func personal() throws {
        let decisions = try SampleMailbox(rules: "personal").decide(Samples.personal)
        #expect(Set(decisions.keys) == Set(Self.personalDecisions.keys))
        for (name, decision) in Self.personalDecisions { #expect(decisions[name] == decision, "\(name)") }
    }

    @Test("The team's mail is decided as told here")
    func team() throws {
        let decisions = try SampleMailbox(rules: "team").decide(Samples.team)
        #expect(Set(decisions.keys) == Set(Self.teamDecisions.keys))
        for (name, decision) in Self.teamDecisions { #expect(decisions[name] == decision, "\(name)") }
    }

    private static let personalDecisions = [
        "list, plain": "Lists/gardeners +list",
        "list, encoded and folded name": "Lists/choeur +list",
        "list, number only": "Lists/kite-announce +list",
        "list, plain, once more": "Duplicates +duplicate",
        "newsletter, HTML only": "Newsletters +newsletter",
        "newsletter, two forms": "Newsletters +newsletter",
        "invoice, French, PDF": #"(books@example.org) Money/2026 +invoice \Flagged"#,
        "invoice, German, PDF": #"(books@example.org) Money/2026 +invoice \Flagged"#,
        "invoice, English, PDF": #"(books@example.org) Money/2026 +invoice \Flagged"#,
        "a pdf that is none": "Suspicious +suspicious",
        "rail ticket, picture inside": "Travel",
        "booking, Shift_JIS": "Travel",
        "letter, KOI8-R": #"INBOX +family \Flagged"#,
        "letter, GB18030": "Work +work",
        "letter, ISO-2022-JP": "INBOX",
        "letter, format=flowed": "INBOX",
        "long thread": "INBOX +long-thread",
        "dots and a From line": "INBOX",
        "no subject": #"INBOX +family \Flagged"#,
        "a very long subject": "INBOX",
        "bare ASCII, no MIME": "INBOX",
        "a date that is none": "INBOX",
        "to an address with a detail": "Plus/allotment",
        "a heavy attachment": "Measurements +heavy",
        "calendar, invitation": "Calendar +calendar",
        "calendar, answer": "Calendar +accepted +calendar",
        "bounce, delivery report": #"Bounces +bounce \Flagged"#,
        "out of office": "Automatic +away",
        "a name that lies": "Suspicious +claims:bank.example +spoofed",
        "junk with a score": "Junk",
        "a blocked sender": "Junk",
    ]

    private static let teamDecisions = [
        "alert, firing": #"Alerts/Open +alert:disk-space \Flagged"#,
        "alert, firing, repeated": "Alerts/Repeated +repeated",
        "alert, resolved": "Alerts/Resolved +alert:latency",
        "build, failed": "Builds +build:failed",
        "bounce to billing": "Returned +bounce",
        "support, urgent": #"Queues/Support +case:AC-4471 +customer:gold +support +urgent \Flagged"#,
        "support, German": #"Queues/Hilfe +case:AC-4410 +german +support +urgent \Flagged"#,
        "billing, a question": "Queues/Billing +billing +customer:silver",
        "sales, an inquiry": "Queues/Sales +answer:mia.costa@startup.example +sales",
        "security, a report": #"Queues/Security +security \Flagged"#,
        "jobs, an application": "Queues/Jobs +application",
        "to two queues at once": "Queues/Billing +billing +case:AC-4490 +customer:gold",
        "to no queue we know": "Queues/Triage +untriaged",
    ]
}
