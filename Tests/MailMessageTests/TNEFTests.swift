import MailMessage
import Testing

struct TNEFTests {
    private var response: [UInt8] {
        var builder = TNEFBuilder()
        builder.messageClass("IPM.Schedule.Meeting.Resp.Pos")
        builder.file(title: "LONGNA~1.TXT", data: Array("hello".utf8), .number(0x3705, 1), .text(0x3707, "long name.txt"), .text(0x370E, "TEXT/Plain"))
        builder.file(title: "two.bin", data: [1, 2, 3])
        return builder.octets
    }

    private func message(_ content: [UInt8], limits: MessageLimits = .default) -> Message {
        let header = "From: Ann <ann@example.org>\r\nTo: bo@example.org\r\nSubject: Lunch\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\n"
        return Message(Octets(Array(header.utf8) + content), limits: limits)
    }

    private func message(limits: MessageLimits = .default, _ build: (inout TNEFBuilder) -> Void) -> Message {
        var builder = TNEFBuilder()
        build(&builder)
        return message(builder.octets, limits: limits)
    }

    // MARK: - Files

    @Test func theFilesInsideAreAttachments() {
        let attachments = message(response).attachments
        #expect(attachments.map(\.filename) == ["winmail.dat", "long name.txt", "two.bin"])
        #expect(attachments.map(\.type) == ["application/ms-tnef", "text/plain", "application/octet-stream"])
        #expect(attachments.map(\.decodedSize) == [response.count, 5, 3])
        #expect(attachments.last?.decodedOctets == [1, 2, 3])
        #expect(attachments.last?.rawOctets == [1, 2, 3])
    }

    @Test func namesThatLookLikePathsStayData() {
        let message = message { $0.file(title: "..\\..\\A.TXT", data: [1], .text(0x3707, "../../etc/passwd")) }
        #expect(message.attachments.last?.filename == "../../etc/passwd")
    }

    @Test func aFileInItsPropertiesAloneIsRead() {
        let message = message { $0.file(title: nil, .numbers(0x1234, [1, 2, 3]), .binary(0x3701, [9, 8]), .octetText(0x3704, Array("a.bin".utf8))) }
        #expect(message.attachments.last?.filename == "a.bin")
        #expect(message.attachments.last?.decodedOctets == [9, 8])
    }

    @Test func ofAFileThatWasCutTheRestIsKept() {
        let message = message(Array(response.dropLast(3)))
        #expect(message.attachments.last?.filename == "two.bin")
        #expect(message.attachments.last?.decodedOctets == [1, 2])
    }

    // MARK: - Bodies

    @Test func theTextIsTheBody() {
        #expect(message { $0.message(.text(0x1000, "Zoë → Bo\r\nsecond")) }.bodyText.text == "Zoë → Bo\nsecond")
    }

    @Test func theTextIsReadInItsCodePage() {
        let message = message {
            $0.codePage(1251)
            $0.message(.octetText(0x1000, [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2]))
        }
        #expect(message.bodyText.text == "Привет")
    }

    @Test func theTextOfOldClientsIsTheBody() {
        #expect(message { $0.attribute(0x0002_800C, Array("old\r\n\0".utf8)) }.bodyText.text == "old\n")
    }

    @Test func theHTMLIsSeenAndItsCodePageCounts() {
        let message = message { $0.message(.number(0x3FDE, 65001), .binary(0x1013, Array("<p>caf&eacute; Zoë</p><p>two</p>".utf8))) }
        #expect(message.bodyText.text == "café Zoë\ntwo")
        #expect(message.bodyHTML.text.hasPrefix("<p>"))
    }

    @Test func theHTMLSaysItsOwnCharset() {
        let html = Array("<meta http-equiv=Content-Type content=\"text/html; charset=KOI8-R\">".utf8) + [0xF0, 0xD2]
        #expect(message { $0.message(.binary(0x1013, html)) }.bodyText.text == "Пр")
    }

