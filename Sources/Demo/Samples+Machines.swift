/// Invitations, reports of delivery, automatic answers, and mail that pretends.
extension Samples {
    static let invitation = Sample("calendar, invitation", """
        Return-Path: <gil@work.example>
        From: Gil Moreau <gil@work.example>
        To: Ann <ann@work.example>
        Subject: Invitation: Review of the autumn plan
        Date: Mon, 09 Nov 2026 09:00:00 +0000
        Message-ID: <invite.431@work.example>
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="cal"

        --cal
        Content-Type: text/plain; charset=utf-8

        Review of the autumn plan, Thursday 12 November, 10:00, room 2.
        --cal
        Content-Type: text/calendar; charset=utf-8; method=REQUEST
        Content-Transfer-Encoding: 8bit

        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example//Calendar//EN
        METHOD:REQUEST
        BEGIN:VEVENT
        UID:431@work.example
        DTSTAMP:20261109T090000Z
        DTSTART:20261112T100000Z
        DTEND:20261112T110000Z
        SUMMARY:Review of the autumn plan
        LOCATION:Room 2
        ORGANIZER;CN=Gil Moreau:mailto:gil@work.example
        ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:ann@work.exa
         mple
        END:VEVENT
        END:VCALENDAR
        --cal--
        """)

    static let invitationAnswered = Sample("calendar, answer", """
        Return-Path: <hana@work.example>
        From: Hana Sato <hana@work.example>
        To: ann@work.example
        Subject: Accepted: Tea on Friday
        Date: Tue, 10 Nov 2026 14:22:10 +0000
        Message-ID: <reply.77@work.example>
        MIME-Version: 1.0
        Content-Type: text/calendar; charset=utf-8; method=REPLY; name="answer.ics"
        Content-Transfer-Encoding: base64

        \(base64: """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example//Calendar//EN
        METHOD:REPLY
        BEGIN:VEVENT
        UID:77@example.org
        DTSTAMP:20261110T142200Z
        DTSTART:20261113T150000Z
        SUMMARY:Tea on Friday
        ORGANIZER:mailto:ann@work.example
        ATTENDEE;PARTSTAT=ACCEPTED:mailto:hana@work.example
        END:VEVENT
        END:VCALENDAR

        """)
        """)

    static let bounce = Sample("bounce, delivery report", """
        Return-Path: <>
        From: Mail Delivery System <mailer-daemon@mx.example.org>
        To: ann@example.org
        Subject: Undelivered Mail Returned to Sender
        Date: Thu, 05 Nov 2026 13:37:02 +0000
        Message-ID: <bounce.5d1@mx.example.org>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="rep/1"

        --rep/1
        Content-Type: text/plain; charset=us-ascii

        The address below does not exist any more.

        <ivo@gone.example>: 550 5.1.1 no such person here
        --rep/1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org
        Arrival-Date: Thu, 05 Nov 2026 13:36:59 +0000

        Final-Recipient: rfc822; ivo@gone.example
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.gone.example
        Diagnostic-Code: smtp; 550 5.1.1 no such person here
        --rep/1
        Content-Type: text/rfc822-headers

        From: ann@example.org
        To: ivo@gone.example
        Subject: photographs
        Message-ID: <photographs@example.org>
        --rep/1--
        """)

    static let outOfOffice = Sample("out of office", """
        Return-Path: <>
        From: Jo Brandt <jo@agency.example>
        To: ann@work.example
        Subject: Automatic reply: contract draft
        Date: Thu, 12 Nov 2026 08:01:00 +0100
        Message-ID: <ooo.jo@agency.example>
        In-Reply-To: <contract.draft@work.example>
        Auto-Submitted: auto-replied
        X-Auto-Response-Suppress: All
        Content-Type: text/plain; charset=utf-8

        I am away until 23 November and read no mail.
        """)

    static let spoofedBank = Sample("a name that lies", """
        Return-Path: <x81@bulk.example>
        X-Spam-Status: No, score=-9.9 required=5.0
        X-Spam-Flag: NO
        From: "service@bank.example" <x81@bulk.example>
        To: ann@example.org
        Subject: Your account will be closed
        Date: Sun, 08 Nov 2026 02:02:02 +0000
        Message-ID: <81.closed@bulk.example>
        List-Id: <gardeners.lists.example.net>
        MIME-Version: 1.0
        Content-Type: text/html; charset=utf-8

        <html><body><p>Dear client, confirm your data within 24 hours:
        <a href="https://bulk.example/bank">https://bank.example/login</a></p></body></html>
        """)

    static let loudOffer = Sample("junk with a score", """
        Return-Path: <offers@cheap.example>
        X-Spam-Score: 12.4 (++++++++++++)
        From: OFFERS <offers@cheap.example>
        To: undisclosed-recipients:;
        Subject: =?utf-8?B?8J+SsCBPTkxZIFRPREFZ?= =?utf-8?B?IPCfkrA=?=
        Date: Tue, 27 Oct 2026 23:59:59 -0800
        Message-ID: <only.today@cheap.example>
        Content-Type: text/html

        <html><body bgcolor=red><font size=7>BUY</font></body></html>
        """)

    static let blockedSender = Sample("a blocked sender", """
        Return-Path: <seo@pushy.example>
        From: Rank First <seo@pushy.example>
        To: ann@work.example
        Subject: Re: our call
        Date: Wed, 28 Oct 2026 11:11:11 +0000
        Message-ID: <call.never@pushy.example>
        Content-Type: text/plain; charset=utf-8

        Following up on my nine earlier messages.
        """)
}
