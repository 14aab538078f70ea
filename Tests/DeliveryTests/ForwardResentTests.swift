import Foundation
import MailMessage
import Testing

@testable import Delivery

@Suite("Forwards that are resent")
struct ForwardResentTests {
    /// The octets behind the block, after it was found to be one.
    private func rest(_ message: ForwardedMessage) throws -> [UInt8] {
        let lines = message.text.split(separator: "\n", maxSplits: 5, omittingEmptySubsequences: false)
        let names = lines.prefix(5).map { $0.prefix { $0 != ":" } }
        #expect(names == ["X-Postroom-Loop", "Resent-From", "Resent-Date", "Resent-To", "Resent-Message-ID"])
        return Array(message.whole[lines.prefix(5).reduce(0) { $0 + $1.utf8.count + 1 }...])
    }

    @Test func theBlockStandsInFrontAndTheReturnPathIsGone() throws {
        let message = try ForwardSamples.compose(ForwardSamples.ordinary)
        #expect(message.text == """
            X-Postroom-Loop: v1 c57f89804c6f967e70ee8793195ae954f2034b71c96911c689fcf9b82c50fedb
            Resent-From: ann@example.org
            Resent-Date: Mon, 02 Nov 2026 09:12:00 +0000
            Resent-To: bo@example.net
            Resent-Message-ID: <5d01c9b9d4c8086416a4883528429765@host.example>
            Received: from mx.example.com by mail.example.org; Mon, 2 Nov 2026 09:10:00 +0000
            From: Cy <cy@example.com>
            To: ann@example.org
            Subject: Plums
            Date: Mon, 2 Nov 2026 09:09:00 +0000
            Message-ID: <1@example.com>

            Dear Ann,

            .they are ripe.

            """)
        #expect(message.envelopeSender == "ann@example.org")
        #expect(!message.is8Bit && !message.isInternational)
    }

    @Test(arguments: [
        ("", ""), ("\n", "\n"), ("\nbody\n", "\nbody\n"), ("Subject: x\n\nbody", "Subject: x\n\nbody"), ("Subject: x", "Subject: x"),
        ("Return-Path: <a@b.example>\nSubject: x\n\n", "Subject: x\n\n"), ("return-path : <>\n\tmore\n more\nA: b\n\n", "A: b\n\n"),
        ("A: b\nReturn-Path: <>\nReturn-Path:\n <x>\nC: d\n\nReturn-Path: kept\n", "A: b\nC: d\n\nReturn-Path: kept\n"),
        ("From cy@example.com Mon Nov  2 09:12:00 2026\nReturn-Path: <>\nA: b\n\nFrom here on\n", "A: b\n\nFrom here on\n"),
        ("From : obsolete\nA: b\n\n", "From : obsolete\nA: b\n\n"), ("Return-Path: <>", ""), ("Return-Path: <>\n\nbody\n", "\nbody\n"),
        ("From cy@example.com\n", ""), ("A: b\r\nReturn-Path: <>\r\n x\r\nC: d\r\n\r\nbody\r\n", "A: b\r\nC: d\r\n\r\nbody\r\n"),
        ("A: b\n\u{00}\nReturn-Path: <>\nC: d\n\n", "A: b\n\u{00}\nC: d\n\n"), ("\rA: b\n\n", "\rA: b\n\n"),
        ("Return-Path: <>\rA: b\rReturn-Path: x\r y\rC: d\r\rbody\r", "A: b\rC: d\r\rbody\r"), ("From cy\rReturn-Path: <>\r\rReturn-Path: body", "\rReturn-Path: body"),
        ("A: b\rReturn-Path: x\nC: d\n\n", "A: b\rC: d\n\n"), ("Return-Path-X: kept\nX-Return-Path: kept\n\n", "Return-Path-X: kept\nX-Return-Path: kept\n\n"),
    ])
    func onlyReturnPathsAndTheEnvelopeLineGo(_ original: String, _ left: String) throws {
        #expect(String(decoding: try rest(ForwardSamples.compose(original)), as: UTF8.self) == left)
    }

    /// They would be read as more of our last field, or as the end of the header.
    @Test(arguments: ["hello\n", " folded\n\nSubject: x\n\nbody\n", " a\nb\n c\n\nd: e", "\tx", "no field\nA: b\n\n", "two words: x\n\n", ": x\n", "\u{00}", "Return-Path: <>\nhello\n"])
    func whatHasNoHeaderIsTheBody(_ original: String) throws {
        let message = try ForwardSamples.compose(original)
        let left = original.replacing("Return-Path: <>\n", with: "")
        #expect(String(decoding: try rest(message), as: UTF8.self) == "\n" + left)
        let view = Message(Octets(message.whole))
        #expect(view.headers.map(\.name) == ["X-Postroom-Loop", "Resent-From", "Resent-Date", "Resent-To", "Resent-Message-ID"])
        #expect(view.octets[view.bodyRaw] == Array(left.utf8))
    }

    /// A header whose first line is one by mistake: the fields behind it stay fields.
    @Test(arguments: [" From: cy@example.com\nSubject: x\n\nbody\n", "   \n\t\nSubject: x\n\nbody\n", "Return-Path: <>\n more\nA B\n c\nSubject: x\n\nbody"])
    func aHeaderThatBeginsWithAFoldKeepsItsFields(_ original: String) throws {
        let message = try ForwardSamples.compose(original)
        let view = Message(Octets(message.onTheLine))
        if original.hasPrefix("Return-Path") {
            #expect(message.text.contains("\n\nA B\n c\nSubject: x\n\nbody"))
        } else {
            #expect(view.headers.map(\.name).suffix(3) == ["Resent-Message-ID", "X-Postroom-Stray", "Subject"])
            #expect(message.text.hasSuffix("\nX-Postroom-Stray:\n" + original))
        }
    }

    @Test(arguments: 0..<400)
    func randomOctetsComeOutAsTheyWere(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces: [[UInt8]] = [
            "Return-Path: <a@b.example>\n", "return-path:\n <x>\n y\n", "Subject: x\n", " folded\n", "\n", "\r\n", "\r", "From a\n", "text", ":", "\u{e9}", "\u{0}",
        ].map { Array($0.utf8) }
        var original: [UInt8] = []
        for _ in 0..<Int.random(in: 0..<12, using: &random) {
            original += Bool.random(using: &random) ? pieces.randomElement(using: &random) ?? [] : [UInt8.random(in: 0...255, using: &random)]
        }
        let message = try ForwardSamples.compose(original)
        // By another reader of headers, of the lines that leave: the original's fields but the Return-Paths, and its body.
        var expected = ForwardSamples.lines(original)
        for field in Message(Octets(expected)).fields(named: "return-path").reversed() {
            let start = expected[..<field.valueRange.lowerBound].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            let end = expected[field.valueRange.upperBound...].firstIndex(of: 0x0A).map { $0 + 1 } ?? expected.count
            expected.removeSubrange(start..<end)
        }
        if Self.hasEnvelopeLine(original) { expected.removeFirst(expected.firstIndex(of: 0x0A).map { $0 + 1 } ?? expected.count) }
        #expect(ForwardSamples.lines(Array(message.whole.dropFirst(message.head.count))) == expected)
        // And the block is still read as one, whatever follows it.
        let view = Message(Octets(message.onTheLine))
        #expect(view.headers.prefix(5).map(\.name) == ["X-Postroom-Loop", "Resent-From", "Resent-Date", "Resent-To", "Resent-Message-ID"])
        #expect(view.headers.prefix(5).last?.rawOctets.contains(0x0A) == false)
        #expect(message.size == message.onTheLine.count)
        #expect(message.is8Bit == message.whole.contains { $0 >= 0x80 })
    }

    private static func hasEnvelopeLine(_ octets: [UInt8]) -> Bool {
        octets.starts(with: Array("From ".utf8)) && octets.count > 5 && octets[5] != UInt8(ascii: ":")
    }

    @Test func aTruncatedMessageGoesAtEveryOctet() throws {
        let original = Array(("From cy Mon\n" + ForwardSamples.ordinary).utf8)
        for count in 0...original.count {
            let message = try ForwardSamples.compose(Array(original[..<count]))
            #expect(message.size == message.onTheLine.count)
            #expect(original[..<count].suffix(message.whole.count - message.head.count) == message.whole[message.head.count...])
        }
    }

    // MARK: Who sends

    @Test(arguments: [
        ("A: b\n\n", "ann@example.org"), ("Return-Path: <cy@example.com>\n\n", "ann@example.org"), ("Return-Path: <>\nA: b\n\n", nil),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b--\n", nil),
        ("Content-Type: multipart/report; report-type=Disposition-Notification; boundary=b\n\n--b--\n", nil),
        ("Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b--\n", "ann@example.org"),
    ] as [(String, String?)])
    func bouncesHaveNoSender(_ original: String, _ sender: String?) throws {
        #expect(try ForwardSamples.compose(original).envelopeSender == sender)
        #expect(try ForwardSamples.compose(original, as: .attachment).envelopeSender == sender)
    }

    @Test func withoutAConfiguredSenderTheAccountResendsAndTheEnvelopeIsNull() throws {
        let message = try ForwardSamples.compose(Array("A: b\n\n".utf8), from: nil)
        #expect(message.envelopeSender == nil)
        #expect(message.text.contains("\nResent-From: ann@home.example\n"))
        let nameless = try ForwardSamples.compose(Array("A: b\n\n".utf8), from: nil, accountAddress: nil)
        #expect(nameless.text.contains("\nResent-From: postroom@host.example\n"))
    }

    // MARK: What it asks of the server

    @Test(arguments: [
        ("A: b\n\nplain\n", false, false), ("A: b\n\ncafé\n", true, false), ("A: café\n\nplain\n", true, true), ("A: b\n caf\u{e9}\nC: d\n\n", true, true),
        ("café\n\nplain\n", true, false), ("Return-Path: <café@example.org>\nA: b\n\nplain\n", false, false),
    ])
    func eightBitAndInternationalAreTold(_ original: String, _ is8Bit: Bool, _ isInternational: Bool) throws {
        let message = try ForwardSamples.compose(original)
        #expect(message.is8Bit == is8Bit)
        #expect(message.isInternational == isInternational)
    }

    @Test func latin1InAHeaderIsEightBitAndNotInternational() throws {
        let message = try ForwardSamples.compose(Array("A: caf".utf8) + [0xE9] + Array("\n\n".utf8))
        #expect(message.is8Bit && !message.isInternational)
    }

    @Test func anAddressBeyondASCIIIsInternational() throws {
        #expect(try ForwardSamples.compose("A: b\n\n", to: "zoé@example.net").isInternational)
        #expect(try ForwardSamples.compose("A: b\n\n", as: .attachment, to: "zoé@example.net").isInternational)
    }

    // MARK: The same again

    @Test(arguments: ForwardComposer.Form.allCases)
    func theSameForwardIsTheSameOctets(_ form: ForwardComposer.Form) throws {
        let first = try ForwardSamples.compose(ForwardSamples.ordinary, as: form)
        let second = try ForwardSamples.compose(ForwardSamples.ordinary, as: form)
        #expect(first.whole == second.whole)
        let composer = try ForwardSamples.composer(form)
        let octets = Octets(Array(ForwardSamples.ordinary.utf8))
        let within = composer.compose(octets, to: "bo@example.net", effect: 7, decidedAt: ForwardSamples.decidedAt.addingTimeInterval(0.9))
        #expect(within.whole == first.whole)
        let other = composer.compose(octets, to: "bo@example.net", effect: 8, decidedAt: ForwardSamples.decidedAt)
        let later = composer.compose(octets, to: "bo@example.net", effect: 7, decidedAt: ForwardSamples.decidedAt.addingTimeInterval(1))
        let field = form == .resent ? "resent-message-id" : "message-id"
        #expect(Set([first, other, later].map { Message(Octets($0.whole)).fields(named: field)[0].raw }).count == 3)
    }

    @Test(arguments: [("h\u{e9}st.example", "hst.example"), ("", "localhost"), ("(none)", "none"), ("a b>", "ab")])
    func theHostsNameFitsIntoAnIdentifier(_ name: String, _ written: String) throws {
        let composer = ForwardComposer(
            form: .resent, from: nil, account: "home", accountAddress: nil, hostName: name, guard: try LoopGuard(key: ForwardSamples.key))
        let message = composer.compose(Octets(Array("A: b\n\n".utf8)), to: "bo@example.net", effect: 7, decidedAt: ForwardSamples.decidedAt)
        #expect(message.text.contains("@\(written)>\n") && message.text.contains("Resent-From: postroom@\(written)\n"))
        #expect(!message.is8Bit)
    }

    @Test func aRecipientCannotAddFields() throws {
        let message = try ForwardSamples.compose("A: b\n\n", to: "bo@example.net\r\nBcc: all@example.net")
        #expect(Message(Octets(message.whole)).headers.map(\.name).contains("Bcc") == false)
        #expect(message.text.contains("\nResent-To: \"bo@example.netBcc: all\"@example.net\n"))
    }

    @Test func aLargeMessageComesInPieces() throws {
        let original = Array("A: b\nReturn-Path: <>\nC: d\n\n".utf8) + [UInt8](repeating: 0x61, count: 300_000)
        let message = try ForwardSamples.compose(original)
        #expect(message.pieces.map(\.count).max() == ForwardedMessage.Pieces.longest)
        #expect(message.whole.suffix(300_000) == original.suffix(300_000))
        #expect(message.size == message.onTheLine.count)
    }
}
