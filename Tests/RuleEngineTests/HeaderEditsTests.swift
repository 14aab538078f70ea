import Foundation
import MailMessage
import RuleEngine
import RuleProgram
import Testing

@Suite struct HeaderEditsTests {
    typealias B = Build

    private func edited(_ text: String, _ actions: Action...) -> String {
        let rule = Rule(name: "a", body: actions.map { B.act($0) }, span: B.span("rule"), file: 0)
        let message = Message(Octets(Array(text.utf8)))
        return String(decoding: B.plan(B.program(rule), message).inbox.edits.applied(to: Array(text.utf8)), as: UTF8.self)
    }

    private func add(_ name: String, _ value: String, last: Bool = false) -> Action {
        .addHeader(name: B.text(name), value: B.text(value), last: last)
    }

    @Test func fieldsAreAddedAtTheTopOrAtTheEnd() {
        let text = "A: 1\r\nB: 2\r\n\r\nbody\r\n"
        #expect(edited(text, add("X", "1"), add("Y", "2")) == "Y: 2\r\nX: 1\r\nA: 1\r\nB: 2\r\n\r\nbody\r\n")
        #expect(edited(text, add("X", "1", last: true), add("Y", "2", last: true)) == "A: 1\r\nB: 2\r\nX: 1\r\nY: 2\r\n\r\nbody\r\n")
    }

    @Test func lineEndsAreThoseOfTheMessage() {
        #expect(edited("A: 1\n\nbody\n", add("X", "1")) == "X: 1\nA: 1\n\nbody\n")
    }

    @Test func fieldsAreDeletedWithTheirFolds() {
        let text = "A: 1\r\nDrop: x\r\n y\r\ndrop: z\r\nB: 2\r\n\r\nbody"
        let all = Action.deleteHeader(name: B.text("DROP"), matching: nil)
        #expect(edited(text, all) == "A: 1\r\nB: 2\r\n\r\nbody")
        let some = Action.deleteHeader(name: B.text("drop"), matching: .glob("x*"))
        #expect(edited(text, some) == "A: 1\r\ndrop: z\r\nB: 2\r\n\r\nbody")
    }

    @Test func whatWasAddedCanBeDeletedAgain() {
        let text = "A: 1\r\n\r\nbody"
        #expect(edited(text, add("X", "1"), add("X", "2", last: true), .deleteHeader(name: B.text("x"), matching: nil)) == text)
        #expect(
            edited(text, add("X", "1"), .deleteHeader(name: B.text("A"), matching: nil), add("Y", "2", last: true), .deleteHeader(name: B.text("x"), matching: nil))
                == "Y: 2\r\n\r\nbody")
    }

    @Test(arguments: ["", "\r\n", "body without a header\r\n", "A: 1", "A: 1\r\n", "From x@y Mon\nA: 1\n\nbody", " folded\r\nA: 1\r\n\r\n"])
    func oddMessagesGetTheirField(text: String) {
        let message = Message(Octets(Array(edited(text, add("X-New", "v")).utf8)))
        #expect(message.fields(named: "X-New").map(\.text) == ["v"])
        #expect(message.fields(named: "A").count == Message(Octets(Array(text.utf8))).fields(named: "A").count)
        let last = Message(Octets(Array(edited(text, add("X-New", "v", last: true)).utf8)))
        #expect(last.fields(named: "X-New").map(\.text) == ["v"])
    }

    @Test func linesThatAreNoFieldsStayWhereTheyAre() {
        let text = "Drop: a\r\nnot a field\r\nDrop: b\r\nA: 1\r\n\r\nbody"
        #expect(edited(text, .deleteHeader(name: B.text("Drop"), matching: nil)) == "not a field\r\nA: 1\r\n\r\nbody")
    }

    @Test func aTruncatedMessageIsNeverBroken() {
        let text = "Received: a\r\n b\r\nA: 1\r\nDrop: 2\r\n\r\nbody"
        for length in 0...text.utf8.count {
            let cut = String(decoding: Array(text.utf8.prefix(length)), as: UTF8.self)
            let result = edited(cut, add("X", "1"), .deleteHeader(name: B.text("Drop"), matching: nil))
            let message = Message(Octets(Array(result.utf8)))
            #expect(message.fields(named: "X").count == 1)
            #expect(message.fields(named: "Drop").isEmpty)
        }
    }

    @Test func valuesThatAreNotASCIIAreEncodedAndLongOnesFolded() {
        let value = "Größe – " + String(repeating: "näher ", count: 40) + "ende"
        let result = edited("A: 1\r\n\r\n", add("X-Long", value))
        #expect(result.utf8.allSatisfy { $0 < 0x80 })
        #expect(result.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 78 })
        #expect(Message(Octets(Array(result.utf8))).fields(named: "X-Long").map(\.text) == [value])
        let plain = (0..<40).map { "word\($0)" }.joined(separator: " ")
        let folded = edited("A: 1\r\n\r\n", add("X-Long", plain))
        #expect(folded.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 78 })
        #expect(Message(Octets(Array(folded.utf8))).fields(named: "X-Long").map(\.text) == [plain])
    }

    @Test func laterRulesSeeTheEdits() {
        let plan = B.plan(
            B.program(
                B.rule("before", B.compare(B.field(.subject), .contains(B.text("invoice"))), B.tag("before")),
                B.rule("edit", B.act(.deleteHeader(name: B.text("Subject"), matching: nil)), B.act(.addHeader(name: B.text("Subject"), value: B.text("new"), last: true))),
                B.rule("old", B.compare(B.field(.subject), .contains(B.text("invoice"))), B.tag("old")),
                B.rule("new", B.compare(B.field(.subject), .equals(B.text("new"))), B.tag("new")),
                B.rule("body", B.compare(B.field(.body), .contains(B.text("hello"))), B.tag("body"))))
        #expect(plan.tags == ["before", "new", "body"])
        #expect(plan.effects.map(\.kind) == ["deleteheader", "addheader"])
    }

    @Test func theEditsOfAnErringOrShadowRuleAreUndone() {
        let edit = B.act(.addHeader(name: B.text("Subject"), value: B.text("new"), last: false))
        let shadow = B.plan(
            B.program(B.rule("s", mode: .shadow, edit), B.rule("b", B.compare(B.field(.subject), .equals(B.text("new"))), B.tag("seen"))))
        #expect(shadow.tags == [])
        #expect(shadow.inbox.edits.isEmpty)
        let erring = B.plan(B.program(B.rule("e", edit, B.tag("not a tag"))))
        #expect(erring.inbox.edits.isEmpty)
        #expect(erring.error != nil)
    }

    @Test func editsCanBeStored() throws {
        let plan = B.plan(B.program(B.rule("a", B.act(add("X", "1")), B.fileinto("One"))))
        let stored = try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(plan))
        #expect(stored == plan)
        #expect(stored.effects.last?.carried.edits.top == [AddedField(name: "X", value: "1")])
    }

    @Test func hostileNamesAreRuleErrors() {
        for name in ["", "A B", "A:", "A\r\nB", "É"] {
            #expect(B.plan(B.program(B.rule("a", B.act(add(name, "v"))))).error != nil)
        }
    }
}
