import Delivery
import MailMessage
import Testing

@Suite("What stands in an mbox file") struct MboxQuotingTests {
    let place: MboxPlace

    init() throws { place = try MboxPlace() }

    @Test func anEntryIsEnvelopeLineMessageAndEmptyLine() throws {
        try place.append("From: Bo <bo@example.net>\nSubject: x\n\nHello.\n")
        #expect(try place.text() == "From bo@example.net Mon Nov 23 22:41:38 2026\nFrom: Bo <bo@example.net>\nSubject: x\n\nHello.\n\n")
    }

    @Test(arguments: [
        ("From x", ">From x"), (">From x", ">>From x"), (">>>From x", ">>>>From x"), ("From ", ">From "),
        ("From", "From"), ("Fromx", "Fromx"), (" From x", " From x"), ("> From x", "> From x"), ("from x", "from x"),
        ("xFrom x", "xFrom x"), (">", ">"), (">Fro", ">Fro"), (">From: x", ">From: x"),
    ])
    func linesThatLookLikeEnvelopesGetOneMoreMark(line: String, quoted: String) throws {
        for (before, behind) in [("Subject: x\n\n", "\n"), ("Subject: x\n\n", ""), ("Subject: x\n", "\n\nbody\n"), ("Subject: x\n\na\n\n", "\n\n\n")] {
            let place = try MboxPlace()
            try place.append(before + line + behind)
            let end = behind.hasSuffix("\n") ? "" : "\n"
            #expect(try place.text() == "From MAILER-DAEMON Mon Nov 23 22:41:38 2026\n" + before + quoted + behind + end + "\n")
            #expect(try place.messages() == [before + line + behind + end])
        }
    }

    @Test func anEnvelopeLineAtTheVeryStartIsDroppedOnce() throws {
        try place.append("From old@example.org Thu Jan  1 00:00:00 1970\nSubject: x\n\nbody\n")
        try place.append("From a b\nFrom c d\nSubject: y\n\nbody\n")
        try place.append("From x")
        #expect(try place.messages() == ["Subject: x\n\nbody\n", "From c d\nSubject: y\n\nbody\n", ""])
    }

    @Test func theObsoleteFormOfTheFieldLosesItsBlanks() throws {
        try place.append("From : ann@example.org\nFrom \t: b\n c\nFrom here: d\n\nFrom : e\n")
        #expect(try place.text().hasSuffix("2026\nFrom: ann@example.org\nFrom: b\n c\n>From here: d\n\n>From : e\n\n"))
    }

    @Test(arguments: ["", "\n", "\n\n\n", "x", "Subject: x", "Subject: x\n", "\r", "\r\n", "a\0b\n", "\n\nFrom x\n\n"])
    func oddMessagesAreKeptWithALastLineEnd(text: String) throws {
        try place.append(text)
        try place.append("Subject: next\n\nbody\n")
        let end = text.isEmpty || text.utf8.last == 10 ? "" : "\n"
        #expect(try place.messages() == [text + end, "Subject: next\n\nbody\n"])
    }

    @Test func whateverIsWrittenIsReadBack() throws {
        let pieces = [
            "From ", "From", ">", ">>", "\n", "\n\n", "x", "Subject: a\n", " folded\n", "\r", "\r\n", "\0", ">From ", "From x\n", "\n\nFrom ",
            "\u{E9}", "text that is a little longer\n",
        ]
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<60 {
            let texts = (0..<10).map { _ in (0..<random(14)).map { _ in pieces[random(pieces.count)] }.joined() }
            let place = try MboxPlace()
            try place.append(texts.map { MboxMessage(Octets(Array($0.utf8))) })
            #expect(try place.messages().map { Array($0.utf8) } == texts.map { text in
                var octets = Array(text.utf8)
                if octets.count > 5, octets.starts(with: Array("From ".utf8)), octets[5] != UInt8(ascii: ":") {
                    octets = octets.firstIndex(of: 10).map { Array(octets[($0 + 1)...]) } ?? []
                }
                return octets.isEmpty || octets.last == 10 ? octets : octets + [10]
            })
        }
    }

    @Test func aLargeMessageIsWrittenInPieces() throws {
        let line = "From here to there, and some more text on the same line.\n"
        let text = "Subject: x\n\n" + String(repeating: line, count: 40_000)
        try place.append([MboxMessage(Octets(Array(text.utf8))), MboxMessage(Octets(Array("Subject: y\n\n".utf8)))])
        #expect(try place.messages() == [text, "Subject: y\n\n"])
    }

    // MARK: - The envelope's sender

    @Test(arguments: [
        ("Return-Path: <bo@example.net>\nFrom: other@example.org\n", "bo@example.net"),
        ("Return-Path: <>\nFrom: other@example.org\n", "MAILER-DAEMON"),
        ("From: \"Bo\" <bo@example.net>, c@example.net\n", "bo@example.net"),
        ("Subject: x\n", "MAILER-DAEMON"),
        ("Return-Path: <\"a b\tc\"@example.net>\n", "\"a-bc\"@example.net"),
        ("Return-Path: <b\u{FC}@example.net>\n", "b--@example.net"),
        ("Return-Path: <\"a\n From x\"@example.net>\n", nil),
    ] as [(String, String?)])
    func theSenderHasNeitherBlanksNorControls(header: String, sender: String?) throws {
        try place.append(header + "\nbody\n")
        let line = try place.text().prefix { $0 != "\n" }
        let words = line.split(separator: " ")
        try #require(words.count == 7)
        #expect(line.hasSuffix(" Mon Nov 23 22:41:38 2026"))
        if let sender { #expect(words[1] == sender) }
        #expect(try place.messages().count == 1)
    }

    @Test func anEndlessSenderIsCut() throws {
        try place.append("Return-Path: <\(String(repeating: "a", count: 5_000))@example.net>\n\nbody\n")
        #expect(try place.text().prefix { $0 != "\n" }.utf8.count == "From ".count + 320 + " Mon Nov 23 22:41:38 2026".count)
    }

    @Test(arguments: [
        (0, "Thu Jan  1 00:00:00 1970"), (951_782_400, "Tue Feb 29 00:00:00 2000"), (1_795_473_698, "Mon Nov 23 22:41:38 2026"),
        (4_102_444_799, "Thu Dec 31 23:59:59 2099"),
    ])
    func timesAreAsAsctimeHasThem(time: Int, text: String) throws {
        try place.append([MboxMessage(Octets([]))], time: time)
        #expect(try place.text() == "From MAILER-DAEMON \(text)\n\n")
    }
}
