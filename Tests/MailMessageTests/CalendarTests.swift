import MailMessage
import Testing

struct CalendarTests {
    private func facts(_ lines: String, type: String = "text/calendar") -> CalendarFacts? {
        Sample.message("Content-Type: \(type)\n\n\(lines)\n").calendar
    }

    private func event(_ lines: String) -> CalendarFacts? {
        facts("BEGIN:VCALENDAR\nMETHOD:REQUEST\n\(lines)\nEND:VCALENDAR")
    }

    @Test func anInvitationIsRead() throws {
        let facts = try #require(
            event(
                """
                BEGIN:VEVENT
                UID:1@example.org
                SUMMARY;LANGUAGE=en:Lunch\\, with\\n
                  friends\\; all of
                 \tthem
                LOCATION:Room "4"
                ORGANIZER;CN="Ann: A;B":MAILTO:ann@example.org
                ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:bo@example.org
                ATTENDEE;CUTYPE=ROOM;EMAIL="room@example.org":urn:uuid:7
                DTSTART;TZID=Europe/Paris:20260310T120000
                DURATION:PT1H30M
                BEGIN:VALARM
                SUMMARY:Reminder
                END:VALARM
                END:VEVENT
                BEGIN:VEVENT
                SUMMARY:Second
                DTEND:20300101T000000Z
                END:VEVENT
                """))
        #expect(facts.method == "request")
        #expect(facts.summary == "Lunch, with  friends; all of\tthem")
        #expect(facts.location == "Room \"4\"")
        #expect(facts.organizer == "ann@example.org")
        #expect(facts.attendees == ["bo@example.org", "room@example.org"])
        #expect(facts.identifier == "1@example.org")
        #expect(facts.start?.utcText == "2026-03-10T11:00:00Z")
        #expect(facts.start?.offsetSeconds == 3600)
        #expect(facts.end?.utcText == "2026-03-10T12:30:00Z")
        #expect(!facts.isTask)
        // An invitation lists who has accepted already; that is nobody's answer.
        #expect(facts.answer == nil)
    }

    @Test func aTaskIsRead() {
        let facts = event("BEGIN:VTODO\nSUMMARY:Pay\nDUE:20260401T080000Z\nEND:VTODO")
        #expect(facts?.isTask == true)
        #expect(facts?.summary == "Pay")
        #expect(facts?.start == nil)
        #expect(facts?.end?.utcText == "2026-04-01T08:00:00Z")
    }

    @Test(arguments: ["ACCEPTED", "declined", "Tentative"])
    func anAnswerIsRead(_ answer: String) {
        let facts = facts("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;PARTSTAT=\(answer):mailto:bo@example.org\nEND:VEVENT\nEND:VCALENDAR")
        #expect(facts?.answer == answer.lowercased())
    }

    @Test(arguments: [
        ("DTSTART:20260302T091200Z", "2026-03-02T09:12:00Z", 0), ("DTSTART:20260302T091200", "2026-03-02T09:12:00Z", 0),
        ("DTSTART;VALUE=DATE:20260302", "2026-03-02T00:00:00Z", 0), ("DTSTART;TZID=\"America/New_York\":20260702T091200", "2026-07-02T13:12:00Z", -14400),
        ("DTSTART;TZID=W. Europe Standard Time:20260702T091200", "2026-07-02T07:12:00Z", 7200),
        ("DTSTART;TZID=Myanmar Standard Time:20260302T091200", "2026-03-02T02:42:00Z", 23400),
        ("DTSTART;TZID=\"(UTC+05:30) Chennai, Kolkata\":20260302T091200", "2026-03-02T03:42:00Z", 19800),
        ("DTSTART;TZID=/example.org/2026/Europe/Paris:20260102T091200", "2026-01-02T08:12:00Z", 3600),
        // The hour that daylight saving skips and the one that it repeats.
        ("DTSTART;TZID=Europe/Paris:20260329T033000", "2026-03-29T01:30:00Z", 7200), ("DTSTART;TZID=Europe/Paris:20261025T013000", "2026-10-24T23:30:00Z", 7200),
        ("DTSTART;TZID=../../etc/passwd:20260302T091200", "2026-03-02T09:12:00Z", 0), ("DTSTART;TZID=nowhere:20260302T091200", "2026-03-02T09:12:00Z", 0),
    ])
    func theStartIsReadInItsZone(_ line: String, _ expected: String, _ offset: Int) {
        let start = event("BEGIN:VEVENT\n\(line)\nEND:VEVENT")?.start
        #expect(start?.utcText == expected)
        #expect(start?.offsetSeconds == offset)
    }

    @Test(arguments: [("20260115T120000", -18000), ("20260715T120000", -14400), ("20260308T010000", -18000), ("20260308T040000", -14400), ("20261231T230000", -18000)])
    func aZoneThatTheObjectDescribesIsUsed(_ time: String, _ offset: Int) {
        let zone = """
            BEGIN:VTIMEZONE
            TZID:Our own time
            BEGIN:STANDARD
            DTSTART:16010101T020000
            TZOFFSETFROM:-0400
            TZOFFSETTO:-0500
            RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
            END:STANDARD
            BEGIN:DAYLIGHT
            DTSTART:16010101T020000
            TZOFFSETFROM:-0500
            TZOFFSETTO:-0400
            RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
            END:DAYLIGHT
            END:VTIMEZONE
            """
        let event = "BEGIN:VEVENT\nDTSTART;TZID=Our own time:\(time)\nEND:VEVENT"
        #expect(self.event(zone + "\n" + event)?.start?.offsetSeconds == offset)
        #expect(self.event(event + "\n" + zone)?.start?.offsetSeconds == offset)
    }

    @Test func aZonesNameIsComparedWithoutItsBackslashes() {
        let zone = "BEGIN:VTIMEZONE\nTZID:Home\\, sweet home\nBEGIN:STANDARD\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n"
        let start = event(zone + "BEGIN:VEVENT\nDTSTART;TZID=\"Home, sweet home\":20260302T091200\nEND:VEVENT")?.start
        #expect(start?.utcText == "2026-03-02T06:12:00Z")
    }

    @Test func aLineFoldedInTheMiddleOfACharacterIsRead() {
        let head = Sample.octets("Content-Type: text/calendar; charset=utf-8\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:R")
        let tail = Sample.octets("union\nLOCATION:a\n b\nEND:VEVENT\nEND:VCALENDAR\n")
        let message = Message(Octets(head + [0xC3, 0x0D, 0x0A, 0x20, 0xA9] + tail))
        #expect(message.calendar?.summary == "Réunion")
        #expect(message.calendar?.location == "ab")
    }

    @Test func aFileOfACalendarIsOneWhateverItsType() {
        let calendar = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Lunch\nEND:VEVENT\nEND:VCALENDAR\n"
        #expect(Sample.message("Content-Type: application/octet-stream; name=Invite.ICS\n\n\(calendar)").calendar?.summary == "Lunch")
        #expect(Sample.message("Content-Type: application/octet-stream; name=a.bin\n\n\(calendar)").calendar == nil)
    }

    @Test(arguments: ["DTSTART:2026", "DTSTART:20261301T000000Z", "DTSTART:", "DTSTART:T", "DTSTART:yesterday", "DTSTART:99999999999999"])
    func aDateThatIsNoneIsAbsent(_ line: String) {
        #expect(event("BEGIN:VEVENT\n\(line)\nEND:VEVENT")?.start == nil)
    }

    @Test func theOlderFormIsRead() {
        let facts = facts(
            "BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\nSUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:caf=E9 =\ncr=E8me\nEND:VEVENT\nEND:VCALENDAR",
            type: "text/x-vcalendar; method=publish")
        #expect(facts?.summary == "café crème")
        #expect(facts?.method == "publish")
    }

    @Test func hostileCalendarsTakeLinearTime() {
        for piece in ["BEGIN:VEVENT\n", "END:VEVENT\n", "ATTENDEE:a@b\n", "ATTENDEE;" + String(repeating: "x=\";\";", count: 20) + ":y\n", " \n", ":", ";", "\"", "a;", "SUMMARY:\\"] {
            for head in ["", "BEGIN:VEVENT\nSUMMARY:"] {
                let message = Sample.message("Content-Type: text/calendar\n\n\(head)\(String(repeating: piece, count: 2000))")
                #expect(message.calendar?.attendees.count ?? 0 <= 10_000)
            }
        }
    }

    @Test func aCalendarCutAnywhereIsRead() {
        let text = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0130\r\nRRULE:BYMONTH=3;BYDAY=-1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY;ENCODING=QUOTED-PRINTABLE:a=\r\nb\r\nDTSTART;TZID=x:20260102T030405\r\nDURATION:P1DT2H\r\nATTENDEE;X=\"a:b\":mailto:c\r\nEND:VEVENT\r\n"
        let octets = Array("Content-Type: text/calendar\r\n\r\n".utf8)
        for end in text.utf8.indices {
            let message = Message(Octets(octets + text.utf8[..<end]))
            #expect(message.calendar != nil)
        }
    }
}
