import RuleEngine
import RuleProgram
import Testing

/// Rules language §6.
@Suite struct InterpolationTests {
    typealias B = Build

    private func plan(_ value: String, _ action: (Expression) -> Action) -> Plan {
        // The body can hold what no header can.
        let quoted = value.utf8.map { octet in
            let hex = String(octet, radix: 16, uppercase: true)
            return "=" + (hex.count < 2 ? "0" : "") + hex
        }.joined()
        let message = B.message(
            "From: a@example.org\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\(quoted)")
        let data = Expression.text([.literal("pre "), .value(B.field(.body), B.span("${v}"))], B.span("text"))
        return B.plan(B.program(B.rule("a", B.act(action(data)))), message)
    }

    private func folder(_ value: String, prefix: String = "Lists/") -> Plan {
        let message = B.message("X-V: \(value)\n\n")
        let data = Expression.text([.literal(prefix), .value(B.field(.header("X-V")), B.span("${v}"))], B.span("text"))
        return B.plan(B.program(B.rule("a", B.fileinto(data))), message)
    }

    @Test(arguments: ["swift", "a.b", "Zoë", "two words", "~x", "-", "x\u{301}"])
    func goodFolderValues(value: String) {
        #expect(folder(value).folders.count == 1)
        #expect(folder(value).error == nil)
    }

