import Foundation
import Testing

/// The fixture itself, before anything is concluded from it.
@Suite("The test SMTP server", .serialized, .enabled(if: PostfixServer.isExpected, "Postfix is not installed, or this is not root"))
struct PostfixServerTests {
    /// Sends one message as Python's smtplib does; ends with 0 if the server took it.
    private static let client = """
        import smtplib, ssl, sys
        mode, port, certificate, name, password, recipient, octets = sys.argv[1:8]
        context = ssl.create_default_context(cafile=certificate)
        if mode == "implicit":
            session = smtplib.SMTP_SSL("localhost", int(port), context=context)
        else:
            session = smtplib.SMTP("localhost", int(port))
        if mode == "starttls":
            session.starttls(context=context)
        session.ehlo()
        print(sorted(session.esmtp_features))
        if name:
            session.login(name, password)
        message = b"From: ann@example.org\\r\\nSubject: one\\r\\nX-Serial: 17\\r\\n\\r\\n.dot\\r\\nFrom here\\r\\n" + b"x" * int(octets) + b"\\r\\n"
        session.sendmail("ann@example.com", [recipient], message)
        session.quit()
        """

    private func send(
        to server: PostfixServer, mode: String, name: String = "", password: String = DovecotServer.password,
        recipient: String = "bob@example.org", octets: Int = 10, in scratch: ScratchDirectory
    ) async throws -> Outcome {
        let port = mode == "implicit" ? server.tlsPort : server.port
        return try await Subprocess.run(
            "/usr/bin/python3",
            ["-c", Self.client, mode, "\(port)", server.certificate, name, password, recipient, "\(octets)"], directory: scratch.path)
    }

    @Test("It takes mail in each way, and stores it as it came")
    func takesMail() async throws {
        try await ScratchDirectory.with { scratch in
            try await PostfixServer.with(in: scratch) { server in
                for mode in ["none", "starttls", "implicit"] {
                    let outcome = try await send(to: server, mode: mode, recipient: "\(mode)@example.org", in: scratch)
                    #expect(outcome.status == 0, "\(outcome.errors) \(server.log)")
                    for keyword in ["8bitmime", "pipelining", "smtputf8", "size", "enhancedstatuscodes"] {
                        #expect(outcome.output.contains("'\(keyword)'"))
                    }
                    let mail = try await server.settledMail()
                    let message = try #require(mail.first { $0.recipient == "\(mode)@example.org" })
                    #expect(message.sender == "ann@example.com")
                    #expect(message.serial == 17)
                    let expected = "From: ann@example.org\nSubject: one\nX-Serial: 17\n\n.dot\nFrom here\nxxxxxxxxxx\n"
                    #expect(String(decoding: message.octets, as: UTF8.self) == expected)
                    #expect(message.received?.contains("using TLS") == (mode != "none"))
                }
                #expect(try server.mail().count == 3)
                #expect(server.connections == 3)
            }
        }
    }

    @Test("With AUTH it asks Dovecot, and takes nothing from anybody else", .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
    func asksForPassword() async throws {
        try await DovecotServer.with(mechanisms: "plain login cram-md5 scram-sha-256") { dovecot, scratch in
            try await PostfixServer.with(.init(authenticationSocket: dovecot.authenticationSocket), in: scratch) { server in
                for mode in ["none", "implicit"] {
                    let stranger = try await send(to: server, mode: mode, in: scratch)
                    #expect(stranger.status != 0)
                    let liar = try await send(to: server, mode: mode, name: "ann", password: "wrong", in: scratch)
                    #expect(liar.status != 0 && liar.errors.contains("535"), "\(liar.errors)")
                }
                #expect(try await server.settledMail().isEmpty)
                let ann = try await send(to: server, mode: "starttls", name: "ann", in: scratch)
                #expect(ann.status == 0, "\(ann.errors) \(server.log)")
                #expect(try await server.settledMail().first?.received?.contains("Authenticated sender: ann") == true)
            }
        }
    }

    @Test("It refuses, hides, and limits as it is told, and stores where it is told")
    func options() async throws {
        try await ScratchDirectory.with { scratch in
            var options = PostfixServer.Options()
            options.refused = ["nobody@example.org": "550 5.1.1 no such person"]
            options.hiddenKeywords = ["8bitmime", "smtputf8"]
            options.messageSizeLimit = 4000
            options.mailboxes = ["cy@example.org": "p/mail/cy"]
            try await PostfixServer.with(options, in: scratch) { server in
                let refused = try await send(to: server, mode: "none", recipient: "nobody@example.org", in: scratch)
                #expect(refused.errors.contains("no such person"))
                let large = try await send(to: server, mode: "none", octets: 5000, in: scratch)
                #expect(large.errors.contains("552"))
                let good = try await send(to: server, mode: "none", recipient: "cy@example.org", in: scratch)
                #expect(good.status == 0 && !good.output.contains("8bitmime") && good.output.contains("pipelining"))
                #expect(try await server.settledMail(in: "p/mail/cy").count == 1)
                #expect(try server.mail().isEmpty)
            }
        }
    }

    @Test("It comes up late, goes down, and comes back on the same ports, and leaves no process behind")
    func upAndDown() async throws {
        try await ScratchDirectory.with { scratch in
            try await PostfixServer.with(in: scratch, isUp: false) { server in
                #expect(!LoopbackPort.answers(server.port))
                for round in 1...2 {
                    try await server.start()
                    #expect(try await send(to: server, mode: "none", in: scratch).status == 0)
                    #expect(try await server.settledMail().count == round)
                    await server.stop()
                    #expect(!LoopbackPort.answers(server.port))
                }
            }
            let processes = try await Subprocess.run("/bin/ps", ["-eo", "args"], directory: scratch.path)
            #expect(!processes.output.contains(scratch.path))
        }
    }
}
