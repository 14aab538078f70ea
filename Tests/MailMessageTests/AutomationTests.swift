import MailMessage
import Testing

/// Who must not be answered (RFC 3834), and what came through a list.
@Suite struct AutomationTests {
    @Test(arguments: [
        "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated; type=x", "Return-Path: <>", "Precedence: bulk", "Precedence: Junk",
        "Precedence: auto_reply", "X-Auto-Response-Suppress: All", "X-Autoreply: yes", "X-Autorespond: anything", "X-Mail-Autoreply: x",
        "X-AutoReply-From: a@b", "X-POST-MessageClass: 9; Autoresponder", "X-FC-MachineGenerated: true", "X-Cron-Env: <SHELL=/bin/sh>",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", "X-MS-Exchange-Message-Is-Ndr:", "X-Failed-Recipients: a@b.example",
        "Feedback-ID: 1:2:3:x", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b", "From: MAILER-DAEMON@x.example",
        "From: owner-list@x.example", "From: list-request@x.example", "List-Unsubscribe: <mailto:x@y.example>", "Mailing-List: contact x; run by ezmlm",
    ])
    func `a machine's mark is seen`(_ field: String) {
        #expect(Sample.message("Subject: x\n\(field)\n\nbody").isAutomated)
    }

    @Test(arguments: [
        "Auto-Submitted: no", "Auto-Submitted: No (really)", "Return-Path: <a@b.example>", "Precedence: first-class", "X-Auto-Response-Suppress: None",
        "X-Autoreply: no", "X-FC-MachineGenerated: false", "From: requester@x.example", "Content-Type: text/plain", "X-Listing: 5", "X-POST-MessageClass: 1",
    ])
    func `a person's mail is not taken for a machine's`(_ field: String) {
        #expect(!Sample.message("Subject: x\n\(field)\n\nbody").isAutomated)
    }

    @Test(arguments: [
        ("List-Id: <a.b.example>", true), ("List-Post: NO", true), ("list-unsubscribe: <https://x.example>", true), ("Precedence: list", true),
        ("X-Mailing-List: a@b.example", true), ("X-BeenThere: a@b.example", true), ("Precedence: bulk", false), ("Auto-Submitted: auto-generated", false),
        ("Listless: yes", false),
    ])
    func `lists are known by their fields`(_ field: String, _ isList: Bool) {
        #expect(Sample.message("Subject: x\n\(field)\n\nbody").isMailingList == isList)
    }

    @Test(arguments: [
        ("X-Spam-Status: Yes, score=7.3 required=5.0 tests=A,B\n\tautolearn=no", 7.3, nil, true),
        ("X-Spam-Status: No, score=-1.5 required=5.0", -1.5, nil, false),
        ("X-Spam-Status: No, hits=0.4 required=5.0", 0.4, nil, false),
        ("X-Spam-Score: 4.25 (++++)\nX-Spam-Flag: YES", 4.25, nil, true),
        ("X-Spamd-Result: default: True [15.40 / 15.00];\n\tA(1.00)[]", 15.4, nil, true),
        ("X-Spamd-Result: default: False [-2.10 / 15.00]", -2.1, nil, false),
        ("X-Rspamd-Score: 3", 3, nil, false), ("X-Spam-Level: ****", 4, nil, false),
        ("X-MS-Exchange-Organization-SCL: -1", -1, -1, false),
        ("X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:FR;LANG:en;SCL:6;SRV:;IPV:NLI;SFV:SPM", 6, 6, true),
        ("X-Barracuda-Spam-Score: 2.50\nX-MS-Exchange-Organization-SCL: 1", 2.5, 1, false),
        ("X-Spam: Yes", nil, nil, true), ("X-Bogosity: Spam, tests=bogofilter, spamicity=0.99", nil, nil, true),
        ("X-Bogosity: Ham, tests=bogofilter", nil, nil, false), ("X-DSPAM-Result: Spam", nil, nil, true),
        ("X-Spam-Score: 1\nX-Spam-Score: 99", 1, nil, false),
        ("X-Spam-Score: nonsense", nil, nil, false),
    ] as [(String, Double?, Double?, Bool)])
    func `scores are read from the usual fields`(_ header: String, _ score: Double?, _ level: Double?, _ isFlagged: Bool) {
        #expect(Sample.message("\(header)\n\nbody").spam == SpamFacts(score: score, level: level, isFlagged: isFlagged))
    }

    @Test func `without such a field nothing is said of spam`() {
        #expect(Sample.message("Subject: x\n\nbody").spam == nil)
    }

    @Test func `a megabyte of references is read in one pass, whatever it is made of`() {
        var limits = MessageLimits()
        (limits.fieldOctets, limits.headerOctets) = (2 << 20, 4 << 20)
        let ids = String(repeating: "<0123456789@example.org>\n ", count: 40_000)
        #expect(Sample.message("References: \(ids)\n\nx", limits: limits).references.count == 40_000)
        for piece in ["<", ">", "<>", "<a", "a ", "\n ", "<<a@b>"] {
            let message = Sample.message("References: " + String(repeating: piece, count: (1 << 20) / piece.utf8.count) + "\n\nx", limits: limits)
            #expect(message.references.count <= 1 << 20)
            #expect(message.inReplyTo.isEmpty)
        }
    }
}