    @Test(arguments: ["../x", "a/b", #"a\b"#, ".hidden", "..", "", String(repeating: "x", count: 256)])
    func badFolderValuesAreRuleErrors(value: String) {
        let plan = folder(value)
        #expect(plan.folders == [])
        #expect(plan.error?.rule == "a")
        #expect(plan.keep)
    }

    @Test func theBodyIsGoodDataToo() {
        #expect(plan("fine") { .fileinto($0, StoreOptions()) }.folders == ["pre fine"])
    }

    @Test(arguments: ["a\nb", "a\rb", "a\u{0}b", "a\u{1B}b", "a\u{85}b", "a\u{2028}b"])
    func controlCharactersAreRuleErrorsEverywhere(value: String) {
        #expect(plan(value) { .fileinto($0, StoreOptions()) }.error != nil)
        #expect(plan(value) { .addHeader(name: B.text("X-New"), value: $0, last: false) }.error != nil)
        #expect(plan(value) { .reject($0) }.error != nil)
        #expect(plan(value) { .notify(target: B.text("mailto:a@example.org"), text: $0) }.error != nil)
        #expect(plan(value) { .vacation(Vacation(text: $0)) }.error != nil)
        #expect(plan(value) { .vacation(Vacation(text: B.text("t"), subject: $0)) }.error != nil)
    }

    @Test func whatTheRulesWroteMayHoldLinesAndSlashes() {
        #expect(B.plan(B.program(B.rule("a", B.fileinto("A/B/C")))).folders == ["A/B/C"])
        #expect(B.plan(B.program(B.rule("a", B.act(.reject(B.text("one\ntwo")))))).error == nil)
        #expect(B.plan(B.program(B.rule("a", B.act(.addHeader(name: B.text("X"), value: B.text("one\ntwo"), last: false))))).error != nil)
    }

    @Test func aValueAloneIsDataToo() {
        let message = B.message("X-V: a/b\n\n")
        #expect(B.plan(B.program(B.rule("a", B.fileinto(B.field(.header("X-V"))))), message).error != nil)
    }

    @Test func aBoundTextRemembersWhatIsData() {
        let slot = Slot(index: 0, name: "folder")
        func rule(_ value: String) -> Plan {
            let text = Expression.text([.literal("Lists/"), .value(B.field(.header("X-V")), B.span("v"))], B.span("t"))
            return B.plan(
                B.program(B.rule("a", .bind(Binding(slot: slot, value: text, span: B.span("let"))), B.fileinto(.slot(slot, B.span("folder")))), slots: 1),
                B.message("X-V: \(value)\n\n"))
        }
        #expect(rule("x").folders == ["Lists/x"])
        #expect(rule("x/y").error != nil)
    }

    @Test(arguments: ["x@example.org", "x+y@sub.example.org", "zoë@bücher.example"])
    func goodAddresses(address: String) {
        let plan = B.plan(B.program(B.rule("a", B.act(.redirect(B.text(address), copy: false)))))
        #expect(plan.error == nil)
        #expect(plan.effects.count == 1)
    }

    @Test(arguments: [
        "x", "", "@example.org", "x@", "x@y,z@w", "a b@example.org", "<x@example.org>", "x@example.org\nBcc: y@example.org", "x@-a.org",
        "x@@example.org", "x..y@example.org", "\"a b\"@example.org", "x@example.org>", "x@exa\u{202E}mple.org",
    ])
    func badAddressesAreRuleErrors(address: String) {
        #expect(B.plan(B.program(B.rule("a", B.act(.redirect(B.text(address), copy: false))))).error != nil)
    }

    @Test func absentAndSeveralValuesAreRuleErrors() {
        func folder(_ field: Expression) -> Plan { B.plan(B.program(B.rule("a", B.fileinto(.text([.value(field, B.span("${f}"))], B.span("t")))))) }
        #expect(folder(B.field(.cc, .domain)).error?.reason == "${f} has no value here")
        #expect(folder(B.field(.to, .domain)).error?.reason.hasPrefix("${f} has 2 values here") == true)
        #expect(folder(B.field(.to, .domain, .first)).folders == ["example.org"])
        #expect(folder(B.field(.to, .domain, .join(", "))).folders == ["example.org, example.com"])
        #expect(folder(.fallback(B.field(.cc, .domain), B.text("none"))).folders == ["none"])
    }

    @Test func datesPrintWithTheirDigits() {
        let text = Expression.text(
            [
                .value(B.field(.date, .year), B.span("y")), .literal("-"), .value(B.field(.date, .month), B.span("m")), .literal("-"),
                .value(B.field(.date, .day), B.span("d")), .literal(" "), .value(B.field(.date, .hour), B.span("h")), .literal(" "),
                .value(B.field(.date, .weekday), B.span("w")), .literal(" "), .value(B.field(.date, .zone), B.span("z")),
            ], B.span("t"))
        #expect(B.plan(B.program(B.rule("a", B.fileinto(text)))).folders == ["2026-03-02 23 Mon +0100"])
    }

    @Test(arguments: ["a b", "a\tb", "", String(repeating: "x", count: 65)])
    func badTagsAreRuleErrors(tag: String) {
        #expect(B.plan(B.program(B.rule("a", B.tag(tag)))).error != nil)
    }

    @Test func theLongestTagIsGood() {
        let tag = String(repeating: "é", count: 64)
        #expect(B.plan(B.program(B.rule("a", B.tag(tag)))).tags == [tag])
    }

    @Test(arguments: ["\\Flag ged", "", "\\", "a(b", "é"])
    func badFlagsAreRuleErrors(flag: String) {
        #expect(B.plan(B.program(B.rule("a", B.act(.addFlag(B.text(flag)))))).error != nil)
    }

    @Test func dataInATargetAddsNothingToIt() {
        func notify(_ value: String) -> Plan {
            let target = Expression.text([.literal("mailto:ops@example.org?subject="), .value(B.field(.header("X-V")), B.span("v"))], B.span("t"))
            return B.plan(B.program(B.rule("a", B.act(.notify(target: target, text: B.text("x"))))), B.message("X-V: \(value)\n\n"))
        }
        #expect(notify("disk-7").effects.map(\.kind) == ["notify"])
        #expect(notify("x&bcc=y").error != nil)
        #expect(notify("x%0ABcc").error != nil)
        #expect(B.plan(B.program(B.rule("a", B.act(.notify(target: B.text("file:///etc"), text: B.text("x")))))).error != nil)
    }
}
