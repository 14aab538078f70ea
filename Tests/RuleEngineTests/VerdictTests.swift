import RuleEngine
import RuleProgram
import Testing

/// Rules language §5 and §7: true, false, error.
@Suite struct VerdictTests {
    typealias B = Build

    static let named: [String: Condition] = ["yes": Build.yes, "no": Build.no, "error": Build.undecided]

    @Test(arguments: [
        ("yes", "yes", "yes"), ("yes", "no", "no"), ("no", "yes", "no"), ("no", "no", "no"), ("error", "yes", "error"),
        ("yes", "error", "error"), ("error", "no", "no"), ("no", "error", "no"), ("error", "error", "error"),
    ])
    func and(left: String, right: String, expected: String) {
        #expect(B.outcome(.all([left, right].compactMap { Self.named[$0] })) == expected)
    }

    @Test(arguments: [
        ("yes", "yes", "yes"), ("yes", "no", "yes"), ("no", "yes", "yes"), ("no", "no", "no"), ("error", "yes", "yes"),
        ("yes", "error", "yes"), ("error", "no", "error"), ("no", "error", "error"), ("error", "error", "error"),
    ])
    func or(left: String, right: String, expected: String) {
        #expect(B.outcome(.any([left, right].compactMap { Self.named[$0] })) == expected)
    }

    @Test(arguments: [("yes", "no"), ("no", "yes"), ("error", "error")])
    func not(inner: String, expected: String) throws {
        #expect(B.outcome(.not(try #require(Self.named[inner]))) == expected)
    }

    @Test(arguments: [
        // A field of two values, one of them fitting.
        ("X-Many", "one", Quantifier.any, "yes"), ("X-Many", "one", .all, "no"), ("X-Many", "one", .none, "no"),
        ("X-Many", "three", .any, "no"), ("X-Many", "three", .all, "no"), ("X-Many", "three", .none, "yes"),
        // A missing field.
        ("X-Missing", "one", .any, "no"), ("X-Missing", "one", .all, "no"), ("X-Missing", "one", .none, "yes"),
        // An empty header exists, and is the empty text.
        ("X-Empty", "", .any, "yes"), ("X-Empty", "", .all, "yes"), ("X-Empty", "", .none, "no"),
    ])
    func quantifiers(header: String, value: String, quantifier: Quantifier, expected: String) {
        #expect(B.outcome(B.compare(quantifier, B.field(.header(header)), .equals(B.text(value)))) == expected)
    }

    @Test(arguments: [Quantifier.any, .all, .none])
    func everyOperatorOverNothing(quantifier: Quantifier) {
        let missing = B.field(.header("X-Missing"))
        let tests: [Comparison.Test] = [
            .equals(B.text("")), .contains(B.text("")), .matches([.glob("*")]), B.regex(""), .within(.list([B.text("")])),
            .inDomain(B.text("example.org")), .ordered(.less, .constant(.number(1))),
        ]
        for test in tests {
            #expect(B.outcome(B.compare(quantifier, missing, test)) == (quantifier == .none ? "yes" : "no"))
            #expect(B.outcome(.not(B.compare(quantifier, missing, test))) == (quantifier == .none ? "no" : "yes"))
        }
    }

    @Test func existsAsksForValues() {
        #expect(B.outcome(.exists(B.field(.header("X-Empty")), B.span("e"))) == "yes")
        #expect(B.outcome(.exists(B.field(.header("X-Missing")), B.span("e"))) == "no")
        #expect(B.outcome(.exists(B.field(.cc), B.span("e"))) == "no")
    }

    @Test func betweenValuesAnErrorCountsAsInOr() {
        let hostile = String(repeating: "a", count: 60) + "!"
        let message = B.message("Subject: x\nX-V: \(hostile)\nX-V: aaa\n\n")
        #expect(B.outcome(B.compare(.any, B.field(.header("X-V")), B.regex("^(a+)+$")), message) == "yes")
        #expect(B.outcome(B.compare(.all, B.field(.header("X-V")), B.regex("^(a+)+$")), message) == "error")
        #expect(B.outcome(B.compare(.none, B.field(.header("X-V")), B.regex("^(a+)+$")), message) == "no")
        let other = B.message("Subject: x\nX-V: \(hostile)\nX-V: b\n\n")
        #expect(B.outcome(B.compare(.any, B.field(.header("X-V")), B.regex("^(a+)+$")), other) == "error")
        #expect(B.outcome(B.compare(.none, B.field(.header("X-V")), B.regex("^(a+)+$")), other) == "error")
    }

