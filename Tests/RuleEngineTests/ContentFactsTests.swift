import RuleEngine
import Testing

/// What rules see of links, calendars, signatures and winmail.dat (rules language §4).
@Suite struct ContentFactsTests {
    static let message = #"""
        From: ann@example.org
        Subject: Lunch
        MIME-Version: 1.0
        Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="s"

        --s
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/html; charset=utf-8

        <a href="https://login.example.net/?a=1&amp;b=2">bank.example</a> <a href="mailto:bo@example.org">Bo</a>
        <span style="display:none">unseen</span>
        --b
        Content-Type: text/calendar; method=REQUEST

        BEGIN:VCALENDAR
        METHOD:REQUEST
        BEGIN:VEVENT
        SUMMARY:Lunch
        LOCATION:Room 4
        ORGANIZER:mailto:ann@example.org
        ATTENDEE:mailto:bo@example.org
        ATTENDEE:mailto:cy@example.org
        DTSTART;TZID=Europe/Paris:20260310T120000
        DTEND;TZID=Europe/Paris:20260310T133000
        END:VEVENT
        END:VCALENDAR
        --b--
        --s
        Content-Type: application/pgp-signature

        x
        --s--
        """#

    private static let winmail = #"""
        From: ann@example.org
        Content-Type: application/ms-tnef; name="winmail.dat"
        Content-Transfer-Encoding: base64

        \#(meeting)
        """#

    /// A meeting request with the text `please come` and the file `agenda.pdf`.
    private static let meeting: String = {
        func little(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        func attribute(_ level: UInt8, _ tag: Int, _ data: [UInt8]) -> [UInt8] { [level] + little(tag) + little(data.count) + data + [0, 0] }
        var octets = little(0x223E_9F78) + [1, 0] + attribute(1, 0x0007_8008, Array("IPM.Schedule.Meeting.Request\0".utf8))
            + attribute(1, 0x0001_8004, Array("Planning\0".utf8)) + attribute(1, 0x0002_800C, Array("please come\0".utf8))
            + attribute(2, 0x0006_9002, [0]) + attribute(2, 0x0001_8010, Array("agenda.pdf\0".utf8)) + attribute(2, 0x0006_800F, [1, 2, 3])
        octets += [UInt8](repeating: 0, count: 3 - octets.count % 3)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = Int(octets[start]) << 16 | Int(octets[start + 1]) << 8 | Int(octets[start + 2])
            text += [18, 12, 6, 0].map { alphabet[group >> $0 & 63] }
        }
        return String(decoding: text, as: UTF8.self)
    }()

    private func holds(_ condition: String, _ message: String) throws -> Bool {
        try RuleTextTests.plan("rule \"r\" { when \(condition)\n tag +t }", message).tags == ["t"]
    }

    @Test(arguments: [
        #"body.links contains "login.example.net""#, #"any body.links matches /\?a=1&b=2$/"#, #"count body.links is 2"#, #"not body contains "unseen""#,
        #"calendar.location is "room 4""#, #"calendar.attendees is "cy@example.org""#, #"count calendar.attendees is 2"#, #"calendar.end.hour is 13"#,
        #"calendar.start < calendar.end"#, "signed", "not encrypted",
    ])
    func whatAMessageCarriesIsSeen(_ condition: String) throws {
        #expect(try holds(condition, Self.message))
    }

    @Test(arguments: [
        #"body contains "please come""#, #"attachments.filename is "agenda.pdf""#, #"any attachments.size is 3"#, #"calendar.method is "request""#,
        #"calendar.summary is "planning""#, #"calendar.organizer is "ann@example.org""#, "not signed", "not exists body.links",
    ])
    func whatAWinmailCarriesIsSeen(_ condition: String) throws {
        #expect(try holds(condition, Self.winmail))
    }
}
