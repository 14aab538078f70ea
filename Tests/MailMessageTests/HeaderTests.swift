import MailMessage
import Testing

struct HeaderTests {
    @Test func fieldsAreFoundWithoutCaseAndInOrder() {
        let message = Sample.message("X-One: a\nx-ONE: b\nSubject: s\n\nbody\n")
        #expect(message.fields(named: "x-one").map(\.text) == ["a", "b"])
        #expect(message.headers.map(\.name) == ["X-One", "x-ONE", "Subject"])
        #expect(message.texts(named: "absent").isEmpty)
    }

    @Test func foldsBecomeOneSpaceAndRawKeepsThem() {
        let message = Sample.message("Subject: one\n\t  two\n three\n\n")
        #expect(message.subject?.text == "one two three")
        #expect(message.headers.first?.raw == " one\r\n\t  two\r\n three")
    }

    @Test func bareLineFeedsEndLinesToo() {
        let message = Message(Octets(Array("Subject: a\n b\nTo: x@example.org\n\nbody".utf8)))
        #expect(message.subject?.text == "a b")
        #expect(message.octets[message.bodyRaw] == Array("body".utf8))
    }

    @Test(arguments: [
        ("Subject: s\nstray line\nTo: ann@example.org\n\nbody\n", "body\r\n"),
        ("Subject: s\nTo: ann@example.org\nno colon here\nnor here\n\nbody\n", "no colon here\r\nnor here\r\n\r\nbody\r\n"),
        (" continuation of nothing\nSubject: s\nTo: ann@example.org\n\nbody\n", "body\r\n"),
        ("\u{FEFF}Subject: s\nTo: ann@example.org\n\nbody\n", "body\r\n"),
        ("From zoe@example.net Mon Mar  2 09:12:00 2026\nSubject: s\nTo: ann@example.org\n\nbody\n", "body\r\n"),
    ])
    func linesThatAreNoFieldsDoNotHideTheOthers(_ text: String, _ body: String) {
        let message = Sample.message(text)
        #expect(message.subject?.text == "s")
        #expect(message.addresses(in: "to").map(\.address) == ["ann@example.org"])
        #expect(String(decoding: message.octets[message.bodyRaw], as: UTF8.self) == body)
    }

    @Test func anEmptyHeaderAndAnEmptyMessageAreRead() {
        #expect(Sample.message("\nbody").headers.isEmpty)
        #expect(Sample.message("").root.type == "text/plain")
        #expect(Sample.message("just text\n").bodyText.text == "just text\n")
        #expect(Sample.message("Subject:\n\n").subject?.text == "")
    }

    @Test func theHeaderLimitsAreTold() {
        var limits = MessageLimits()
        limits.headerCount = 2
        let message = Sample.message("A: 1\nB: 2\nC: 3\n more\n\nbody", limits: limits)
        #expect(message.headers.map(\.name) == ["A", "B"])
        #expect(message.headers.last?.text == "2")
        #expect(message.truncated == ["header-count"])
        #expect(message.octets[message.bodyRaw] == Array("body".utf8))
    }

    @Test func identifiersHoldNoControlCharacters() {
        let message = Sample.message("Message-ID: <a\rb\u{7F}@c\nReferences: <d\u{0}\r@e> <\u{1}>\nIn-Reply-To: \u{1} f\u{1B}\n\n")
        #expect(message.messageID == "ab@c")
        #expect(message.references == ["d@e"] && message.inReplyTo == ["f"])
    }

    @Test func identifiersLoseTheirBrackets() {
        let message = Sample.message("Message-ID: <a@b>\nIn-Reply-To: <c@d> from somebody\nReferences: <e@f>\n <g@h>\n\n")
        #expect(message.messageID == "a@b")
        #expect(message.inReplyTo == ["c@d"])
        #expect(message.references == ["e@f", "g@h"])
    }

    @Test func theNullReturnPathIsNoAddress() {
        let message = Sample.message("Return-Path: <>\n\n")
        #expect(message.hasNullReturnPath)
        #expect(message.returnPath == nil)
        #expect(message.isAutomated)
    }

    @Test(arguments: [
        ("Auto-Submitted: auto-replied", true), ("Auto-Submitted: no", false), ("Precedence: Bulk", true), ("List-Unsubscribe: <x>", true),
        ("X-Auto-Response-Suppress: All", true), ("Precedence: first-class", false), ("Listen: closely", false),
    ])
    func automatedMailIsKnownByItsMarks(_ field: String, _ expected: Bool) {
        #expect(Sample.message("From: a@example.org\n\(field)\n\n").isAutomated == expected)
    }
}
