/// Letters from people, in the charsets that people use.
extension Samples {
    /// KOI8-R, eight bits: "Anna, hello! I come on Saturday by the train of 14:20, no need to meet me. Hugs, Vera".
    static let russianLetter = Sample("letter, KOI8-R", """
        From: =?koi8-r?B?98XSwQ==?= <vera@dacha.example>
        To: ann@example.org
        Subject: =?koi8-r?B?8M/F2sQg1yDT1cLCz9TV?=
        Date: Wed, 11 Nov 2026 21:40:10 +0300
        Message-ID: <vera.1111@dacha.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=koi8-r
        Content-Transfer-Encoding: 8bit

        \(hex: "F0D2C9D7C5D42C20E1CECEC121")

        \(hex: "F0D2C9C5C4D520D720D3D5C2C2CFD4D520D0CFC5DAC4CFCD20D72031343A32302C20D7D3D4D2C5DEC1D4D820CEC520CEC1C4CF2E")

        \(hex: "EFC2CEC9CDC1C02C20F7C5D2C1")
        """)

    /// GB18030, eight bits: "Anna, hello: next Monday's meeting moves to three o'clock, same place. Wang Fang".
    static let chineseLetter = Sample("letter, GB18030", """
        From: =?gb18030?B?zfW3vA==?= <fang.wang@partner.example>
        To: ann@work.example
        Subject: =?gb18030?B?u+HS6cqxvOSx5Lj8?=
        Date: Thu, 12 Nov 2026 10:15:00 +0800
        Message-ID: <8f31.fang@partner.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset="gb18030"
        Content-Transfer-Encoding: 8bit

        \(hex: "B0B2C4C8A3ACC4FABAC3A3BA")

        \(hex: "CFC2D6DCD2BBB5C4BBE1D2E9B8C4B5BDCFC2CEE7C8FDB5E3A3ACB5D8B5E3B2BBB1E4A1A3")

        \(hex: "CDF5B7BC")
        """)

    /// ISO-2022-JP, seven bits with escapes: "Ann, hello. I send a picture of Kyoto. Tanaka".
    static let japaneseLetter = Sample("letter, ISO-2022-JP", """
        From: =?iso-2022-jp?B?GyRCRURDZhsoQg==?= <tanaka@kyoto.example>
        To: ann@example.org
        Subject: =?iso-2022-jp?B?GyRCNX5FVCROPEw/PxsoQg==?=
        Date: Fri, 13 Nov 2026 08:30:00 +0900
        Message-ID: <20261113.kyoto@kyoto.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="--kyoto"

        ----kyoto
        Content-Type: text/plain; charset=iso-2022-jp
        Content-Transfer-Encoding: 7bit

        \u{1B}$B%"%s$5$s!"$3$s$K$A$O!#\u{1B}(B

        \u{1B}$B5~ET$N<L??$rAw$j$^$9!#\u{1B}(B

        \u{1B}$BEDCf\u{1B}(B
        ----kyoto
        Content-Type: image/png; name="=?iso-2022-jp?B?GyRCNX5FVBsoQg==?=.png"
        Content-Disposition: attachment; filename*=utf-8''%E4%BA%AC%E9%83%BD.png
        Content-Transfer-Encoding: base64

        \(base64: SampleAttachment.png)
        ----kyoto--
        """)

    static let longThread = Sample("long thread", """
        From: Cy Okafor <cy@friends.example>
        To: Ann <ann@example.org>, Bo <bo@garden.example>
        Cc: friends: Dee <dee@friends.example>, Eli <eli@friends.example>;
        Subject: Re: Re: AW: Re: Sunday walk
        Date: Sun, 15 Nov 2026 22:10:05 +0000
        Message-ID: <walk.8@friends.example>
        In-Reply-To: <walk.7@garden.example>
        References: <walk.1@friends.example> <walk.2@garden.example>
         <walk.3@friends.example> <walk.4@example.org>
         <walk.5@friends.example> <walk.6@example.org> <walk.7@garden.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        > > Ten o'clock at the station?
        > Half past, the bus is late on Sundays.
        Half past it is.
        """)

