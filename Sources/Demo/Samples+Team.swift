/// What people write to the addresses of a company.
extension Samples {
    static let supportOutage = Sample("support, urgent", """
        Return-Path: <ops@globex.example>
        Delivered-To: support@acme.example
        From: Kit Ng <ops@globex.example>
        To: Acme Support <support@acme.example>
        Subject: URGENT: login page down since 06:40 (AC-4471)
        Date: Mon, 16 Nov 2026 06:52:10 +0000
        Message-ID: <ac4471.1@globex.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="shots"

        --shots
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Nobody here can log in — the page answers 502. Screenshot attached.
        --shots
        Content-Type: image/png
        Content-Disposition: attachment; filename="login 502.png"
        Content-Transfer-Encoding: base64

        \(base64: SampleAttachment.png)
        --shots--
        """)

    static let supportGerman = Sample("support, German", """
        Return-Path: <it@kunde.example>
        Delivered-To: hilfe@acme.example
        From: =?utf-8?Q?Uta_M=C3=BCller?= <it@kunde.example>
        To: hilfe@acme.example
        Subject: =?utf-8?B?U3TDtnJ1bmc6IEFubWVsZHVuZyBzY2hsw6RndCBmZWhsIChBQy00NDEwKQ==?=
        Date: Mon, 16 Nov 2026 08:20:00 +0100
        Message-ID: <ac4410@kunde.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        \(quotedPrintable: """
        Guten Morgen,

        seit heute früh schlägt die Anmeldung fehl. Bitte prüfen Sie das möglichst bald.

        Uta Müller
        """)
        """)

    static let billingQuestion = Sample("billing, a question", """
        Return-Path: <lee@initech.example>
        Delivered-To: billing@acme.example
        From: Lee Novak <lee@initech.example>
        To: billing@acme.example
        Subject: Question about invoice ACM-1029
        Date: Tue, 17 Nov 2026 15:04:00 -0600
        Message-ID: <acm1029.q@initech.example>
        Content-Type: text/plain; charset=us-ascii

        You billed us for twelve seats, we have nine. Could you look?
        """)

    static let salesInquiry = Sample("sales, an inquiry", """
        Return-Path: <mia@startup.example>
        Delivered-To: sales@acme.example
        Reply-To: Mia Costa <mia.costa@startup.example>
        From: Web form <form@acme.example>
        To: sales@acme.example
        Subject: Inquiry: 40 seats
        Date: Tue, 17 Nov 2026 18:30:00 +0000
        Message-ID: <form.901@acme.example>
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="form"

        --form
        Content-Type: text/plain; charset=utf-8

        Name: Mia Costa
        Company: Startup
        Text: What do forty seats cost, and do you have a trial?
        --form
        Content-Type: text/html; charset=utf-8

        <table><tr><td>Name</td><td>Mia Costa</td></tr>
        <tr><td>Text</td><td>What do forty seats cost, and do you have a trial?</td></tr></table>
        --form--
        """)

    static let securityReport = Sample("security, a report", """
        Return-Path: <noor@finder.example>
        Delivered-To: security@acme.example
        From: Noor <noor@finder.example>
        To: security@acme.example
        Subject: Possible vulnerability in the export
        Date: Wed, 18 Nov 2026 22:41:00 +0530
        Message-ID: <report.export@finder.example>
        Content-Type: text/plain; charset=utf-8

        A formula in a customer's name is run by the spreadsheet that opens
        the export. Details on request; I will keep quiet for ninety days.
        """)

    static let jobApplication = Sample("jobs, an application", """
        Return-Path: <oli@applicant.example>
        Delivered-To: jobs@acme.example
        From: Oli Braun <oli@applicant.example>
        To: jobs@acme.example
        Subject: Application: support engineer
        Date: Wed, 18 Nov 2026 12:00:00 +0100
        Message-ID: <apply.oli@applicant.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="apply"

        --apply
        Content-Type: text/plain; charset=utf-8

        Dear all, my letter and curriculum vitae are attached.
        --apply
        Content-Type: application/pdf
        Content-Disposition: attachment; filename="letter.pdf"
        Content-Transfer-Encoding: base64

        \(base64: SampleAttachment.pdf("Dear all,", "I like to help people."))
        --apply
        Content-Type: application/pdf
        Content-Disposition: attachment; filename="cv.pdf"
        Content-Transfer-Encoding: base64

        \(base64: SampleAttachment.pdf("Oli Braun", "2019-2026 Help desk"))
        --apply--
        """)

    static let copyToTwoQueues = Sample("to two queues at once", """
        Return-Path: <kim@globex.example>
        Delivered-To: support@acme.example
        From: "Kim O'Neil" <kim@eu.globex.example>
        To: Support <support@acme.example>, billing@acme.example
        Subject: Seats ordered (AC-4490), please enable and bill
        Date: Thu, 19 Nov 2026 09:45:00 +0000
        Message-ID: <ac4490@eu.globex.example>
        Content-Type: text/plain; charset=utf-8

        Five more seats as agreed on the phone. Thank you!
        """)

    static let toNobodyInParticular = Sample("to no queue we know", """
        Return-Path: <hello@pen.example>
        Delivered-To: catchall@acme.example
        From: Pen pal <hello@pen.example>
        To: whoever@acme.example
        Subject: Is this address read?
        Date: Fri, 20 Nov 2026 20:20:20 +0000
        Message-ID: <read@pen.example>
        Content-Type: text/plain; charset=utf-8

        If so, good evening.
        """)
}