    @Test func rightHandListsHoldIfAnyEntryDoes() {
        let subject = B.field(.subject)
        let list = Expression.list([B.text("nope"), B.text("INVOICE")])
        #expect(B.outcome(B.compare(subject, .contains(list))) == "yes")
        #expect(B.outcome(B.compare(subject, .equals(list))) == "no")
        #expect(B.outcome(B.compare(subject, .within(.list([B.text("your INVOICE 17"), B.text("x")])))) == "yes")
        #expect(B.outcome(B.compare(subject, .matches([.glob("x*"), .glob("*17")]))) == "yes")
        #expect(B.outcome(B.compare(subject, .equals(.list([])))) == "no")
    }

    @Test func addressesCompareByAddressAndDomainsByDomain() {
        #expect(B.outcome(B.compare(B.field(.from), .equals(B.text("ZOE@shop.example.net")))) == "yes")
        #expect(B.outcome(B.compare(B.field(.from, .domain), .inDomain(B.text("Example.NET")))) == "yes")
        #expect(B.outcome(B.compare(B.field(.from, .domain), .equals(B.text("example.net")))) == "no")
        #expect(B.outcome(B.compare(B.field(.from, .domain), .inDomain(B.text("ample.net")))) == "no")
        #expect(B.outcome(B.compare(B.field(.to, .detail), .equals(B.text("lists")))) == "yes")
        #expect(B.outcome(B.compare(B.field(.to, .user), .equals(B.text("bo")))) == "yes")
        #expect(B.outcome(B.compare(B.field(.to, .name), .equals(B.text("bo")))) == "yes")
    }

    @Test func numbersAndCountsCompareByValue() {
        #expect(B.outcome(B.compare(B.field(.subject, .number), .equals(.constant(.number(17))))) == "yes")
        #expect(B.outcome(B.compare(.count(B.field(.to)), .ordered(.greater, .constant(.number(1))))) == "yes")
        #expect(B.outcome(B.compare(.count(B.field(.cc)), .equals(.constant(.number(0))))) == "yes")
        #expect(B.outcome(B.compare(B.field(.size), .ordered(.less, .constant(.size(10_240))))) == "yes")
        #expect(B.outcome(B.compare(B.field(.header("X-Empty"), .number), .ordered(.less, .constant(.number(5))))) == "no")
    }

    @Test func capturesOfAFailedBranchAreGivenBack() {
        let binds = B.compare(B.field(.subject), B.regex(#"(?<n>\d+)"#, captures: ["n": 0]))
        let condition = Condition.any([.all([binds, B.no]), B.yes])
        let exists = Statement.branch(
            [.init(condition: .exists(.slot(Slot(index: 0, name: "n"), B.span("n")), B.span("n")), body: [B.tag("bound")])],
            otherwise: [B.tag("free")])
        #expect(B.plan(B.program(B.rule("a", condition, exists), slots: 1)).tags == ["free"])
        #expect(B.plan(B.program(B.rule("a", .all([binds, B.yes]), exists), slots: 1)).tags == ["bound"])
        #expect(B.plan(B.program(B.rule("a", .not(.not(binds)), exists), slots: 1)).tags == ["free"])
        #expect(B.plan(B.program(B.rule("a", unless: .not(binds), exists), slots: 1)).tags == ["free"])
    }

    @Test func withSeveralValuesTheFirstMatchInOrderBinds() {
        let condition = B.compare(B.field(.header("X-Many")), B.regex("^(?<w>t?.o)|(?<v>one)", captures: ["w": 0, "v": 1]))
        let plan = B.plan(B.program(B.rule("a", condition, B.tag("x")), slots: 2))
        #expect(plan.rules.first?.captures == ["v": "one"])
        #expect(plan.rules.first?.because?.value == "one")
    }

    @Test func theTraceSaysWhatDecided() {
        let first = B.compare(B.field(.subject), .contains(B.text("invoice")), "first")
        let second = B.compare(B.field(.from), .equals(B.text("x")), "second")
        func reason(_ condition: Condition) -> String? {
            let because = B.plan(B.program(B.rule("a", condition, B.tag("x")))).rules.first?.because
            return because.map { "\($0.condition): \($0.value ?? "-")" }
        }
        #expect(reason(first) == "first: Your invoice 17")
        #expect(reason(.all([first, second])) == "second: zoe@shop.example.net")
        #expect(reason(.any([first, second])) == "first: Your invoice 17")
        #expect(reason(.any([second, first])) == "first: Your invoice 17")
        #expect(reason(.not(first)) == "first: Your invoice 17")
        #expect(reason(.all([first, B.undecided]))?.hasPrefix("undecided: aaa") == true)
        #expect(reason(B.compare(B.field(.cc), .equals(B.text("x")), "third")) == "third: -")
        #expect(reason(.all([.not(second), first])) == "second: zoe@shop.example.net")
    }

    @Test func atTheCompactLevelOnlyWhatMatchedIsTold() {
        let plan = B.plan(B.program(B.rule("a", B.no, B.tag("x")), B.rule("b", B.yes, B.tag("x"))), trace: .compact)
        #expect(plan.rules.map { $0.because?.condition } == [nil, "yes"])
    }
}
