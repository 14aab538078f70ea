/// What machines write to a company: alerts, builds, reports of delivery.
extension Samples {
    static let alertFiring = Sample("alert, firing", """
        Return-Path: <alerts@eu.monitor.example>
        Delivered-To: ops@acme.example
        From: Monitor <alerts@eu.monitor.example>
        To: ops@acme.example
        Subject: [FIRING] disk-space on db-2
        Date: Mon, 16 Nov 2026 05:30:00 +0000
        Message-ID: <fire.1@eu.monitor.example>
        Auto-Submitted: auto-generated
        Content-Type: text/plain; charset=utf-8

        disk-space on db-2: 96 % used (limit 90 %)
        """)

    static let alertFiringAgain = Sample("alert, firing, repeated", """
        Return-Path: <alerts@eu.monitor.example>
        Delivered-To: ops@acme.example
        From: Monitor <alerts@eu.monitor.example>
        To: ops@acme.example
        Subject: [FIRING] disk-space on db-2
        Date: Mon, 16 Nov 2026 05:35:00 +0000
        Message-ID: <fire.2@eu.monitor.example>
        Auto-Submitted: auto-generated
        Content-Type: text/plain; charset=utf-8

        disk-space on db-2: 97 % used (limit 90 %)
        """)

    static let alertResolved = Sample("alert, resolved", """
        Return-Path: <alerts@us.monitor.example>
        Delivered-To: ops@acme.example
        From: Monitor <alerts@us.monitor.example>
        To: ops@acme.example
        Subject: [RESOLVED] latency on web-1
        Date: Mon, 16 Nov 2026 07:05:00 +0000
        Message-ID: <fire.3@us.monitor.example>
        Auto-Submitted: auto-generated
        Content-Type: text/plain; charset=utf-8

        latency on web-1: 120 ms (limit 400 ms)
        """)

    static let buildFailed = Sample("build, failed", """
        Return-Path: <ci@build.example>
        Delivered-To: dev@acme.example
        From: Build server <ci@build.example>
        To: dev@acme.example
        Subject: [acme/app] Build #5521 failed: main (c0ffee1)
        Date: Tue, 17 Nov 2026 16:21:54 +0000
        Message-ID: <build.5521@build.example>
        Auto-Submitted: auto-generated
        X-Build-Status: failed
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="ci"

        --ci
        Content-Type: text/plain; charset=utf-8

        2 of 1204 tests failed. The log is attached.
        --ci
        Content-Type: text/plain; charset=utf-8; name="build-5521.log"
        Content-Disposition: attachment; filename="build-5521.log"

        ok   parser
        FAIL exporter: expected 3, got 4
        FAIL exporter: timed out after 60 s
        --ci--
        """)

    static let teamBounce = Sample("bounce to billing", """
        Return-Path: <>
        Delivered-To: billing@acme.example
        From: Postmaster <postmaster@mx.acme.example>
        To: billing@acme.example
        Subject: Delivery has failed: Invoice ACM-1030
        Date: Wed, 18 Nov 2026 03:00:02 +0000
        Message-ID: <dsn.1030@mx.acme.example>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="dsn"

        --dsn
        Content-Type: text/plain; charset=us-ascii

        The mailbox of pay@closed.example is full.
        --dsn
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.acme.example

        Final-Recipient: rfc822; pay@closed.example
        Action: failed
        Status: 5.2.2
        --dsn
        Content-Type: message/rfc822

        From: billing@acme.example
        To: pay@closed.example
        Subject: Invoice ACM-1030
        Message-ID: <acm1030@acme.example>
        Content-Type: text/plain

        Your invoice ACM-1030.
        --dsn--
        """)
}
