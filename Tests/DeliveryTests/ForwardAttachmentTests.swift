import Foundation
import MailMessage
import Testing

@testable import Delivery

@Suite("Forwards as attachments")
struct ForwardAttachmentTests {
    @Test func theOriginalIsCarriedWhole() throws {
        let message = try ForwardSamples.compose(ForwardSamples.ordinary, as: .attachment)
        #expect(message.text == """
            X-Postroom-Loop: v1 c57f89804c6f967e70ee8793195ae954f2034b71c96911c689fcf9b82c50fedb
            From: ann@example.org
            To: bo@example.net
            Date: Mon, 02 Nov 2026 09:12:00 +0000
            Subject: Fwd: Plums
            Message-ID: <ec940e198f917666e6d6c95dcfa01ced@host.example>
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: multipart/mixed;
             boundary="postroom-16d9fcc2e2b8fe61c6790049a515d775"
            Content-Transfer-Encoding: 7bit

            --postroom-16d9fcc2e2b8fe61c6790049a515d775
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            The attached message was forwarded by a rule.

            From: Cy <cy@example.com>
            Date: Mon, 02 Nov 2026 09:09:00 +0000
            Subject: Plums
            Account: home
            --postroom-16d9fcc2e2b8fe61c6790049a515d775
            Content-Type: message/rfc822
            Content-Transfer-Encoding: 7bit
            Content-Disposition: attachment; filename="message.eml"

            Return-Path: <cy@example.com>
            Received: from mx.example.com by mail.example.org; Mon, 2 Nov 2026 09:10:00 +0000
            From: Cy <cy@example.com>
            To: ann@example.org
            Subject: Plums
            Date: Mon, 2 Nov 2026 09:09:00 +0000
            Message-ID: <1@example.com>

            Dear Ann,

            .they are ripe.

            --postroom-16d9fcc2e2b8fe61c6790049a515d775--

            """)
        #expect(message.envelopeSender == "ann@example.org")
        #expect(!message.is8Bit && !message.isInternational)
        #expect(message.size == message.onTheLine.count)
    }

    private func enclosed(_ message: ForwardedMessage) throws -> [UInt8] {
        let view = Message(Octets(message.whole))
        #expect(view.root.type == "multipart/mixed")
        #expect(view.root.children.map(\.type) == ["text/plain", "message/rfc822"])
        return try #require(view.root.children.last).rawOctets
    }

    @Test(arguments: 0..<200)
    func whateverTheOctetsAreTheyAreFoundAgain(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces: [[UInt8]] = ["\n", "\r\n", "--", "--postroom-\n", "Subject: x\n", " y\n", "\u{e9}", "Content-Type: multipart/mixed; boundary=a\n", "--a\n"].map { Array($0.utf8) }
        var original: [UInt8] = [0x2E]
        for _ in 0..<Int.random(in: 0..<20, using: &random) {
            original += Bool.random(using: &random) ? pieces.randomElement(using: &random) ?? [] : [UInt8.random(in: 0...255, using: &random)]
        }
        let message = try ForwardSamples.compose(original, as: .attachment)
        #expect(message.original[message.ranges.first ?? 0..<0] == original)
        // The reader takes a CR before the delimiter for part of the line end.
        let found = try enclosed(message)
        #expect(found == original || found == original.dropLast() && original.last == 0x0D)
        #expect(message.size == message.onTheLine.count)
    }

    @Test func theMboxLineIsNoPartOfTheMessage() throws {
        let message = try ForwardSamples.compose("From cy Mon\nReturn-Path: <cy@example.com>\nA: b\n\nFrom x\n", as: .attachment)
        #expect(try enclosed(message) == Array("Return-Path: <cy@example.com>\nA: b\n\nFrom x\n".utf8))
    }

    /// RFC 2045 §6.4: what holds 8bit is 8bit; RFC 2046 §5.2.1: a message is never in base64.
    @Test(arguments: [("plain", "7bit"), ("café", "8bit")])
    func theEncodingIsTold(_ body: String, _ encoding: String) throws {
        let message = try ForwardSamples.compose("Subject: x\n\n\(body)\n", as: .attachment)
        let view = Message(Octets(message.whole))
        #expect(view.fields(named: "content-transfer-encoding").map(\.text) == [encoding])
        #expect(view.root.children.last?.fields(named: "content-transfer-encoding").map(\.text) == [encoding])
        #expect(message.is8Bit == (encoding == "8bit"))
    }

    /// It leaves by servers that know nothing of SMTPUTF8: the header that counts is ours.
    @Test func anInternationalHeaderInsideAsksForEightBitOnly() throws {
        let message = try ForwardSamples.compose("Subject: café\n\nbody\n", as: .attachment)
        #expect(message.is8Bit && !message.isInternational)
        #expect(message.head.allSatisfy { $0 < 0x80 })
        let view = Message(Octets(message.whole))
        #expect(view.subject?.text == "Fwd: café")
        #expect(view.root.children.first?.text.text.contains("\nSubject: café\n") == true)
    }

    @Test(arguments: [
        ("Subject: \n\n", "Fwd:"), ("A: b\n\n", "Fwd:"), ("Subject: a\n b\n\n", "Fwd: a b"), ("Subject: =?utf-8?q?a=0D=0ABcc:_x?=\n\n", "Fwd: a Bcc: x"),
        ("Subject: =?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?=\n\n", "Fwd: =?utf-8?q?x?="), ("Subject: Пример\n\n", "Fwd: Пример"),
        ("Subject: \u{202E}drawkcab\n\n", "Fwd: drawkcab"), ("Subject: Fwd: x\n\n", "Fwd: Fwd: x"),
    ])
    func theSubjectIsTheOriginals(_ original: String, _ subject: String) throws {
        let message = try ForwardSamples.compose(original, as: .attachment)
        let view = Message(Octets(message.whole))
        #expect(view.subject?.text == subject)
        #expect(view.fields(named: "bcc").isEmpty)
        #expect(view.headers.count == 10)
    }

    @Test func aLongSubjectIsCutAndItsLinesAreShort() throws {
        let message = try ForwardSamples.compose("Subject: \(String(repeating: "ю ", count: 5_000))\n\n", as: .attachment)
        let view = Message(Octets(message.whole))
        #expect(view.subject?.text.unicodeScalars.count == 205)
        #expect(view.subject?.text.hasSuffix("…") == true)
        #expect(String(decoding: message.head, as: UTF8.self).split(separator: "\n").allSatisfy { $0.utf8.count <= 76 || $0.hasPrefix("X-Postroom-Loop") })
    }

    @Test func senderNamesStayOnTheirLine() throws {
        let message = try ForwardSamples.compose("From: \"=?utf-8?q?Cy=0A--postroom?=\" <cy@example.com>\n\nbody\n", as: .attachment)
        let text = try #require(Message(Octets(message.whole)).root.children.first?.text.text)
        #expect(text.contains("\nFrom: Cy --postroom <cy@example.com>\n"))
    }

    /// A boundary that somebody put into the message on purpose, having seen the key.
    @Test func aBoundaryThatOccursIsNotTaken() throws {
        let first = try ForwardSamples.compose("A: b\n\n", as: .attachment)
        let boundary = try #require(Message(Octets(first.whole)).root.parameters["boundary"])
        let second = try ForwardSamples.compose("A: b\n\n--\(boundary)--\n", as: .attachment)
        #expect(Message(Octets(second.whole)).root.parameters["boundary"] == boundary + "-1")
        #expect(try enclosed(second) == Array("A: b\n\n--\(boundary)--\n".utf8))
    }

    @Test func nobodyIsToAnswerIt() throws {
        let view = Message(Octets(try ForwardSamples.compose("A: b\n\n", as: .attachment).whole))
        #expect(view.isAutomated)
        #expect(view.fields(named: "auto-submitted").map(\.text) == ["auto-generated"])
    }
}
