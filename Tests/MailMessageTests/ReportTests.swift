import MailMessage
import Testing

/// Delivery reports, receipts and complaints (RFC 3464, RFC 8098, RFC 5965), and what servers write instead.
@Suite struct ReportTests {
    private func report(_ type: String, _ fields: String) -> Message {
        Sample.message(
            """
            From: MAILER-DAEMON@mx.example.org
            Subject: Report
            Content-Type: multipart/report; boundary=b; report-type=\(type)

            --b

            This is a report.
            --b
            Content-Type: message/\(type)

            \(fields)
            --b
            Content-Type: message/rfc822

            From: ann@example.org
            Subject: hello

            Hello <wrong@example.org> 5.9.9
            --b--
            """)
    }

    @Test func `all recipients that failed are told, and those alone`() {
        let message = report(
            "delivery-status",
            """
            Reporting-MTA: dns; mx.example.org

            Final-Recipient: rfc822; a@example.net
            Action: failed
            Status: 5.1.1 (unknown)

            Final-Recipient: rfc822; b@example.net
            Action: delayed (3 days left)
            Status: 4.4.1

            Original-Recipient: rfc822;c@example.net
            Action: FAILED
            Status: 5.2.2
            """)
        #expect(message.bounce?.recipients.map(\.address) == ["a@example.net", "c@example.net"])
        #expect(message.bounce?.recipients.map(\.status) == ["5.1.1", "5.2.2"])
        #expect(message.bounce?.action == "failed")
        #expect(message.isAutomated)
    }

    @Test func `a report of success says so`() {
        let message = report("delivery-status", "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@example.net\nAction: delivered\nStatus: 2.0.0\n")
        #expect(message.bounce == BounceFacts(recipient: "a@example.net", status: "2.0.0", action: "delivered"))
    }

    @Test func `a report of another language's addresses is read`() {
        let message = report("global-delivery-status", "Reporting-MTA: dns; x\n\nFinal-Recipient: utf-8; Zoë@example.net\nAction: failed\nStatus: 5.1.1\n")
        #expect(message.bounce?.recipient == "Zoë@example.net")
    }

    @Test func `a report that is forwarded is no report`() {
        let inner = """
            Content-Type: multipart/report; boundary=b; report-type=delivery-status

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; x

            Final-Recipient: rfc822; a@example.net
            Action: failed
            Status: 5.1.1
            --b--
            """
        #expect(Sample.message(inner).bounce != nil)
        #expect(Sample.message("From: ann@example.org\nContent-Type: message/rfc822\n\n" + inner).bounce == nil)
    }

    @Test func `servers that write no such report are understood`() {
        let qmail = Sample.message(
            """
            Return-Path: <>
            From: MAILER-DAEMON@mail.example.org
            Subject: failure notice

            Hi. This is the qmail-send program at mail.example.org.
            I'm afraid I wasn't able to deliver your message to the following addresses.

            <gone@example.net>:
            192.0.2.1 does not like recipient.
            Remote host said: 550 5.1.1 no such user

            --- Below this line is a copy of the message.

            To: other@example.net
            """)
        #expect(qmail.bounce == BounceFacts(recipient: "gone@example.net", status: "5.1.1", action: "failed"))
        let both = Sample.message("Return-Path: <>\nSubject: failure notice\n\n<one@example.net>:\nno (#5.1.1)\n\n<two@example.net>:\nno\n\n--- Below\n<x@y.example>:\n")
        #expect(both.bounce?.recipients.map(\.address) == ["one@example.net", "two@example.net"])
        let late = Sample.message(
            "From: Mailer-Daemon@mx.example.org\nSubject: Warning: message 1abc-2 delayed 24 hours\n\nNot yet delivered:\n\n  late@example.net\n")
        #expect(late.bounce == BounceFacts(recipient: "late@example.net", action: "delayed"))
        let exim = Sample.message(
            """
            From: Mail Delivery System <Mailer-Daemon@mx.example.org>
            X-Failed-Recipients: gone@example.net, away@example.net
            Subject: Mail delivery failed: returning message to sender

            This message was created automatically by mail delivery software.

              gone@example.net
                Unrouteable address
            """)
        #expect(exim.bounce?.recipients.map(\.address) == ["gone@example.net", "away@example.net"])
        let exchange = Sample.message(
            """
            From: postmaster@corp.example
            X-MS-Exchange-Message-Is-Ndr:
            Subject: Unzustellbar: Angebot
            Content-Type: text/html

            <p>gone@example.net</p> #550 5.1.10 RESOLVER.ADR.RecipientNotFound
            """)
        #expect(exchange.bounce?.status == "5.1.10")
        let sendmail = Sample.message("From: Mail Delivery Subsystem <MAILER-DAEMON>\nSubject: Returned mail: User unknown\n\n<gone@example.net>... User unknown\n")
        #expect(sendmail.bounce?.recipient == "gone@example.net")
    }

    @Test func `a letter about mail is no report`() {
        #expect(Sample.message("From: ann@example.org\nSubject: Mail delivery failed\n\nWhat does <a@example.net> 5.1.1 mean?\n").bounce == nil)
        #expect(Sample.message("From: postmaster@example.org\nSubject: Please change your password\n\n<a@example.net>\n").bounce == nil)
        #expect(Sample.message("Return-Path: <>\nFrom: a@example.org\nSubject: Out of office\n\n<a@example.net>\n").bounce == nil)
    }

    @Test func `a receipt tells who did what`() {
        let message = report(
            "disposition-notification",
            """
            Reporting-UA: mail.example.net; Mailer 1.0
            Original-Recipient: rfc822;ann@example.org
            Final-Recipient: rfc822;bo@example.net
            Original-Message-ID: <1@example.org>
            Disposition: manual-action/MDN-sent-manually; Displayed/error
            """)
        #expect(message.receipt == ReceiptFacts(recipient: "bo@example.net", disposition: "displayed", messageID: "1@example.org"))
        #expect(message.bounce == nil)
    }

    @Test func `a complaint tells about whom`() {
        let message = report(
            "feedback-report",
            """
            Feedback-Type: Abuse
            User-Agent: SomeGenerator/1.0
            Version: 1
            Original-Rcpt-To: <user@example.net>
            Source-IP: 192.0.2.1
            """)
        #expect(message.complaint == ComplaintFacts(type: "abuse", recipient: "user@example.net", source: "192.0.2.1"))
        #expect(message.receipt == nil)
        #expect(message.isAutomated)
    }

    @Test func `a report without anything in it is one all the same`() {
        #expect(report("feedback-report", "").complaint == ComplaintFacts())
        #expect(report("disposition-notification", "").receipt == ReceiptFacts())
    }

    @Test(arguments: ["delivery-status", "disposition-notification", "feedback-report"])
    func `any cut of a report is read`(_ type: String) {
        let whole = Array(report(type, "Final-Recipient: rfc822; a@b.example\nStatus: 5.1.1\nDisposition: a/b; c\nFeedback-Type: x").octets[0..<2000])
        for count in 0...whole.count {
            let message = Message(Octets(Array(whole.prefix(count))))
            _ = (message.bounce, message.receipt, message.complaint)
        }
    }

    @Test func `a report of a million recipients ends at the limit`() {
        let message = report("delivery-status", String(repeating: "Final-Recipient: rfc822; a@b.example\n\n", count: 100_000))
        #expect((1...MessageLimits.default.addresses).contains(message.bounce?.recipients.count ?? 0))
    }
}
