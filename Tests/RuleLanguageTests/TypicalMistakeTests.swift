import RuleLanguage
import SourceText
import Testing

/// What newcomers write, and what they are told, word for word.
@Suite struct TypicalMistakeTests {
    @Test func `an unknown unit names the known ones`() {
        #expect(rendered("rule \"r\" {\n  when size > 3Q\n  keep\n}\n") == """
            error[R014]: unknown unit "Q" in a size
              a.rules:2:15
                2 |   when size > 3Q
                  |               ^^ a size ends in KB, MB or GB
              help: write 3MB

            """)
    }

    @Test func `signs for operators are told the words`() {
        #expect(rendered("rule \"r\" {\n  when subject == \"x\" && !automated\n  keep\n}\n") == """
            error[R031]: "==" is an operator of other languages
              a.rules:2:16
                2 |   when subject == "x" && !automated
                  |                ^^ here it is a word
              help: write is
            error[R031]: "&&" is an operator of other languages
              a.rules:2:23
                2 |   when subject == "x" && !automated
                  |                       ^^ here it is a word
              help: write and
            error[R031]: "!" is an operator of other languages
              a.rules:2:26
                2 |   when subject == "x" && !automated
                  |                          ^ here it is a word
              help: write not

            """)
    }

    @Test func `a condition outside of rules`() {
        #expect(rendered("if subject contains \"x\" {\n  keep\n}\n") == """
            error[R030]: a condition stands in a rule
              a.rules:1:1
                1 | if subject contains "x" {
                  | ^^ outside of every rule
              help: write rule "name" { when ... } around it

            """)
    }

    @Test func `a Sieve script gets one finding`() {
        #expect(rendered("require [\"fileinto\"];\nif header :contains \"subject\" \"x\" {\n  fileinto \"X\";\n}\n") == """
            error[R026]: this is a Sieve script
              a.rules:1:1
                1 | require ["fileinto"];
                  | ^^^^^^^^^ Sieve is another language with the same verbs
              help: write rule "name" { when subject contains "..." fileinto "Folder" }; see the rules reference

            """)
        #expect(findings("if header :contains \"subject\" \"x\" { discard; }") == ["1:1 R026"])
    }

    @Test func `a procmail recipe gets one finding`() {
        #expect(rendered(":0:\n* ^Subject:.*invoice\nMoney/\n") == """
            error[R027]: this is a procmail recipe
              a.rules:1:1
                1 | :0:
                  | ^^ ":0" begins one
              help: write rule "name" { when subject matches /.../ fileinto "Folder" }; see the rules reference

            """)
    }

    @Test func `a missing brace is shown where it was opened`() {
        #expect(rendered("rule \"a\" {\n  when automated\n  keep\n\nrule \"b\" {\n  discard\n}\n") == """
            error[R021]: rule "a" is not closed
              a.rules:1:10
                1 | rule "a" {
                  |          ^ this "{" has no "}"
              a.rules:5:1
                5 | rule "b" {
                  | ^^^^ it is still open here
              help: close it with } on a line of its own

            """)
    }

    @Test func `quotes of other kinds`() {
        #expect(rendered("rule \"r\" {\n  when subject contains 'x'\n  fileinto “Büro”\n}\n") == """
            error[R004]: strings stand in double quotes
              a.rules:2:25
                2 |   when subject contains 'x'
                  |                         ^^^ single quotes mean nothing here
              help: write "x"
            error[R003]: typographic quotes do not make a string
              a.rules:3:12
                3 |   fileinto “Büro”
                  |            ^^^^^^ these came from a word processor
              help: write "Büro"

            """)
    }

    @Test func `elsif is two words`() {
        #expect(rendered("rule \"r\" {\n  if automated { keep } elsif bounce { discard }\n}\n") == """
            error[R033]: "elsif" is spelled else if
              a.rules:2:25
                2 |   if automated { keep } elsif bounce { discard }
                  |                         ^^^^^ two words
              help: write else if

            """)
        #expect(findings("rule \"r\" {\n  if automated { keep } else if bounce { discard } else { stop }\n}\n").isEmpty)
    }

    @Test func `a misspelt field names the nearest`() {
        #expect(rendered(when("subjct contains \"x\"")) == """
            error[R040]: there is no field or name "subjct"
              a.rules:2:8
                2 |   when subjct contains "x"
                  |        ^^^^^^ unknown
              help: did you mean subject?

            """)
    }

    @Test func `text has no order`() {
        #expect(rendered(when("header(\"X-Spam-Score\") > 5")) == """
            error[R049]: text has no order
              a.rules:2:8
                2 |   when header("X-Spam-Score") > 5
                  |        ^^^^^^^^^^^^^^^^^^^^^^ this is text
              help: write header("X-Spam-Score").number > ... for the number in it

            """)
    }

    @Test func `a string without its end spoils one line`() {
        #expect(rendered("rule \"invoices {\n  when automated\n  fileinto \"Lists\n}\nrule \"x\" { when sizee > 1KB keep }\n") == """
            error[R001]: this string has no closing quote
              a.rules:1:6
                1 | rule "invoices {
                  |      ^ opened here
              help: end it with " on the same line; text over several lines stands between \"""
            error[R001]: this string has no closing quote
              a.rules:3:12
                3 |   fileinto "Lists
                  |            ^ opened here
              help: end it with " on the same line; text over several lines stands between \"""
            error[R040]: there is no field or name "sizee"
              a.rules:5:17
                5 | rule "x" { when sizee > 1KB keep }
                  |                 ^^^^^ unknown
              help: did you mean size?

            """)
    }

    @Test func `a regex is shown at the place that PCRE2 names`() {
        let text = rendered(when("subject matches /ab(c/"))
        #expect(text.contains("a.rules:2:29"))
        #expect(text.hasPrefix("error[R047]: PCRE2 does not accept this regex"))
        #expect(rendered(when("subject matches /a[z-a]b/")).contains("range out of order"))
    }

    @Test func `what teams bring is told to come later, once for each`() {
        let text = """
            team support {
              members "bo@acme.example" weight 2
              hours   Mon..Fri 09:00..18:00 "Europe/Paris"
            }
            rule "billing" {
              when not automated
              fileinto "Support"
              assign support by least-recent limit 8 per 24h follow thread
              acknowledge "templates/received.txt" once per sender per 7d
              escalate "first-reply" after 4h business unless answered { tag +overdue  assign support by next }
            }

            """
        #expect(findings(text) == ["1:1 R034", "8:3 R034", "9:3 R034", "10:3 R034"])
    }

    @Test(arguments: [
        ("keep;", "3:7 R032"), ("fileinto Lists/work", "3:12 R010"), ("tag +a, +b", "3:9 R020"), ("foreach p in parts { keep }", "3:3 R029"), ("moveto \"x\"", "3:3 R029"), ("tag list", "3:7 R020"), ("tag +Big", "3:8 R056"),
        ("addflag \"Flagged\"", "3:11 R058"), ("addflag \"\\\\Flaged\"", "3:11 R058"), ("redirect \"ann\"", "3:12 R058"),
        ("redirect \"ann@@example.org\"", "3:12 R058"), ("redirect \"ann@example..org\"", "3:12 R058"),
        ("notify \"ann@example.org\" \"x\"", "3:10 R058"), ("fileinto \"/a\"", "3:12 R058"), ("fileinto \"../a\"", "3:12 R058"),
        ("fileinto \"\"", "3:12 R058"), ("fileinto body.raw contains", "3:21 R029"), ("vacation \"x\" every 7", "3:22 R020"),
        ("else { keep }", "3:3 R033"), ("unless automated unless bounce", "3:20 R035"), ("keep unless bounce", "3:8 R035"),
        ("fileinto \"a\\q\"", "3:14 R005"), ("fileinto \"\\u{110000}\"", "3:13 R006"), ("fileinto \"${subject\"", "3:13 R007"),
        ("addheader \"X Y\" \"z\"", "3:13 R058"), ("fileinto [\"a\", \"b\"]", "3:12 R059"), ("fileinto attachments", "3:12 R048"),
        ("tag +\"two words\"", "3:8 R056"), ("for x in size { tag +\"${x}\" }", "3:12 R057"), ("fileinto nobody", "3:12 R040"),
    ])
    func `a mistake in an action is found once, where it is`(_ action: String, _ finding: String) {
        #expect(findings("rule \"r\" {\n  when automated\n  \(action)\n}\n") == [finding])
    }

    @Test(arguments: [
        ("subject", "2:8 R050"), ("subject is \"x\" then", "2:23 R031"), ("subject is \"x\", automated", "2:22 R031"),
        ("header[\"X-A\"] is \"x\"", "2:14 R020"), ("subject \"x\"", "2:16 R020"), ("subject /(?<x>a)/", "2:16 R020"), ("true", "2:8 R040"),
        ("subject startswith \"x\"", "2:16 R031"), ("count to", "2:8 R050"), ("size > 3days", "2:15 R014"), ("date.age > 7", "2:19 R048"),
        ("date.age > 2mo", "2:19 R014"), ("date in 2026-02-30..2026-03-01", "2:16 R013"), ("now in 22:00..25:00", "2:22 R013"),
        ("now is 22:00", "2:15 R020"), ("subject in \"x\"", "2:19 R048"), ("automated is true", "2:21 R048"),
        ("header(Subject) is \"x\"", "2:8 R043"), ("list is \"x\"", "2:8 R043"), ("headr(\"X-A\") is \"x\"", "2:8 R042"),
        ("from.domian is \"x\"", "2:13 R041"), ("parts is \"x\"", "2:8 R048"), ("(automated", "2:8 R024"),
        ("to in [\"a\" \"b\"]", "2:17 R020"), ("subject not contains \"x\"", "2:16 R031"), ("subject like \"x*\"", "2:16 R031"),
        ("subject matches /x/i", "2:27 R015"), ("subject matches /x", "2:24 R002"), ("subject is /x/", "2:19 R048"),
        ("from in-domain \"@example.com\"", "2:23 R058"), ("subject matches /(?<date>x)/", "2:25 R045"), ("\"x\"", "2:8 R050"),
        ("size > 9999999999999999", "2:15 R012"), ("envelope.cc is \"x\"", "2:17 R041"), ("date in 2026-08-15..2026-08-01", "2:16 R013"),
    ])
    func `a mistake in a condition is found once, where it is`(_ condition: String, _ finding: String) {
        #expect(findings(when(condition)) == [finding])
    }

    @Test func `a forgotten brace of a test's message is one finding`() {
        let rule = "rule \"r\" { keep }\n"
        #expect(findings(rule + "test \"t\" {\n  given message\n    Subject: x\n  }\n  expect keep\n}\n") == ["4:5 R020"])
        #expect(findings(rule + "test \"t\" {\n  given message {\n    Subject: x\n  expect keep\n}\n") == ["3:17 R016"])
        #expect(findings(rule + "test \"t\" {\n  given message { Subject: x }\n  expect keep\n}\n") == ["3:19 R036"])
    }

    @Test func `all mistakes of a text are found in one run`() {
        let found = findings(Examples.mistaken)
        for code in ["R024", "R031", "R004", "R003", "R014", "R013", "R032", "R030", "R007", "R047", "R029", "R001", "R033"] {
            #expect(found.contains { $0.hasSuffix(code) }, "\(code) in \(found)")
        }
    }
}
