import MailMessage
import Testing

struct PartTests {
    private let rich = Sample.message(Sample.rich)

    @Test func theTreeIsFound() {
        #expect(
            CanonicalForm(rich).tree
                == "multipart/mixed(multipart/alternative(text/plain,text/html),application/pdf,text/calendar,"
                + "message/rfc822(multipart/digest(message/rfc822(text/plain))))")
    }

    @Test func textsAreDecoded() {
        #expect(rich.leafParts.first?.text == DecodedText(text: "café crème", malformed: false))
        #expect(rich.bodyText.text.hasPrefix("café crème\ncafé crème\ntwo\n"))
        #expect(rich.bodyHTML.text.hasPrefix("<html>"))
    }

    @Test func attachmentsHaveNamesAndSizes() throws {
        let attachment = try #require(rich.attachments.first)
        #expect(attachment.filename == "reçu.pdf")
        #expect(attachment.type == "application/pdf")
        #expect(attachment.decodedSize == 11)
        #expect(attachment.decodedOctets == Array("Hello world".utf8))
    }

    @Test func theCalendarPartIsRead() {
        #expect(rich.calendar?.method == "reply")
        #expect(rich.calendar?.summary == "Lunch, with friends")
        #expect(rich.calendar?.organizer == "ann@example.org")
        #expect(rich.calendar?.answer == "accepted")
        #expect(rich.calendar?.start?.utcText == "2026-03-10T11:00:00Z")
    }

    @Test func theFirstFailedRecipientOfABounceIsTold() {
        let message = Sample.message(
            """
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.org

            Final-Recipient: rfc822; late@example.org
            Action: delayed
            Status: 4.4.1

            Final-Recipient: rfc822; gone@example.org
            Action: failed
            Status: 5.1.1 (no such user)
            --b--
            """)
        #expect(message.bounce == BounceFacts(recipient: "gone@example.org", status: "5.1.1", action: "failed"))
        #expect(rich.bounce == nil)
    }

    @Test(arguments: [
        ("--bb--", "--b", "multipart/mixed(text/plain)"), ("--b ", "--b-- ", "multipart/mixed(text/plain,text/plain)"),
        ("--b-", "-- b", "multipart/mixed(text/plain)"),
    ])
    func onlyTheWholeBoundaryDelimits(_ middle: String, _ end: String, _ tree: String) {
        let message = Sample.message("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n\(middle)\n\ntwo\n\(end == "--b" ? "--b--" : end)\n")
        #expect(CanonicalForm(message).tree == tree)
    }

    @Test func anOuterDelimiterEndsInnerParts() {
        let message = Sample.message(
            "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--o\n\ntwo\n--o--\n")
        #expect(CanonicalForm(message).tree == "multipart/mixed(multipart/mixed(text/plain),text/plain)")
        #expect(message.leafParts.map(\.text.text) == ["one", "two"])
    }

    @Test(arguments: ["=?utf-8?Q?x?=", "e\u{301}", String(repeating: "b", count: 300), "a.*[b", "b "])
    func boundariesAreComparedAsTheyStand(_ boundary: String) {
        let message = Sample.message("Content-Type: multipart/mixed; boundary=\"\(boundary)\"\n\n--\(boundary)\n\none\n--\(boundary)--\n")
        #expect(CanonicalForm(message).tree == "multipart/mixed(text/plain)")
    }

    @Test func whatReadersDisagreeAboutIsMarked() {
        #expect(Sample.message("Content-Type: text/plain\nContent-Type: text/html\n\n").root.isAmbiguous)
        #expect(Sample.message("Content-Type: multipart/mixed; boundary=a; boundary=b\n\n").root.isAmbiguous)
        #expect(Sample.message("Content-Type: text/plain; charset=a\n\n").root.isAmbiguous == false)
    }

    @Test func nestingIsBounded() {
        var text = ""
        for level in 0..<3000 { text += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
        let message = Sample.message(text)
        #expect(message.allParts.count == MessageLimits.default.depth + 1)
        #expect(message.truncated == ["depth"])
        let enclosed = Sample.message(String(repeating: "Content-Type: message/rfc822\n\n", count: 3000))
        #expect(enclosed.allParts.count == MessageLimits.default.depth + 1)
        #expect(enclosed.truncated == ["depth"])
    }

    @Test func theCountOfPartsIsBounded() {
        let message = Sample.message("Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\n", count: 20_000))
        #expect(message.allParts.count == MessageLimits.default.parts)
        #expect(message.truncated == ["parts"])
    }

    @Test func parametersAreBounded() {
        let pieces = (0..<5000).map { "; filename*\($0)=x" }.joined()
        let message = Sample.message("Content-Disposition: attachment\(pieces)\n\n")
        #expect(message.attachments.first?.filename == String(repeating: "x", count: MessageLimits.default.parameters))
        #expect(message.truncated == ["parameters"])
    }

    @Test func textIsCutAtItsLimit() {
        var limits = MessageLimits()
        limits.decodedText = 10
        let message = Sample.message("\n0123456789abcdef", limits: limits)
        #expect(message.bodyText.text == "0123456789")
        #expect(message.truncated == ["decoded-text"])
    }

    @Test(arguments: [
        ("text/plain charset=x", "text/plain"), ("TEXT / Html ; a=b", "text/html"), ("text", "text/plain"), ("(c) image/png", "image/png"),
        ("", "text/plain"), ("a/b/c", "text/plain"), ("\"text/html\"; charset=x", "text/html"), ("charset=x", "text/plain"),
    ])
    func oddTypesAreUnderstood(_ value: String, _ type: String) {
        #expect(Sample.message("Content-Type: \(value)\n\n").root.type == type)
    }

    @Test(arguments: [
        ("attachment; filename=a b.txt", "a b.txt"), ("attachment; filename=\"a\\\"b\\\\c.txt\"", "a\"b\\c.txt"),
        ("attachment; filename*=iso-8859-1'fr'%E9.txt", "é.txt"), ("attachment; filename=\"=?utf-8?Q?=C3=A9.txt?=\"", "é.txt"),
        ("attachment; filename*1=b; filename*0=a", "ab"), ("attachment; filename=plain; filename*=utf-8''better", "better"),
        ("attachment; filename=C:\\dir\\file.txt", "C:\\dir\\file.txt"), ("attachment; filename=\"\"", nil),
        ("filename=a.txt", "a.txt"), ("\"attachment\"; filename=a.txt", "a.txt"), ("attachment; filename*=\"=?utf-8?Q?=C3=A9.txt?=\"", "é.txt"),
        ("attachment; filename=a (1).txt", "a (1).txt"),
    ] as [(String, String?)])
    func fileNamesAreDecoded(_ value: String, _ name: String?) {
        #expect(Sample.message("Content-Disposition: \(value)\n\n").root.filename == name)
    }
}
