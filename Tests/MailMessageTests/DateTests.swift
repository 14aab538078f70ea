import MailMessage
import Testing

struct DateTests {
    private func read(_ value: String) -> MailDate? { Sample.message("Date: \(value)\n\n").date }

    @Test(arguments: [
        ("Mon, 2 Mar 2026 09:12:00 +0100", "2026-03-02T08:12:00Z", 3600),
        ("2 Mar 26 09:12 GMT", "2026-03-02T09:12:00Z", 0),
        ("Sat, 09 Jul 94 19:36:51 EDT", "1994-07-09T23:36:51Z", -4 * 3600),
        ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", nil, 0),
        ("Thu, 13 Feb 1969 23:32:54 -0330 (Newfoundland)", "1969-02-14T03:02:54Z", -12_600),
        ("Tue Mar  3 12:00:00 2026", "2026-03-03T12:00:00Z", 0),
        ("02-Mar-2026 09:12:00 -0000", "2026-03-02T09:12:00Z", 0),
        ("Thu, 29 Feb 2024 23:59:60 +0000", "2024-03-01T00:00:00Z", 0),
        ("Mon, 2 March 2026 09:12:00 GMT+0200", "2026-03-02T07:12:00Z", 7200),
        ("2026-03-02T09:12:00Z", "2026-03-02T09:12:00Z", 0),
        ("2026-03-02T10:12:00.5+01:00", "2026-03-02T09:12:00Z", 3600),
        ("2026-03-02 10:12:00 +0100", "2026-03-02T09:12:00Z", 3600),
        ("2026-03-02", nil, 0),
        ("2026-13-02T10:12:00", nil, 0),
        ("Mon, 2 Mar 2026 9:12:00 PM +0000", "2026-03-02T21:12:00Z", 0),
        ("Monday, March 2, 2026 12:12 AM", "2026-03-02T00:12:00Z", 0),
        ("Mon, 2 Mar 2026 12:12 PM", "2026-03-02T12:12:00Z", 0),
        ("Sun, 1 Mar 2026 24:00:00 +0000", "2026-03-02T00:00:00Z", 0),
        ("Mon, 2 Mar 2026 10:12:00 CET", "2026-03-02T09:12:00Z", 3600),
        ("yesterday", nil, 0),
        ("", nil, 0),
    ] as [(String, String?, Int)])
    func datesAreRead(_ value: String, _ expected: String?, _ offset: Int) {
        let date = read(value)
        #expect(date?.utcText == expected)
        if expected != nil { #expect(date?.offsetSeconds == offset) }
    }

    @Test func theNewestReceivedFieldIsTheFirst() {
        let message = Sample.message(
            "Received: by b; Mon, 2 Mar 2026 09:12:05 +0000\nReceived: by a; Mon, 2 Mar 2026 09:12:01 +0000\n\n")
        #expect(message.received?.utcText == "2026-03-02T09:12:05Z")
    }

    @Test(arguments: ["99999 Mar 999999 99:99:99 +9999", "1 Jan 1 00:00:00 -9999", "31 Dec 9999 23:59:59 +0000", ":::::", "+-+-+-"])
    func absurdDatesDoNoHarm(_ value: String) {
        _ = read(value)?.utcText.utf8.count
        #expect(Sample.message("Date: \(value)\n\n").headers.count == 1)
    }
}