    @Test func compressedRTFIsTheBody() {
        let rtf = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\fswiss\\fcharset204 Arial CYR;}}{\\colortbl;\\red0\\green0\\blue0;}\\pard\\plain\\f0\\fs20 one\\par \\par two \\'e9\\par \\f1\\'cf\\u8364\\'80\\par}"
        for packed in [TNEFBuilder.compressed(rtf), TNEFBuilder.stored(rtf)] {
            let body = message { $0.message(.binary(0x1009, packed)) }.bodyText
            #expect(body.text == "one\n\ntwo é\nП€\n")
            #expect(!body.malformed)
        }
    }

    @Test func theHTMLWrappedInRTFIsTheBody() {
        let rtf = """
            {\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0 Arial;}}\\pard\\plain
            {\\*\\htmltag64 <p>}\\htmlrtf {\\b \\htmlrtf0 one {\\*\\htmltag84 &lt;}\\htmlrtf <\\htmlrtf0 two\\htmlrtf }\\htmlrtf0
            {\\*\\mhtmltag84 <a href="cid:x">}{\\*\\htmltag84 <a href="https://example.org/\\'e9">}link{\\*\\htmltag92 </a>}{\\*\\htmltag72 </p>}}
            """
        let message = message { $0.message(.binary(0x1009, TNEFBuilder.compressed(rtf)), .text(0x1000, "plain")) }
        #expect(message.bodyHTML.text == "<p>one &lt;two<a href=\"https://example.org/é\">link</a></p>")
        #expect(message.bodyText.text == "plain\none <twolink")
    }

    @Test func rtfWithAWrongChecksumIsReadAndCalledMalformed() {
        var packed = TNEFBuilder.compressed("{\\rtf1 hello}")
        packed[12] ^= 0xFF
        let body = message { $0.message(.binary(0x1009, packed)) }.bodyText
        #expect(body.text == "hello")
        #expect(body.malformed)
    }

    @Test func plainRTFBesideTheTextAddsNothing() {
        let message = message { $0.message(.text(0x1000, "text"), .binary(0x1009, TNEFBuilder.stored("{\\rtf1 text}"))) }
        #expect(message.bodyText.text == "text")
    }

    // MARK: - Enclosed messages

    private func nested(_ depth: Int) -> [UInt8] {
        var inner = TNEFBuilder()
        inner.message(.text(0x1000, "innermost"))
        inner.file(title: "deep.pdf", data: [1, 2, 3, 4])
        var octets = inner.octets
        for level in 0..<depth {
            var outer = TNEFBuilder()
            outer.file(title: nil, .number(0x3705, 5), .object(0x3701, octets), .text(0x3001, "level \(level)"))
            octets = outer.octets
        }
        return octets
    }

    @Test func whatAnEnclosedMessageHoldsIsSeen() {
        let message = message(nested(2))
        #expect(message.attachments.map(\.filename) == ["winmail.dat", "level 1", "level 0", "deep.pdf"])
        #expect(message.attachments.map(\.type).dropFirst() == ["message/rfc822", "message/rfc822", "application/octet-stream"])
        #expect(message.bodyText.text == "innermost")
    }

    @Test func messagesInEachOtherEndAtTheLimit() {
        let message = message(nested(300))
        #expect(message.attachments.count == 101)
        #expect(message.truncated == ["depth"])
    }

    @Test func filesBeyondTheLimitAreNotRead() {
        var limits = MessageLimits.default
        limits.parts = 2
        let message = message(response, limits: limits)
        #expect(message.attachments.count == 3)
        let more = self.message(limits: limits) { builder in (0..<5).forEach { builder.file(title: "\($0)", data: []) } }
        #expect(more.attachments.count == 3)
        #expect(more.truncated == ["parts"])
    }

    @Test func whatIsLargerThanTheLimitIsCut() {
        var limits = MessageLimits.default
        limits.tnefOctets = 200
        let message = message(limits: limits) { builder in
            builder.file(title: "a", data: [1])
            builder.file(title: "b", data: [UInt8](repeating: 0, count: 4000))
        }
        #expect(message.attachments.map(\.filename) == ["winmail.dat", "a", "b"])
        #expect(message.truncated == ["tnef-octets"])
    }

    // MARK: - Meetings

    @Test func aMeetingRequestIsACalendarFact() throws {
        let message = message { builder in
            builder.messageClass("IPM.Microsoft Schedule.MtgReq")
            builder.message(
                .text(0x0037, "Planning"), .worded("Keywords", text: "odd"), .named(0x02, 0x8208, text: "Room 4"),
                .named(0x02, 0x820D, seconds: 1_772_442_720), .named(0x02, 0x820E, seconds: 1_772_446_320),
                .text(0x5D02, "ann@example.org"),
                .named(0x90, 0x0003, binary: [UInt8](repeating: 4, count: 40) + Array("vCal-Uid".utf8) + [1, 0, 0, 0] + Array("id-1@example.org\0".utf8)))
            builder.recipients(
                [.text(0x3001, "Bo"), .text(0x39FE, "bo@example.org")], [.text(0x3003, "SMTP:cy@example.org")], [.text(0x3003, "/o=acme/cn=dora")])
        }
        let facts = try #require(message.calendar)
        #expect(facts.method == "request")
        #expect(facts.summary == "Planning")
        #expect(facts.location == "Room 4")
        #expect(facts.organizer == "ann@example.org")
        #expect(facts.attendees == ["bo@example.org", "cy@example.org"])
        #expect(facts.start?.utcText == "2026-03-02T09:12:00Z")
        #expect(facts.end?.utcText == "2026-03-02T10:12:00Z")
        #expect(facts.identifier == "id-1@example.org")
        #expect(facts.answer == nil)
    }

    @Test(arguments: [
        ("IPM.Schedule.Meeting.Request", "request", nil), ("IPM.Schedule.Meeting.Canceled", "cancel", nil),
        ("IPM.Schedule.Meeting.Resp.Pos", "reply", "accepted"), ("IPM.Schedule.Meeting.Resp.Neg", "reply", "declined"),
        ("IPM.Microsoft Schedule.MtgRespA", "reply", "tentative"), ("IPM.TaskRequest.Accept", "reply", "accepted"),
    ] as [(String, String, String?)])
    func theClassTellsTheMethod(_ name: String, _ method: String, _ answer: String?) {
        let facts = message { $0.messageClass(name) }.calendar
        #expect(facts?.method == method)
        #expect(facts?.answer == answer)
        #expect(facts?.summary == "Lunch")
        #expect(facts?.organizer == (method == "reply" ? "bo@example.org" : "ann@example.org"))
    }

    @Test func ordinaryMailIsNoMeeting() {
        #expect(message { $0.messageClass("IPM.Note") }.calendar == nil)
        #expect(message { $0.messageClass("IPM.Document.request") }.calendar == nil)
    }

    @Test func aCalendarFileInsideIsRead() {
        let ics = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Walk\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        let message = message { $0.file(title: "walk.ics", data: Array(ics.utf8), .text(0x370E, "text/calendar")) }
        #expect(message.calendar?.summary == "Walk")
    }

    // MARK: - Hostile input

    private var everything: [UInt8] {
        var builder = TNEFBuilder()
        builder.messageClass("IPM.Schedule.Meeting.Request")
        builder.message(
            .text(0x0037, "s"), .binary(0x1009, TNEFBuilder.compressed("{\\rtf1\\ansi{\\fonttbl{\\f0 A;}}\\f0 a\\'e9\\u-10179?\\u-8704?\\par}")),
            .named(0x02, 0x8208, text: "r"), .worded("w", text: "x"), .numbers(0x1111, [1, 2]))
        builder.recipients([.text(0x39FE, "bo@example.org")])
        builder.file(title: "a.txt", data: [1, 2], .text(0x3707, "long.txt"))
        builder.file(title: nil, .number(0x3705, 5), .object(0x3701, nested(1)))
        return builder.octets
    }

    @Test func filesCutAnywhereAndWrongLengthsAreRead() {
        let whole = everything
        #expect(message(whole).bodyText.text == "aé😀\n\ninnermost")
        for end in whole.indices {
            let cut = message(Array(whole[..<end]))
            #expect(cut.bodyText.text.utf8.count + cut.attachments.count < 40)
            var spoiled = whole
            spoiled[end] = 0xFF
            #expect(message(spoiled).attachments.first?.filename == "winmail.dat")
        }
    }

    @Test func countsWithoutValuesEndAtOnce() {
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
        let message = message { builder in
            builder.attribute(0x0006_9003, huge + [0x03, 0x10, 0x01, 0x10] + huge)
            builder.attribute(0x0006_9004, huge + huge + huge)
            builder.attribute(0x0006_9003, TNEFBuilder.little32(1) + [0x1E, 0x00, 0x00, 0x10] + huge + huge)
        }
        #expect(message.bodyText.text.isEmpty)
    }

    @Test func rtfThatUnpacksToMuchEndsAtTheLimit() {
        // Every reference repeats the octet before it.
        var content: [UInt8] = [0xFE, UInt8(ascii: "a")]
        var position = 207
        for index in 0..<200_000 {
            if index % 8 == 7 { content.append(0xFF) }
            content += [UInt8((position % 4096) >> 4), UInt8((position % 4096) & 15) << 4 | 15]
            position += 17
        }
        let size: [UInt8] = [0xFF, 0xFF, 0xFF, 0x7F]
        let packed = TNEFBuilder.little32(UInt32(content.count + 12)) + size + TNEFBuilder.little32(0x7546_5A4C) + size + content
        var limits = MessageLimits.default
        limits.decodedText = 100_000
        let body = message(limits: limits) { $0.message(.binary(0x1009, packed)) }.bodyText
        #expect(body.text.utf8.count == 100_000)
        #expect(body.malformed)
    }
}
