/// Invoices, tickets and bookings.
extension Samples {
    static let invoiceFrench = Sample("invoice, French, PDF", """
        Return-Path: <compta@fournisseur.example>
        Received: from smtp.fournisseur.example ([198.51.100.9]) by mx.example.org with ESMTPS;
        \tMon, 02 Nov 2026 08:12:31 +0000
        From: =?utf-8?Q?Zo=C3=A9_Martin?= <compta@fournisseur.example>
        To: ann@example.org
        Subject: =?windows-1252?Q?Votre_facture_d=92octobre?=
        Date: Mon, 2 Nov 2026 09:12:00 +0100
        Message-ID: <fa-2026-1107@fournisseur.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="----facture"

        ------facture
        Content-Type: text/plain; charset=windows-1252
        Content-Transfer-Encoding: quoted-printable

        Bonjour,

        vous trouverez ci-joint la facture d=92octobre, 84,50 =80, payable =E0 trente=
         jours.
        IBAN : FR00 0000 0000 0000 0000 0000 000

        Zo=E9 Martin
        ------facture
        Content-Type: application/pdf; name="=?utf-8?Q?facture_d=27=C3=A9t=C3=A9.pdf?="
        Content-Disposition: attachment; filename*=utf-8''facture%20d%27%C3%A9t%C3%A9.pdf
        Content-Transfer-Encoding: base64

        \(base64: SampleAttachment.pdf("Facture 2026-1107", "Total 84,50 EUR"))
        ------facture--
        """)

    static let invoiceGerman = Sample("invoice, German, PDF", """
        Return-Path: <rechnung@strom.example>
        From: Stadtwerke Beispielstadt <rechnung@strom.example>
        To: "Ann" <ann@example.org>
        Subject: =?utf-8?Q?Ihre_Rechnung_f=C3=BCr_Oktober?=
        Date: Fri, 06 Nov 2026 04:00:09 +0100
        Message-ID: <r.900412.oktober@strom.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=rechnung

        Mehrteilige Nachricht im MIME-Format.
        --rechnung
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: 8bit

        \(latin1: """
        Guten Tag,

        Ihre Rechnung für Oktober finden Sie im Anhang. Wir buchen 61,20 Euro
        am 15. November von Ihrem Konto ab.

        Mit freundlichen Grüßen
        Stadtwerke Beispielstadt
        """)
        --rechnung
        Content-Type: application/pdf
        Content-Disposition: attachment;
         filename*0="Rechnung-900412-";
         filename*1="2026-10.pdf"
        Content-Transfer-Encoding: base64

        \(base64: SampleAttachment.pdf("Rechnung 900412", "Oktober 2026", "61,20 EUR"))
        --rechnung--
        """)

    static let invoiceEnglish = Sample("invoice, English, PDF", """
        Return-Path: <billing@hosting.example>
        From: "Hosting Co. (billing)" <billing@hosting.example>
        To: ann@work.example
        Cc: Ann <ann@example.org>
        Subject: Invoice INV-20417 for your server
        Date: Sun, 01 Nov 2026 00:05:00 -0500
        Message-ID: <inv-20417@hosting.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="a=b/c"

        --a=b/c
        Content-Type: text/plain; charset=us-ascii

        Your invoice INV-20417 over $12.00 is attached. Nothing to do: your card
        is charged on the fifth.
        --a=b/c
        Content-Type: application/pdf; name=INV-20417.pdf
        Content-Disposition: attachment; filename=INV-20417.pdf
        Content-Transfer-Encoding: base64

        \(base64: SampleAttachment.pdf("Invoice INV-20417", "1 server, October", "USD 12.00"))
        --a=b/c--
        """)

    static let lyingPDF = Sample("a pdf that is none", """
        Return-Path: <accounts@parcel.example>
        From: Accounts <accounts@parcel.example>
        To: ann@example.org
        Subject: Overdue invoice, final notice
        Date: Tue, 10 Nov 2026 03:33:33 +0000
        Message-ID: <final.notice.1@parcel.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="x"

        --x
        Content-Type: text/plain; charset=utf-8

        Open the document to avoid further costs.
        --x
        Content-Type: application/octet-stream; name="invoice.pdf"
        Content-Disposition: attachment; filename="invoice.pdf"
        Content-Transfer-Encoding: base64

        \(base64: SampleAttachment.emptyZip)
        --x--
        """)

    static let railTicket = Sample("rail ticket, picture inside", """
        Return-Path: <tickets@booking.rail.example>
        From: Rail tickets <tickets@booking.rail.example>
        To: <ann@example.org>
        Subject: Your ticket for 14 November, coach 7, seat 42
        Date: Mon, 09 Nov 2026 17:20:41 +0000
        Message-ID: <ticket.QX7RT@booking.rail.example>
        MIME-Version: 1.0
        Content-Type: multipart/related; type="text/html"; boundary="rel"

        --rel
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: 7bit

        <html><body><p>Platform 3, 08:52. Show this code:</p>
        <img src="cid:code@booking.rail.example" alt="QX7RT"></body></html>
        --rel
        Content-Type: image/png
        Content-ID: <code@booking.rail.example>
        Content-Disposition: inline; filename="code.png"
        Content-Transfer-Encoding: base64

        \(base64: SampleAttachment.png)
        --rel--
        """)

    static let japaneseBooking = Sample("booking, Shift_JIS", """
        Return-Path: <yoyaku@ryokan.example>
        From: =?shift_jis?B?l7eK2YKzgq2C5w==?= <yoyaku@ryokan.example>
        To: ann@example.org
        Subject: =?shift_jis?B?grKXXJbxgsyKbZRG?=
        Date: Sat, 31 Oct 2026 11:04:00 +0900
        Message-ID: <2026103111.7@ryokan.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=Shift_JIS
        Content-Transfer-Encoding: base64

        g0GDk5dsDQoNCoKyl1yW8YLwj7OC6ILcgrWCvYFCDQoxMYyOMTST+oFAiOqUkYFAk/GWvA0KDQqX
        t4rZgrOCrYLnDQo=
        """)
}
