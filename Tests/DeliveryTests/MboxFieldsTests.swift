import Delivery
import MailMessage
import Testing

@Suite("Fields that belong to mbox readers") struct MboxFieldsTests {
    let place: MboxPlace

    init() throws { place = try MboxPlace() }

    @Test(arguments: [
        (["\\Seen"], "Status: RO\n"), (["\\Flagged"], "X-Status: F\n"), (["\\seen", "\\ANSWERED", "\\Flagged"], "Status: RO\nX-Status: AF\n"),
        (["\\Deleted", "\\Draft"], "X-Status: DT\n"), (["work", "$Label1", "work"], "X-Keywords: work $Label1\n"), ([], ""),
        (["\\Recent", "a\nX: y", "(", "", "b]c", "ü"], ""),
    ])
    func flagsBecomeFieldsOnTop(flags: [String], fields: String) throws {
        try place.append("Subject: x\n\nbody\n", flags: flags)
        #expect(try place.messages() == [fields + "Subject: x\n\nbody\n"])
    }

    @Test func forgedFieldsAreLeftOutWithTheirFolds() throws {
        try place.append("""
            Status: RO
            X-Status: D
             F
            Subject: x
            CONTENT-LENGTH: 99999
            x-uid : 7
            X-IMAP: 1234567890 0000000001
            X-IMAPbase: 1 2
            X-Keywords:
            \t evil
            X-Mozilla-Status: 0008
            X-Mozilla-Status2: 00000000
            Statuses: no
            X-Statu: no
             Status: folded

            Status: RO
            X-Status: D

            """)
        #expect(try place.messages() == ["Subject: x\nStatuses: no\nX-Statu: no\n Status: folded\n\nStatus: RO\nX-Status: D\n"])
    }

    @Test func theFirstEmptyLineEndsTheHeaderWithACarriageReturnToo() throws {
        try place.append("Subject: x\r\nStatus: RO\r\n\r\nStatus: RO\r\n")
        #expect(try place.messages() == ["Subject: x\r\n\r\nStatus: RO\r\n"])
    }

    @Test func aFirstLineThatWouldFoldIntoOurFieldsTakesNone() throws {
        try place.append(" D\nSubject: x\n\nbody\n", flags: ["\\Flagged"])
        #expect(try place.messages() == [" D\nSubject: x\n\nbody\n"])
    }

    @Test func aMessageWithoutHeaderGetsOne() throws {
        try place.append("\nbody\n", flags: ["\\Seen"])
        try place.append("", flags: ["\\Seen"])
        #expect(try place.messages() == ["Status: RO\n\nbody\n", "Status: RO\n"])
    }
}
