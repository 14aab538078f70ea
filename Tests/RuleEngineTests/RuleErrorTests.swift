import Foundation
import PatternMatching
import RuleEngine
import RuleProgram
import SourceText
import Testing

/// Rules language §7.
@Suite struct RuleErrorTests {
    typealias B = Build

    @Test func anErringRuleDoesNothingAndEndsTheRun() {
        let folder = Expression.text([.literal("X/"), .value(B.field(.header("X-Missing")), B.span("${x}"))], B.span("s"))
        let plan = B.plan(
            B.program(
                B.rule("a", B.tag("before"), B.fileinto("Copy", copy: true)),
                B.rule("b", B.tag("gone"), B.act(.addFlag(B.text("\\Seen"))), B.fileinto(folder)), B.rule("c", B.act(.discard)),
                otherwise: [B.fileinto("Rest")]))
        #expect(plan.outcomes == ["matched", "error", "not-reached", "not-reached"])
        #expect(plan.tags == ["before", "rule-error"])
        #expect(plan.flags == [])
        #expect(plan.folders == ["Copy"])
        #expect(plan.keep)
        #expect(!plan.settled)
        #expect(plan.error?.rule == "b")
        #expect(plan.error?.file == "test.rules")
        #expect(plan.error?.condition == "${x}")
    }

    @Test func earlierActionsStayAndTheMessageIsAlsoKept() {
        let plan = B.plan(B.program(B.rule("a", B.fileinto("One"), .proceed), B.rule("b", B.undecided, B.act(.discard))))
        #expect(plan.folders == ["One"])
        #expect(plan.keep)
        #expect(plan.settled)
    }

    @Test func aLimitIsNamed() {
        let plan = B.plan(B.program(B.rule("a", B.undecided, B.tag("x"))))
        #expect(plan.error?.limit == "match limit")
        #expect(plan.error?.condition == "undecided")
        #expect(plan.rules.first?.failure == plan.error)
        #expect(plan.rules.first?.because?.condition == "undecided")
    }

    @Test func lowLimitsCanBeSet() {
        func outcome(_ name: String, _ value: Int, _ condition: Condition) -> String? {
            var limits = EvaluationLimits()
            let known = limits.set(name, to: value)
            #expect(known)
            let context = B.context { $0.limits = limits }
            return B.plan(B.program(B.rule("a", condition, B.tag("x"))), B.message(), context).error?.limit
        }
        let regex = B.compare(B.field(.subject), B.regex("(?:(?:.)*?)*17"))
        #expect(outcome("match", 3, regex) == "match limit")
        #expect(outcome("match", 1_000_000, regex) == nil)
        #expect(outcome("steps", 1, .all([B.yes, B.yes, B.yes])) == "step limit")
        var limits = EvaluationLimits()
        let known = EvaluationLimits.names.map { limits.set($0, to: 7) }
        #expect(!known.contains(false))
        #expect(limits.patterns.match == 7)
        let refused = [limits.set("match", to: 0), limits.set("unheard-of", to: 7)]
        #expect(refused == [false, false])
    }

    @Test func deferringDropsTheWholePlanUntilTheLastTry() {
        let policy = ErrorPolicy.defer(times: 3, then: .fileinto(B.text("Errors"), StoreOptions()))
        let program = B.program(B.rule("a", B.tag("x"), B.fileinto("One", copy: true)), B.rule("b", B.undecided, B.tag("y")), policy: policy)
        for tries in 0..<3 {
            let plan = B.plan(program, B.message(), B.context { $0.deferrals = tries })
            #expect(plan.deferral == Deferral(times: 3))
            #expect(plan.effects.isEmpty)
            #expect(plan.tags == [])
            #expect(!plan.keep)
            #expect(plan.error?.rule == "b")
        }
        let last = B.plan(program, B.message(), B.context { $0.deferrals = 3 })
        #expect(last.deferral == nil)
        #expect(last.folders == ["Errors"])
        #expect(last.tags == [])
        #expect(last.settled)
        #expect(!last.keep)
        #expect(last.error?.rule == "b")
    }

    @Test func withoutALastActionTheMessageIsKept() {
        let program = B.program(B.rule("b", B.undecided, B.tag("y")), policy: .defer(times: 1, then: nil))
        let last = B.plan(program, B.message(), B.context { $0.deferrals = 1 })
        #expect(last.keep)
        #expect(last.tags == ["rule-error"])
    }

    @Test func anErrorInOtherwiseKeeps() {
        let statement = Statement.branch([.init(condition: B.undecided, body: [])], otherwise: [])
        let plan = B.plan(B.program(otherwise: [B.act(.discard), statement]))
        #expect(plan.keep)
        #expect(plan.effects.isEmpty)
        #expect(plan.error?.rule == "otherwise")
    }

    @Test func aPatternThatDoesNotCompileIsFoundAndErrs() {
        let program = PreparedProgram(B.program(B.rule("a", B.compare(B.field(.subject), B.regex("(")), B.tag("x"))))
        #expect(program.findings.map(\.code) == ["R900"])
        #expect(Evaluator().evaluate(B.message(), context: B.context(), program: program).error?.rule == "a")
    }

    @Test func aLoopWithoutEndRunsIntoTheStepLimit() {
        let slot = Slot(index: 0, name: "x")
        let many = B.message("X-M: " + Array(repeating: "x", count: 200).joined(separator: "\nX-M: ") + "\n\n")
        func nested(_ depth: Int) -> [Statement] {
            depth == 0 ? [B.tag("x")] : [.forEach(slot, in: B.field(.header("X-M")), body: nested(depth - 1), B.span("for"))]
        }
        let rule = Rule(name: "a", body: nested(6), span: B.span("rule"), file: 0)
        let plan = B.plan(B.program(rule, slots: 1), many)
        #expect(plan.error?.limit == "step limit")
        #expect(plan.keep)
    }

    private struct Lists: StateSnapshot {
        func firstSeen(_ key: SeenKey) -> Date? { nil }
        func list(_ file: ListFile) -> ListReading { .unreadable("permission denied") }
        func thread(of ids: [String]) -> ThreadFacts? { nil }
    }

    @Test func anUnreadableListErrsOnlyTheRulesThatAskIt() {
        var program = B.program(
            B.rule("a", B.no, B.tag("a")),
            B.rule("b", .all([B.no, B.compare(B.field(.from), .within(.listFile(0, B.span("list"))))]), B.tag("b")),
            B.rule("c", B.compare(B.field(.cc), .within(.listFile(0, B.span("list")))), B.tag("c")),
            B.rule("d", B.compare(B.field(.from), .within(.listFile(0, B.span("list")))), B.tag("d")))
        program.lists = [ListFile(name: "x.txt", path: "/x.txt", span: B.span("list"))]
        let plan = B.plan(program, B.message(), B.context { $0.state = Lists() })
        #expect(plan.outcomes == ["not-matched", "not-matched", "not-matched", "error"])
        #expect(plan.error?.reason == "the list \"x.txt\" can't be read: permission denied")
    }
}