    static let flowedLetter = Sample("letter, format=flowed", """
        From: Dee Park <dee@friends.example>
        To: ann@example.org
        Subject: The book you lent me
        Date: Mon, 16 Nov 2026 12:00:00 +0000
        Message-ID: <book@friends.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no

        I finished it on the train, and must say that the last chapter
        is the one I would have cut. But the lighthouse, the letters, the\u{20}
        dog that knows the tides: I have seldom read better.

        > Tell me when you are through.
        Through!

        --\u{20}
        Dee
        """)

    static let dotsAndFrom = Sample("dots and a From line", """
        From: Eli <eli@friends.example>
        To: ann@example.org
        Subject: odd lines
        Date: Tue, 17 Nov 2026 09:09:09 +0000
        Message-ID: <odd.lines@friends.example>
        Content-Type: text/plain; charset=us-ascii

        Here are lines that trouble old programs:
        .
        ..
        .hidden
        ...and so on
        From the beginning, they said, it had worked.
        >From here too.
        .
        The end, after a dot that did not end it.
        """)

    static let noSubject = Sample("no subject", """
        From: mum@family.example
        To: ann@example.org
        Date: Wed, 18 Nov 2026 19:30:00 +0100
        Message-ID: <18nov@family.example>

        ring me when you can, nothing bad
        """)

    static let longSubject = Sample("a very long subject", """
        From: Committee <committee@house.example>
        To: ann@example.org
        Subject: \(longSubjectWords)
        Date: Thu, 19 Nov 2026 07:00:00 +0000
        Message-ID: <minutes.long@house.example>
        Content-Type: text/plain; charset=utf-8

        See the subject.
        """)

    /// About two thousand octets, folded at every sixth item.
    private static let longSubjectWords = (1...96)
        .map { $0 % 6 == 0 ? "item \($0) of the minutes,\n" : "item \($0) of the minutes," }
        .joined(separator: " ") + " and any other business"

    static let plainASCII = Sample("bare ASCII, no MIME", """
        From: pat@example.net (Pat)
        To: ann@example.org
        Subject: keys
        Date: 20 Nov 26 08:00 GMT
        Message-ID: <keys@example.net>

        Your keys are under the third pot.
        """)

    static let undatable = Sample("a date that is none", """
        From: Old Clock <clock@attic.example>
        To: ann@example.org
        Subject: from another time
        Date: Someday, 42 Brumaire 2026 25:61:99 +9900
        Message-ID: <no.date@attic.example>
        Content-Type: text/plain

        The date above cannot be read; this must not matter.
        """)

    static let plusAddress = Sample("to an address with a detail", """
        Return-Path: <service@allotment.example>
        Delivered-To: ann+allotment@example.org
        From: Allotment office <service@allotment.example>
        To: ann+allotment@example.org
        Subject: Your plot, number 17
        Date: Sat, 07 Nov 2026 10:00:00 +0000
        Message-ID: <plot.17@allotment.example>
        Content-Type: text/plain; charset=utf-8

        The water is turned off on the fifteenth. Please empty your barrels.
        """)

    static let weatherTable = Sample("a heavy attachment", """
        From: Fay <fay@weather.example>
        To: ann@work.example
        Subject: Measurements from the roof
        Date: Fri, 20 Nov 2026 16:45:00 +0000
        Message-ID: <roof.2026.11@weather.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=roof

        --roof
        Content-Type: text/plain; charset=utf-8

        The table, as promised. Station 3 has a loose wire.
        --roof
        Content-Type: text/csv; charset=us-ascii; name="roof.csv"
        Content-Disposition: attachment; filename="roof.csv"
        Content-Transfer-Encoding: base64

        \(base64: SampleAttachment.table(rows: 1500))
        --roof--
        """)
}
