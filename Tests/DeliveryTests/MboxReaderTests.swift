import Delivery
import Foundation
import MailMessage
import Testing

@Suite("What other programs see in an mbox file") struct MboxReaderTests {
    let place: MboxPlace

    init() throws {
        place = try MboxPlace()
        try place.append([
            MboxMessage(Octets(Array("Return-Path: <bo@example.net>\nFrom: Bo <bo@example.net>\nSubject: one\n\nFrom here\n>From there\n\nFrom\n".utf8))),
            MboxMessage(Octets(Array("From : x@example.net\nSubject: two\nStatus: RO\nX-Status: D\nContent-Length: 1000000\n\nbody".utf8)), flags: ["\\Flagged"]),
            MboxMessage(Octets(Array("Subject: three\n".utf8)), flags: ["\\Seen", "\\Answered", "work"]),
            MboxMessage(Octets(Array("Subject: four\n\n\n\nFrom x Mon Nov 23 22:41:38 2026\n\n\n".utf8))),
            MboxMessage(Octets([])),
            MboxMessage(Octets(Array("X-IMAP: 1234567890 0000000001\nSubject: six\n\nbody\n".utf8)), flags: ["\\Draft"]),
        ])
    }

    @Test func pythonReadsEachMessageAndItsFlags() throws {
        let script = """
            import mailbox, sys
            for message in mailbox.mbox(sys.argv[1]):
                print(repr((message['Subject'], message.get_flags(), message.get_from(), message.get_payload())))
            """
        let seen = try Python.run(script, place.path("inbox"))
        #expect(seen.split(separator: "\n").map(String.init) == [
            #"('one', '', 'bo@example.net Mon Nov 23 22:41:38 2026', '>From here\n>>From there\n\nFrom\n')"#,
            #"('two', 'F', 'x@example.net Mon Nov 23 22:41:38 2026', 'body\n')"#,
            #"('three', 'ROA', 'MAILER-DAEMON Mon Nov 23 22:41:38 2026', '')"#,
            #"('four', '', 'MAILER-DAEMON Mon Nov 23 22:41:38 2026', '\n\n>From x Mon Nov 23 22:41:38 2026\n\n\n')"#,
            #"(None, '', 'MAILER-DAEMON Mon Nov 23 22:41:38 2026', '')"#,
            #"('six', 'T', 'MAILER-DAEMON Mon Nov 23 22:41:38 2026', 'body\n')"#,
        ])
    }

    @Test func whatPythonAppendsIsKeptApart() throws {
        let script = """
            import mailbox, sys
            box = mailbox.mbox(sys.argv[1])
            box.lock()
            box.add("Subject: python\\n\\nFrom python\\n")
            box.flush()
            box.unlock()
            """
        _ = try Python.run(script, place.path("inbox"))
        try place.append("Subject: last\n\nbody\n")
        #expect(try place.messages().count == 8)
        #expect(try place.messages().suffix(2) == ["Subject: python\n\nFrom python\n", "Subject: last\n\nbody\n"])
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: Dovecot.path), "needs doveadm"))
    func dovecotReadsEachMessageAndItsFlags() throws {
        try place.append("Subject: x\n\nbody\n", to: "Lists/swift")
        try place.append("Subject: x\n\nbody\n", to: "Entwürfe & mehr")
        let dovecot = Dovecot(home: place.directory.path, location: "mbox:\(place.mbox.path)", plugins: "")
        #expect(try dovecot.counts() == ["INBOX": 6, "Lists": 0, "Lists/swift": 1, "Entwürfe & mehr": 1].filter { $0.value > 0 })
        let fetched = try dovecot.run(["-f", "tab", "fetch", "flags hdr.subject", "mailbox", "INBOX", "all"])
        // Which of them count as recent is Dovecot's affair; keywords it takes only where it knows them already.
        let seen = fetched.replacingOccurrences(of: "\\Recent", with: "").replacingOccurrences(of: " \t", with: "\t")
        #expect(seen.split(separator: "\n").dropFirst().map(String.init) == ["\tone", "\\Flagged\ttwo", "\\Answered \\Seen\tthree", "\tfour", "\t", "\\Draft\tsix"])
        _ = try dovecot.run(["flags", "add", "work", "mailbox", "INBOX", "1"])
        try place.append("Subject: seven\n\nbody\n", flags: ["work"])
        #expect(try dovecot.run(["-f", "tab", "fetch", "flags", "mailbox", "INBOX", "7"]).contains("work"))
        let bodies = try dovecot.run(["-f", "flow", "fetch", "body", "mailbox", "INBOX", "header", "subject", "four"])
        #expect(bodies.contains("\n\n>From x Mon Nov 23 22:41:38 2026\n"))
        let times = try dovecot.run(["-f", "tab", "fetch", "date.received", "mailbox", "INBOX", "all"])
        #expect(Set(times.split(separator: "\n").dropFirst()) == ["2026-11-23 22:41:38"])
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: Dovecot.path), "needs doveadm"))
    func mailThatDovecotMarkedIsFoundAfterACrash() throws {
        let messages = ["one", "two", "three"].map { MboxMessage(Octets(Array("Subject: \($0)\n\nbody\n".utf8)), flags: ["\\Flagged"]) }
        let intent = try place.append(messages, to: "crash")
        let before = try place.octets("crash")
        let dovecot = Dovecot(home: place.directory.path, location: "mbox:\(place.mbox.path)", plugins: "")
        _ = try dovecot.run(["flags", "add", "\\Seen work", "mailbox", "crash", "all"])
        #expect(try place.octets("crash") != before)
        let places = [0: messages[0], 1: messages[1], 2: messages[2]]
        #expect(try place.mbox.lock("crash", mayMake: false).recover(intent, places) == [0, 1, 2])
        _ = try dovecot.run(["expunge", "mailbox", "crash", "header", "subject", "two"])
        #expect(try place.mbox.lock("crash", mayMake: false).recover(intent, places) == [0, 2])
    }
}
