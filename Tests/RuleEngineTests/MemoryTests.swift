import Foundation
import RuleEngine
import RuleProgram
import Testing

/// What rules know from earlier messages and from files.
@Suite struct MemoryTests {
    typealias B = Build

    private struct State: StateSnapshot {
        var seen: [SeenKey: Date] = [:]
        var lists: [String: [String]] = [:]

        func firstSeen(_ key: SeenKey) -> Date? { seen[key] }
        func list(_ file: ListFile) -> ListReading { .contents(ListContents(entries: lists[file.name] ?? [])) }
        func thread(of ids: [String]) -> ThreadFacts? {
            ids.contains("one@example.net") ? ThreadFacts(tags: ["Billing"], assignee: "bo", firstSeen: B.now) : nil
        }
    }

    private func duplicate(_ key: Expression, within seconds: Int = 3600) -> Condition {
        .truth(.duplicate(key: key, withinSeconds: seconds, B.span("duplicate")), B.span("duplicate(...)"))
    }

    private let key = SeenKey(.duplicate, account: "default", rule: "a", text: "one@example.net")

    @Test func theFirstMessageIsNoDuplicateAndIsRemembered() {
        let plan = B.plan(B.program(B.rule("a", duplicate(B.field(.messageID)), B.fileinto("Dup"))))
        #expect(plan.outcomes == ["not-matched"])
        #expect(plan.sightings == [Sighting(key: key, window: 3600)])
    }

    @Test(arguments: [(0.0, true), (3599.0, true), (3600.0, false), (100_000.0, false)])
    func theSecondWithinTheWindowIs(age: Double, expected: Bool) {
        let state = State(seen: [key: B.now.addingTimeInterval(-age)])
        let plan = B.plan(
            B.program(B.rule("a", duplicate(B.field(.messageID)), B.fileinto("Dup"))), B.message(), B.context { $0.state = state })
        #expect(plan.folders == (expected ? ["Dup"] : []))
        // The window is not extended: only a new first sighting is remembered.
        #expect(plan.sightings.isEmpty == expected)
    }

    @Test func askingTwiceGivesTheSameAnswer() {
        let asked = Statement.branch([.init(condition: duplicate(B.field(.messageID)), body: [B.tag("dup")])], otherwise: [B.tag("new")])
        let plan = B.plan(B.program(B.rule("a", .not(duplicate(B.field(.messageID))), asked)))
        #expect(plan.tags == ["new"])
        #expect(plan.sightings.count == 1)
    }

    @Test func anAbsentKeyIsNoDuplicate() {
        let plan = B.plan(B.program(B.rule("a", duplicate(B.field(.inReplyTo)), B.fileinto("Dup"))))
        #expect(plan.outcomes == ["not-matched"])
        #expect(plan.sightings.isEmpty)
    }

    @Test func whatAnErringRuleSawIsNotRemembered() {
        let plan = B.plan(B.program(B.rule("a", .any([duplicate(B.field(.messageID)), B.undecided]), B.fileinto("Dup"))))
        #expect(plan.error != nil)
        #expect(plan.sightings.isEmpty)
    }

    @Test func listsCompareWithoutCase() {
        var program = B.program(B.rule("a", B.compare(B.field(.from), .within(.listFile(0, B.span("list")))), B.tag("x")))
        program.lists = [ListFile(name: "l.txt", path: "/l.txt", span: B.span("list"))]
        let state = State(lists: ["l.txt": ["someone", "ZOE@SHOP.example.net"]])
        #expect(B.plan(program, B.message(), B.context { $0.state = state }).tags == ["x"])
        #expect(B.plan(program).tags == [])
    }

    @Test func listFilesMayHoldCommentsAndBlanks() {
        #expect(ListContents(text: "# head\r\n one \n\ntwo\n").entries == ["one", "two"])
        #expect(ListContents(text: "e\u{301}").entries == ["é"])
        #expect(ListContents(text: "").entries == [])
    }

    @Test func mapsAreLookedUpWithoutCaseAndTheFirstValueFoundWins() {
        var program = B.program(B.rule("a", B.fileinto(.lookup(map: 0, key: B.field(.to, .domain), B.span("m")))))
        program.maps = [MapTable(name: "m", entries: [("EXAMPLE.com", B.text("Shops/Com")), ("x", B.text("X"))])]
        #expect(B.plan(program).folders == ["Shops/Com"])
        program.maps = [MapTable(name: "m", entries: [("x", B.text("X"))])]
        #expect(B.plan(program).error != nil)
    }

    @Test func bindingsOutsideOfRulesAreEvaluatedWhenAsked() {
        let slot = Slot(index: 0, name: "who")
        var program = B.program(B.rule("a", B.compare(.slot(slot, B.span("who")), .equals(B.text("shop.example.net"))), B.tag("x")), slots: 1)
        program.globals = [Binding(slot: slot, value: B.field(.from, .domain), span: B.span("let"))]
        #expect(B.plan(program).tags == ["x"])
        program.globals = [Binding(slot: slot, value: .text([.value(B.field(.cc), B.span("cc"))], B.span("t")), span: B.span("let"))]
        #expect(B.plan(program).error != nil)
    }

    @Test func aConditionCanBeBound() {
        let slot = Slot(index: 0, name: "c")
        func bound(_ condition: Condition) -> Plan {
            B.plan(
                B.program(
                    B.rule("a", .bind(Binding(slot: slot, value: .condition(condition), span: B.span("let"))),
                        .branch([.init(condition: .truth(.slot(slot, B.span("c")), B.span("c")), body: [B.tag("yes")])], otherwise: [B.tag("no")])), slots: 1))
        }
        #expect(bound(B.yes).tags == ["yes"])
        #expect(bound(B.no).tags == ["no"])
        #expect(bound(B.undecided).error != nil)
    }

    @Test func threadsAreKnownByTheirIds() {
        let plan = B.plan(
            B.program(B.rule("a", B.compare(B.field(.thread, .tags), .equals(B.text("billing"))), B.tag("x"))), B.message(),
            B.context { $0.state = State() })
        #expect(plan.tags == ["x"])
        #expect(B.outcome(.exists(B.field(.thread, .assignee), B.span("e"))) == "no")
    }

    @Test func vacationAnswersASenderOncePerWindowAndNoMachine() {
        let rule = B.rule("a", B.act(.vacation(Vacation(text: B.text("Away."), every: 600, subject: B.text("Away")))), B.fileinto("One"))
        let first = B.plan(B.program(rule))
        #expect(first.effects.map(\.kind) == ["vacation", "fileinto"])
        #expect(first.sightings.map(\.key) == [SeenKey(.vacation, account: "default", rule: "a", text: "zoe@shop.example.net")])
        let again = B.plan(
            B.program(rule), B.message(), B.context { $0.state = State(seen: [first.sightings[0].key: B.now.addingTimeInterval(-599)]) })
        #expect(again.effects.map(\.kind) == ["fileinto"])
        let machine = B.plan(B.program(rule), B.message("From: a@example.org\nPrecedence: bulk\n\n"))
        #expect(machine.effects.map(\.kind) == ["fileinto"])
    }
}
