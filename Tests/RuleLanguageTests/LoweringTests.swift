import RuleLanguage
import RuleProgram
import SourceText
import Testing

/// What the engine is given.
@Suite struct LoweringTests {
    private func condition(_ text: String) throws -> Condition {
        let program = try #require(compile(when(text)).program, "\(rendered(when(text)))")
        return try #require(program.rules.first?.when)
    }

    private func comparison(_ text: String) throws -> Comparison {
        guard case .comparison(let comparison) = try condition(text) else {
            throw Unexpected(text: text)
        }
        return comparison
    }

    private struct Unexpected: Error { let text: String }

    @Test func `is not is a denied comparison with any`() throws {
        guard case .not(.comparison(let inner)) = try condition("to.domain is not \"x\""), case .equals(.constant(.text("x"))) = inner.test else {
            Issue.record("is not")
            return
        }
        #expect(inner.quantifier == .any)
    }

    @Test func `addresses compare by their address`() throws {
        guard case .member(.field(.from, _), .address, _) = try comparison("from is \"a@b\"").left else {
            Issue.record("address")
            return
        }
        guard case .member(.field(.from, _), .domain, _) = try comparison("from in-domain \"b\"").left else {
            Issue.record("domain")
            return
        }
    }

    @Test func `quantifiers and counts`() throws {
        #expect(try comparison("all to.domain is \"x\"").quantifier == .all)
        #expect(try comparison("none to.domain is \"x\"").quantifier == .none)
        let count = try comparison("count to >= 2")
        guard case .count = count.left, case .ordered(.greaterOrEqual, .constant(.number(2))) = count.test else {
            Issue.record("count")
            return
        }
    }

    @Test func `regexes keep their flags and lose the slash's escape`() throws {
        guard case .matches(let patterns) = try comparison(#"subject matches /a\/b\\\/(?<x>c)/csmx"#).test, case .regex(let regex)? = patterns.first else {
            Issue.record("regex")
            return
        }
        #expect(regex.source == #"a/b\\/(?<x>c)"#)
        #expect(regex.caseSensitive && regex.dotMatchesNewlines && regex.anchorsMatchLines && regex.extended)
        #expect(regex.captures.map(\.group) == ["x"])
    }

    @Test func `a class may hold a slash`() throws {
        guard case .matches(let patterns) = try comparison("subject matches /[/]x/").test, case .regex(let regex)? = patterns.first else {
            Issue.record("regex")
            return
        }
        #expect(regex.source == "[/]x")
    }

    @Test func `constants stand where their names stood`() throws {
        let program = try #require(compile("let me = [\"a\", \"b\"]\n\(when("from.address in me"))").program)
        #expect(program.globals.isEmpty && program.slotCount == 0)
        guard case .comparison(let comparison)? = program.rules[0].when, case .within(.list(let items)) = comparison.test else {
            Issue.record("constant")
            return
        }
        #expect(items.count == 2)
    }

    @Test func `what depends on the message gets a place`() throws {
        let program = try #require(compile("let who = from.first.name ?? \"nobody\"\n\(when("subject is who", "tag +\"${who}\""))").program)
        #expect(program.globals.map(\.slot.name) == ["who"])
    }

    @Test func `values from the mail are data in a folder's name, the rules' own text is not`() throws {
        func folder(_ text: String, _ before: String = "") throws -> Expression {
            let program = try #require(compile(before + when("automated", "fileinto \(text)")).program)
            guard case .action(.fileinto(let folder, _), _)? = program.rules[0].body.first else { throw Unexpected(text: text) }
            return folder
        }
        guard case .text(let segments, _) = try folder("from.domain.first"), case .value? = segments.first else {
            Issue.record("a bare field")
            return
        }
        guard case .text(let mixed, _) = try folder("\"A/${account}\""), case .literal("A/")? = mixed.first, case .value? = mixed.last else {
            Issue.record("an interpolation")
            return
        }
        guard case .fallback(.lookup, .constant(.text("B/C"))) = try folder("m(from.domain) ?? \"B/C\"", "let m = { \"x\": \"A/B\" }\n") else {
            Issue.record("a map of the rules")
            return
        }
    }

    @Test(arguments: [
        ("\"a\\n\\t\\\"\\\\\\u{1F4E7}\\$\"", "a\n\t\"\\\u{1F4E7}$"),
        ("\"\"\"\n    one\n      two\n\n    three\n    \"\"\"", "one\n  two\n\nthree"),
        ("\"\"\"one line\"\"\"", "one line"),
        ("\"\"\"\n\tx\r\n\ty\r\n\t\"\"\"", "x\ny"),
    ])
    func `strings say what they say`(_ literal: String, _ text: String) throws {
        let program = try #require(compile(when("automated", "reject \(literal)")).program)
        guard case .action(.reject(.constant(.text(let read))), _)? = program.rules[0].body.first else {
            Issue.record("text")
            return
        }
        #expect(read == text)
    }

    @Test(arguments: [
        ("size > 2KB", Constant.size(2048)), ("size > 1.5MB", .size(1_572_864)), ("size > 512", .number(512)), ("date.age > 2w", .duration(1_209_600)),
        ("date > 2026-08-01", .day(CivilDay(year: 2026, month: 8, day: 1))), ("now > 2026-03-02T10:00:00+01:00", .instant(1_772_442_000)),
        ("date.hour > -1.5", .number(-1.5)),
    ])
    func `numbers mean what their units say`(_ text: String, _ constant: Constant) throws {
        guard case .ordered(.greater, .constant(let read)) = try comparison(text).test else {
            Issue.record("\(text)")
            return
        }
        #expect(read == constant)
    }

    @Test func `a span of the condition is its text`() throws {
        #expect(try comparison("subject  contains \"x\"").span.text == "subject  contains \"x\"")
    }

    @Test func `tests are handed over`() throws {
        let result = compile(Examples.everything)
        let test = try #require(result.tests.first)
        #expect(test.now == 1_772_442_000 && test.nowOffsetMinutes == 60 && test.account == "work")
        #expect(test.lists == ["lists/blocked.txt": ["a@example.org"]])
        #expect(test.limits == [.match: 1000])
        #expect(test.expectations.count == 4)
        #expect(test.message == .parts([
            .header("From: Zoé <zoe@example.net>"),
            .header("Subject: =?utf-8?Q?Votre_facture_d=27=C3=A9t=C3=A9?= # not a comment }"),
            .header("X-Folded: one\r\n two"),
            .attachment(name: "facture.pdf", type: "application/pdf", size: 10_240),
            .text("Hello"),
        ]))
    }
}
