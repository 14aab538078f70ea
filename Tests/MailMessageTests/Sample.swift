import MailMessage

/// Messages written for these tests.
enum Sample {
    /// A message of LF lines, sent with CRLF.
    static func message(_ text: String, limits: MessageLimits = .default) -> Message {
        Message(Octets(octets(text)), limits: limits)
    }

    static func octets(_ text: String) -> [UInt8] {
        var octets: [UInt8] = []
        for octet in text.utf8 {
            if octet == 0x0A { octets.append(0x0D) }
            octets.append(octet)
        }
        return octets
    }

    /// Asks a message for everything it can tell.
    static func readAll(_ message: Message) -> Int {
        var sum = CanonicalForm(message).json.utf8.count + message.bodyText.text.utf8.count + message.bodyHTML.text.utf8.count
        sum += message.headers.reduce(0) { $0 + $1.name.utf8.count + $1.raw.utf8.count + $1.text.utf8.count }
        sum += message.recipients.count + message.references.count + message.leafParts.reduce(0) { $0 + $1.decodedSize }
        sum += message.calendar?.summary?.utf8.count ?? 0
        sum += message.bounce?.recipient?.utf8.count ?? 0
        sum += (message.received?.seconds ?? 0) & 1
        sum += message.returnPath == nil ? 0 : 1
        return sum
    }

    /// One of everything.
    static let rich = """
        Return-Path: <zoe+tickets@Example.NET>
        Received: from a.example by b.example (comment; with mark) id 7; Mon, 2 Mar 2026 09:12:05 +0100
        From: =?utf-8?Q?Zo=C3=A9?= "the" Tester <zoe@EXAMPLE.net>
        To: friends: ann@example.org, "Bo, B." <bo@example.org>;, carl@example.org (Carl)
        Cc: <@relay.example:dora@example.org>
        Date: Mon, 2 Mar 2026 09:12:00 +0100
        Message-ID: <one@example.net>
        References: <a@example.net>
         <b@example.net>
        List-Id: Friends of tests <friends.example.net>
        Subject: =?utf-8?B?Vm90cmUgZmFjdHVyZSBkJ8Op?= =?utf-8?B?dMOp?=
         and more
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="outer"

        preamble
        --outer
        Content-Type: multipart/alternative; boundary="outer-inner"

        --outer-inner
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        caf=E9 =
        cr=E8me
        --outer-inner
        Content-Type: text/html; charset=utf-8

        <html><head><style>p { color: red }</style></head><body><p>caf&eacute;&nbsp;cr&#232;me</p><p>two</p></body></html>
        --outer-inner--

        --outer
        Content-Type: application/pdf; name="=?utf-8?Q?re=C3=A7u.pdf?="
        Content-Disposition: attachment; filename*0*=utf-8''re%C3%A7u; filename*1=".pdf"
        Content-Transfer-Encoding: base64

        SGVsbG8gd29ybGQ=
        --outer
        Content-Type: text/calendar; method=REPLY

        BEGIN:VCALENDAR
        BEGIN:VEVENT
        SUMMARY:Lunch\\, with
          friends
        ORGANIZER;CN="Ann: A":MAILTO:ann@example.org
        ATTENDEE;PARTSTAT=ACCEPTED:mailto:zoe@example.net
        DTSTART;TZID=Europe/Paris:20260310T120000
        END:VEVENT
        END:VCALENDAR
        --outer
        Content-Type: message/rfc822

        Subject: inside
        Content-Type: multipart/digest; boundary=d

        --d

        Subject: deepest

        text
        --d--
        --outer--
        epilogue

        """
}
