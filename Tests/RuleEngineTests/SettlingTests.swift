import RuleEngine
import RuleProgram
import Testing

/// Rules language §3.
@Suite struct SettlingTests {
    typealias B = Build

    @Test func aRuleThatSettlesEndsTheRun() {
        let plan = B.plan(B.program(B.rule("a", B.tag("x")), B.rule("b", B.fileinto("One")), B.rule("c", B.fileinto("Two"))))
        #expect(plan.folders == ["One"])
        #expect(plan.tags == ["x"])
        #expect(plan.settled)
        #expect(!plan.keep)
        #expect(plan.outcomes == ["matched", "matched", "not-reached"])
        #expect(plan.rules.map(\.endedRun) == [false, true, false])
        #expect(plan.decidedBy == "b")
    }

    @Test func withContinueTheRunGoesOn() {
        let plan = B.plan(B.program(B.rule("a", B.fileinto("One"), .proceed), B.rule("b", B.fileinto("Two"))))
        #expect(plan.folders == ["One", "Two"])
    }

    @Test func aRuleThatOnlyTagsAfterOneThatSettledDoesNotEndTheRun() {
        let plan = B.plan(B.program(B.rule("a", B.fileinto("One"), .proceed), B.rule("b", B.tag("x")), B.rule("c", B.fileinto("Two"))))
        #expect(plan.folders == ["One", "Two"])
        #expect(plan.tags == ["x"])
    }

    @Test func aCopyDoesNotSettle() {
        let plan = B.plan(B.program(B.rule("a", B.fileinto("One", copy: true)), B.rule("b", B.tag("x"))))
        #expect(plan.keep)
        #expect(!plan.settled)
        #expect(plan.folders == ["One"])
        #expect(plan.tags == ["x"])
    }

    @Test func stopEndsTheRunAndOtherwiseStillRuns() {
        let plan = B.plan(
            B.program(B.rule("a", B.tag("x"), .stop, B.tag("y")), B.rule("b", B.fileinto("Two")), otherwise: [B.fileinto("Rest")]))
        #expect(plan.folders == ["Rest"])
        #expect(plan.tags == ["x"])
        #expect(plan.outcomes == ["matched", "not-reached", "matched"])
        #expect(plan.effects.first?.rule == "otherwise")
    }

    @Test func otherwiseThatDoesNotSettleKeeps() {
        let plan = B.plan(B.program(B.rule("a", B.no, B.fileinto("One")), otherwise: [B.tag("rest")]))
        #expect(plan.keep)
        #expect(plan.tags == ["rest"])
        #expect(!plan.settled)
    }

    @Test func otherwiseDoesNotRunForASettledMessage() {
        let plan = B.plan(B.program(B.rule("a", B.fileinto("One")), otherwise: [B.fileinto("Rest")]))
        #expect(plan.folders == ["One"])
        #expect(plan.outcomes == ["matched", "not-reached"])
    }

    @Test func anEmptyProgramKeeps() {
        let plan = B.plan(B.program())
        #expect(plan.keep)
        #expect(!plan.settled)
        #expect(plan.effects.isEmpty)
    }

    @Test func discardCancelsTheImplicitKeepAndNoMore() {
        let alone = B.plan(B.program(B.rule("a", B.act(.discard))))
        #expect(!alone.keep)
        #expect(alone.settled)
        let then = B.plan(B.program(B.rule("a", B.act(.discard), .proceed), B.rule("b", B.fileinto("One")), B.rule("c", B.act(.keep))))
        #expect(then.folders == ["One"])
        #expect(!then.keep)
        let kept = B.plan(B.program(B.rule("a", B.act(.discard), B.act(.keep))))
        #expect(kept.keep)
    }

    @Test func unlessIsTheException() {
        #expect(B.outcome(B.plan(B.program(B.rule("a", B.yes, unless: B.yes, B.tag("x"))))) == "no")
        #expect(B.outcome(B.plan(B.program(B.rule("a", B.yes, unless: B.no, B.tag("x"))))) == "yes")
        #expect(B.outcome(B.plan(B.program(B.rule("a", B.undecided, unless: B.yes, B.tag("x"))))) == "no")
        #expect(B.outcome(B.plan(B.program(B.rule("a", B.undecided, unless: B.no, B.tag("x"))))) == "error")
        #expect(B.outcome(B.plan(B.program(B.rule("a", B.no, unless: B.undecided, B.tag("x"))))) == "no")
        #expect(B.outcome(B.plan(B.program(B.rule("a", unless: B.undecided, B.tag("x"))))) == "error")
    }

    @Test func aShadowRuleReportsAndDoesNothing() {
        let plan = B.plan(
            B.program(
                B.rule("a", B.yes, mode: .shadow, B.fileinto("Shadow"), B.tag("s"), .stop),
                B.rule("b", B.no, mode: .shadow, B.fileinto("Shadow")),
                B.rule("c", B.undecided, mode: .shadow, B.fileinto("Shadow")), B.rule("d", B.fileinto("One"))))
        #expect(plan.outcomes == ["shadow", "not-matched", "error", "matched"])
        #expect(plan.folders == ["One"])
        #expect(plan.tags == [])
        #expect(plan.error == nil)
    }

    @Test func aDisabledRuleIsNotThere() {
        let plan = B.plan(B.program(B.rule("a", B.undecided, mode: .disabled, B.fileinto("No")), B.rule("b", B.tag("x"))))
        #expect(plan.rules.map(\.name) == ["b"])
    }

