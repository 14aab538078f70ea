import Foundation
import MailMessage
import RuleEngine
import RuleProgram
import SourceText

typealias Expression = RuleProgram.Expression

/// Programs built by hand, for what the engine does with each piece.
enum Build {
    static func span(_ text: String) -> SourceSpan {
        SourceSpan(SourceFile(name: "test.rules", text: text), 0..<text.utf8.count)
    }

    static func field(_ field: Field, _ members: Member...) -> Expression {
        members.reduce(.field(field, span("\(field)"))) { .member($0, $1, span("\(field).\($1)")) }
    }

    static func text(_ text: String) -> Expression { .constant(.text(text)) }

    static func compare(_ left: Expression, _ test: Comparison.Test, _ words: String = "a condition") -> Condition {
        compare(.any, left, test, words)
    }

    static func compare(_ quantifier: Quantifier, _ left: Expression, _ test: Comparison.Test, _ words: String = "a condition")
        -> Condition
    {
        .comparison(Comparison(quantifier, left, test, span: span(words)))
    }

    static func regex(_ source: String, caseSensitive: Bool = false, captures: [String: Int] = [:]) -> Comparison.Test {
        let slots = captures.sorted { $0.value < $1.value }.map {
            RegexPattern.Capture(group: $0.key, slot: Slot(index: $0.value, name: $0.key))
        }
        return .matches([
            .regex(RegexPattern(source: source, caseSensitive: caseSensitive, captures: slots, span: span("/\(source)/")))
        ])
    }

    /// A condition that is true, false, or can't be decided.
    static let yes = compare(field(.subject), .contains(text("")), "yes")
    static let no = compare(field(.subject), .equals(text("nothing like it")), "no")
    static let undecided = compare(field(.header("X-Hostile")), regex("^(a+)+$"), "undecided")

    static func fileinto(_ folder: String, copy: Bool = false) -> Statement {
        .action(.fileinto(text(folder), StoreOptions(copy: copy)), span("fileinto \"\(folder)\""))
    }

    static func fileinto(_ expression: Expression) -> Statement {
        .action(.fileinto(expression, StoreOptions()), span("fileinto"))
    }

    static func tag(_ tag: String) -> Statement { .action(.tag([TagChange(.add, text(tag))]), span("tag +\(tag)")) }

    static func act(_ action: Action) -> Statement { .action(action, span(action.kind)) }

    static func rule(_ name: String, unless: Condition? = nil, mode: Rule.Mode = .active, group: Int? = nil, _ body: Statement...) -> Rule {
        Rule(name: name, mode: mode, group: group, unless: unless, body: body, span: span("rule \"\(name)\""), file: 0)
    }

    static func rule(
        _ name: String, _ when: Condition, unless: Condition? = nil, mode: Rule.Mode = .active, group: Int? = nil, _ body: Statement...
    ) -> Rule {
        Rule(
            name: name, mode: mode, group: group, when: when, unless: unless, body: body,
            span: span("rule \"\(name)\""), file: 0)
    }

    static func program(
        _ rules: Rule..., otherwise: [Statement]? = nil, policy: ErrorPolicy = .keep, groups: [Group] = [], slots: Int = 0
    ) -> Program {
        Program(
            files: [ProgramFile(source: SourceFile(name: "test.rules", text: ""), errorPolicy: policy)], rules: rules, groups: groups,
            otherwise: otherwise.map { Otherwise(body: $0, span: span("otherwise"), file: 0) }, slotCount: slots)
    }

    /// A message of header lines, an empty line and a body.
    static func message(_ text: String = plain) -> Message {
        Message(Octets(Array(text.replacingOccurrences(of: "\n", with: "\r\n").utf8)))
    }

    static let plain = """
        From: Zoe <zoe@shop.example.net>
        To: ann@example.org, Bo <bo+lists@example.com>
        Date: Mon, 2 Mar 2026 23:12:00 +0100
        Subject: Your invoice 17
        Message-ID: <one@example.net>
        X-Hostile: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!
        X-Empty:
        X-Many: one
        X-Many: two

        Hello.
        """

    static let now = Date(timeIntervalSince1970: 1_772_532_000)  // 2026-03-03T10:00:00Z

    static func context(_ change: (inout RunContext) -> Void = { _ in }) -> RunContext {
        var context = RunContext(now: now, timeZone: TimeZone(secondsFromGMT: 0) ?? .current)
        change(&context)
        return context
    }

    static func plan(
        _ program: Program, _ message: Message = message(), _ context: RunContext = context(), trace: TraceLevel = .full
    ) -> Plan {
        Evaluator().evaluate(message, context: context, program: PreparedProgram(program), trace: trace)
    }

    /// Whether a condition holds: `yes`, `no` or `error`.
    static func outcome(_ condition: Condition, _ message: Message = message(), slots: Int = 8) -> String {
        outcome(plan(program(rule("r", condition, tag("t")), slots: slots), message))
    }

    static func outcome(_ plan: Plan) -> String {
        switch plan.rules.first?.outcome {
        case .matched: "yes"
        case .notMatched: "no"
        case .error: "error"
        case .shadow: "shadow"
        case .notReached, nil: "not reached"
        }
    }
}

extension Plan {
    var folders: [String] {
        effects.compactMap { if case .fileinto(let mailbox, _) = $0.action { mailbox } else { nil } }
    }

    var outcomes: [String] { rules.map(\.outcome.rawValue) }
}