    @Test func aGroupsConditionHoldsForItsRules() {
        let groups = [Group(name: "g", when: B.no, span: B.span("group")), Group(name: "h", when: B.yes, span: B.span("group"))]
        let plan = B.plan(
            B.program(
                B.rule("a", group: 0, B.fileinto("A")), B.rule("b", group: 1, B.tag("b")), B.rule("c", B.no, group: 1, B.tag("c")),
                groups: groups))
        #expect(plan.outcomes == ["not-matched", "matched", "not-matched"])
        #expect(plan.tags == ["b"])
    }

    @Test func capturesOfAGroupReachItsRules() {
        let condition = B.compare(B.field(.subject), B.regex(#"(?<n>\d+)"#, captures: ["n": 0]))
        let folder = Expression.text([.literal("Invoices/"), .value(.slot(Slot(index: 0, name: "n"), B.span("n")), B.span("${n}"))], B.span("s"))
        let plan = B.plan(
            B.program(
                B.rule("a", group: 0, B.tag("a")), B.rule("b", group: 0, B.fileinto(folder)),
                groups: [Group(name: "g", when: condition, span: B.span("group"))], slots: 1))
        #expect(plan.folders == ["Invoices/17"])
        #expect(plan.rules.map(\.captures) == [["n": "17"], ["n": "17"]])
    }

    @Test func effectsCarryFlagsPlannedBeforeThem() {
        let plan = B.plan(
            B.program(
                B.rule("a", B.act(.addFlag(B.text("\\Seen"))), B.fileinto("One", copy: true), B.act(.addFlag(B.text("\\Flagged")))),
                B.rule("b", B.tag("x"))))
        #expect(plan.effects.first?.carried.flags == ["\\Seen"])
        #expect(plan.inbox.flags == ["\\Seen", "\\Flagged"])
        #expect(plan.flags == ["\\Seen", "\\Flagged"])
    }

    @Test func flagsOfOneCopyReplaceTheMessages() {
        let options = StoreOptions(flags: .list([B.text("\\Draft"), B.text("Work")]))
        let plan = B.plan(
            B.program(B.rule("a", B.act(.addFlag(B.text("\\Seen"))), B.act(.fileinto(B.text("One"), options)))))
        #expect(plan.effects.first?.carried.flags == ["\\Draft", "Work"])
        #expect(plan.flags == ["\\Seen"])
    }

    @Test func flagsAreSetAndRemovedWithoutCase() {
        let plan = B.plan(
            B.program(
                B.rule("a", B.act(.addFlag(.list([B.text("\\Seen"), B.text("\\SEEN"), B.text("Work")]))), B.act(.removeFlag(B.text("WORK")))),
                B.rule("b", B.act(.setFlag(.list([B.text("A"), B.text("a"), B.text("B")]))))))
        #expect(plan.flags == ["A", "B"])
    }

    @Test func twoEffectsOnOneFolderAreOne() {
        let plan = B.plan(
            B.program(
                B.rule("a", B.fileinto("One", copy: true)), B.rule("b", B.act(.redirect(B.text("x@example.org"), copy: true))),
                B.rule("c", B.act(.addFlag(B.text("\\Seen"))), B.fileinto("One"), B.act(.redirect(B.text("X@Example.org"), copy: false)))))
        #expect(plan.effects.map(\.kind) == ["fileinto", "redirect"])
        #expect(plan.effects.map(\.copy) == [false, false])
        #expect(plan.effects.map(\.rule) == ["c", "c"])
        #expect(plan.effects.first?.carried.flags == ["\\Seen"])
    }

    @Test func tagsKeepTheirCaseAndCompareWithoutIt() {
        let changes = [TagChange(.add, B.text("Work")), TagChange(.add, B.text("work")), TagChange(.add, B.text("x")), TagChange(.remove, B.text("X"))]
        let plan = B.plan(
            B.program(
                B.rule("a", B.act(.tag(changes))), B.rule("b", B.compare(B.text("WORK"), .within(B.field(.tags))), B.tag("seen"))),
            B.message(), B.context { $0.tags = ["old"] })
        #expect(plan.tags == ["old", "Work", "seen"])
    }

    @Test func ifAndElseRunTheFirstThatHolds() {
        let branch = Statement.branch(
            [.init(condition: B.no, body: [B.tag("one")]), .init(condition: B.yes, body: [B.tag("two")])], otherwise: [B.tag("three")])
        #expect(B.plan(B.program(B.rule("a", branch))).tags == ["two"])
        let none = Statement.branch([.init(condition: B.no, body: [B.tag("one")])], otherwise: [B.tag("three")])
        #expect(B.plan(B.program(B.rule("a", none))).tags == ["three"])
    }

    @Test func loopsRunForEachValueAndCanBeLeft() {
        let slot = Slot(index: 0, name: "x")
        let tagIt = B.act(.tag([TagChange(.add, .slot(slot, B.span("x")))]))
        let all = Statement.forEach(slot, in: B.field(.header("X-Many")), body: [tagIt], B.span("for"))
        #expect(B.plan(B.program(B.rule("a", all), slots: 1)).tags == ["one", "two"])
        let first = Statement.forEach(slot, in: B.field(.header("X-Many")), body: [tagIt, .leaveLoop], B.span("for"))
        #expect(B.plan(B.program(B.rule("a", first, B.tag("z")), slots: 1)).tags == ["one", "z"])
        let stopped = Statement.forEach(slot, in: B.field(.header("X-Many")), body: [tagIt, .stop], B.span("for"))
        #expect(B.plan(B.program(B.rule("a", stopped, B.tag("z")), slots: 1)).tags == ["one"])
    }
}
