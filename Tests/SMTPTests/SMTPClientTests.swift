import Crypto
import NIOCore
import SASL
import Testing
import Transport

@testable import SMTP

/// A message of a few lines.
func message(_ number: Int) -> [UInt8] { Array("Subject: \(number)\n\nbody of \(number)\n.\nend\n".utf8) }

/// As it arrives.
func arrived(_ number: Int) -> [UInt8] { Array("Subject: \(number)\r\n\r\nbody of \(number)\r\n.\r\nend\r\n".utf8) }

extension SMTPClient {
    /// Sends ``message(_:)`` from Ann to Bob.
    nonisolated(nonsending) func send(number: Int) async throws(SMTPError) -> SMTPOutcome {
        try await send(
            SMTPEnvelope(sender: "ann@example.org", recipients: ["bob@example.org"]),
            needs: SMTPNeeds(size: 40, is8Bit: false, isInternational: false), content: [message(number)])
    }
}

/// A server of our own and a session with it; both end with `use`.
func withSession(
    _ security: ServerEndpoint.Security = .none, options: SMTPServerOptions = SMTPServerOptions(), faults: [SMTPFault] = [],
    deadlines: SMTPDeadlines = SMTPDeadlines(), _ use: (SMTPClient, SMTPServer) async throws -> Void
) async throws {
    let certificate = security == .none ? nil : try SelfSignedCertificate.make(hostNames: ["localhost"])
    let server = try await SMTPServer.start(
        security: security, certificate: certificate?.serverConfiguration, options: options, faults: faults)
    let endpoint = ServerEndpoint(
        host: "localhost", port: server.port, security: security, tls: TLSConfiguration(authorityPEM: certificate?.certificatePEM))
    do {
        let client = try await SMTPClient.connect(endpoint, clientName: "client.example.org", deadlines: deadlines)
        let result: Result<Void, any Error>
        do { result = .success(try await use(client, server)) } catch { result = .failure(error) }
        await client.close()
        await server.stop()
        try result.get()
    } catch {
        await server.stop()
        throw error
    }
}

@Suite("The client with our own server")
struct SMTPClientTests {
    @Test(
        "A message arrives as it is, in each kind of security, pipelined and not",
        arguments: [ServerEndpoint.Security.implicitTLS, .startTLS, .none], [true, false])
    func send(_ security: ServerEndpoint.Security, _ isPipelined: Bool) async throws {
        var options = SMTPServerOptions()
        options.offersPipelining = isPipelined
        try await withSession(security, options: options) { client, server in
            #expect(client.capabilities.offersPipelining == isPipelined)
            let outcome = try await client.send(number: 1)
            #expect(outcome == .accepted(SMTPReply(250, "2.0.0 accepted"), refused: []))
            await client.quit()
            let received = try #require(await server.received(count: 1).first)
            #expect(received.octets == arrived(1))
            #expect(received.envelope == SMTPEnvelope(sender: "ann@example.org", recipients: ["bob@example.org"]))
            #expect(received.parameters == ["SIZE=40"])
            #expect(received.clientName == "client.example.org")
            #expect(received.isEncrypted == (security != .none))
            #expect(!client.isUsable)
            await #expect(throws: SMTPError.sessionOver) { try await client.send(number: 2) }
        }
    }

    @Test("Each way of signing in works", arguments: ["plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "auto"])
    func signIn(_ way: String) async throws {
        var options = SMTPServerOptions()
        options.users = ["ann": Secret("pencil"), "wide": Secret(String(repeating: "x", count: 600))]
        options.requiresSignIn = true
        for security in [ServerEndpoint.Security.implicitTLS, .startTLS, .none] {
            try await withSession(security, options: options) { client, server in
                let choice = try #require(AuthenticationChoice(way))
                try await client.signIn(user: "ann", password: Secret("pencil"), choice: choice)
                guard case .accepted = try await client.send(number: 1) else {
                    Issue.record("refused")
                    return
                }
                #expect(server.messages.map(\.user) == ["ann"])
            }
        }
        // A response too long for one command goes behind it.
        try await withSession(options: options) { client, _ in
            let choice = try #require(AuthenticationChoice(way))
            try await client.signIn(user: "wide", password: Secret(String(repeating: "x", count: 600)), choice: choice)
        }
    }

    @Test("A refused sign-in is not tried again with another mechanism")
    func wrongPassword() async throws {
        var options = SMTPServerOptions()
        options.users = ["ann": Secret("pencil")]
        try await withSession(options: options) { client, server in
            do throws(SMTPError) {
                try await client.signIn(user: "ann", password: Secret("wrong"))
                Issue.record("signed in")
            } catch {
                guard case .signInRefused(let reply) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(reply.status?.description == "5.7.8")
                #expect(!error.isTemporary && !"\(error)".contains("wrong\""))
            }
            #expect(server.seen(.authentication) == 1)
            #expect(!client.isUsable)
        }
    }

    @Test("What cannot be used is said before anything is sent")
    func noMechanism() async throws {
        var options = SMTPServerOptions()
        options.users = ["ann": Secret("pencil")]
        options.mechanisms = [.plain]
        for (choice, user) in [("cram-md5", "ann"), ("user", "ann"), ("apop", "ann"), ("plain", "a\nb")] {
            try await withSession(options: options) { client, server in
                let choice = try #require(AuthenticationChoice(choice))
                await #expect(throws: SMTPError.self) { try await client.signIn(user: user, password: Secret("pencil"), choice: choice) }
                #expect(server.seen(.authentication) == 0)
            }
        }
        try await withSession { client, _ in
            await #expect(throws: SMTPError.noUsableMechanism("the server offers no way of signing in that is spoken here")) {
                try await client.signIn(user: "ann", password: Secret("pencil"))
            }
        }
    }

    @Test("The password stays here where anybody could read along")
    func plaintext() throws {
        var capabilities = SMTPCapabilities()
        capabilities.mechanisms = [.plain, .login]
        for choice in [AuthenticationChoice.automatic, .mechanism(.plain)] {
            #expect(throws: SMTPError.self) {
                try SMTPSignIn(
                    user: "ann", password: Secret("x"), policy: SASLPolicy(choice: choice, allowsPlaintext: false),
                    capabilities: capabilities)
            }
        }
        _ = try SMTPSignIn(
            user: "ann", password: Secret("x"), policy: SASLPolicy(choice: .automatic, allowsPlaintext: true), capabilities: capabilities)
    }

    @Test("A thousand messages go over one connection", arguments: [true, false])
    func many(_ isPipelined: Bool) async throws {
        var options = SMTPServerOptions()
        options.offersPipelining = isPipelined
        try await withSession(.implicitTLS, options: options) { client, server in
            for number in 1...1000 {
                guard case .accepted = try await client.send(number: number) else {
                    Issue.record("refused")
                    return
                }
            }
            await client.quit()
            #expect(server.messages.map(\.octets) == (1...1000).map { arrived($0) })
            #expect(server.connections == 1)
        }
    }

    @Test("Messages of every size come whole, in pieces of any length")
    func sizes() async throws {
        try await withSession { client, server in
            for (count, piece) in [(0, 1), (1, 1), (65_535, 1000), (65_536, 65_536), (65_537, 7), (200_000, 200_000), (5_000_000, 123_457)]
            {
                var content = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 251) }
                for index in stride(from: 0, to: count, by: 70) { content[index] = 0x0A }
                let pieces = stride(from: 0, to: count, by: piece).lazy.map { content[$0..<min($0 + piece, count)] }
                let outcome = try await client.send(
                    SMTPEnvelope(sender: nil, recipients: ["bob@example.org"]),
                    needs: SMTPNeeds(size: count, is8Bit: true, isInternational: false), content: pieces)
                guard case .accepted = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                // What a naive encoder sends, the server has taken the dots off of.
                let lines = naivelyEncoded(content).dropLast(3)
                let expected = Array(lines).split(separator: 0x0A, omittingEmptySubsequences: false).flatMap {
                    ($0.first == 0x2E ? $0.dropFirst() : $0) + [0x0A]
                }.dropLast()
                #expect(server.messages.last?.octets == Array(expected), "\(count)")
                #expect(server.messages.last?.envelope.sender == nil)
            }
        }
    }

    @Test("Several recipients, some of whom are refused", arguments: [true, false])
    func recipients(_ isPipelined: Bool) async throws {
        var options = SMTPServerOptions()
        options.offersPipelining = isPipelined
        try await withSession(options: options, faults: [SMTPFault(at: .recipient, .reply(550, "5.1.1 no"), occurrences: 2...2)]) {
            client, server in
            let outcome = try await client.send(
                SMTPEnvelope(sender: nil, recipients: ["a@example.org", "b@example.org", "c@example.org"]),
                needs: SMTPNeeds(is8Bit: false, isInternational: false), content: [message(1)])
            #expect(
                outcome
                    == .accepted(
                        SMTPReply(250, "2.0.0 accepted"), refused: [SMTPRefusedRecipient("b@example.org", SMTPReply(550, "5.1.1 no"))]))
            #expect(server.messages.map(\.envelope.recipients) == [["a@example.org", "c@example.org"]])
        }
    }

    @Test("What a server does not offer is not asked of it, and nothing is sent")
    func unsupported() async throws {
        var options = SMTPServerOptions()
        options.offers8BitMIME = false
        options.offersSMTPUTF8 = false
        options.sizeLimit = 100
        try await withSession(options: options) { client, server in
            let envelope = SMTPEnvelope(sender: nil, recipients: ["bob@example.org"])
            for (envelope, needs, obstacle) in [
                (envelope, SMTPNeeds(is8Bit: true, isInternational: false), SMTPObstacle.eightBit),
                (envelope, SMTPNeeds(is8Bit: false, isInternational: true), .international),
                (envelope, SMTPNeeds(size: 101, is8Bit: false, isInternational: false), .tooLarge(size: 101, limit: 100)),
                (
                    SMTPEnvelope(sender: "a@b\r\nDATA", recipients: ["bob@example.org"]), SMTPNeeds(is8Bit: false, isInternational: false),
                    .unsuitableAddress("a@b\\x0D\\x0ADATA")
                ),
                (SMTPEnvelope(sender: nil, recipients: []), SMTPNeeds(is8Bit: false, isInternational: false), .noRecipients),
            ] {
                let outcome = try await client.send(envelope, needs: needs, content: [message(1)])
                #expect(outcome == .unsupported(obstacle))
            }
            #expect(server.seen(.mail) == 0)
            guard case .accepted = try await client.send(number: 1) else {
                Issue.record("refused")
                return
            }
        }
    }

    @Test("A server without EHLO gets plain mail")
    func old() async throws {
        var options = SMTPServerOptions()
        options.isExtended = false
        try await withSession(options: options) { client, server in
            #expect(!client.capabilities.isExtended)
            guard case .accepted = try await client.send(number: 1) else {
                Issue.record("refused")
                return
            }
            #expect(server.messages.first?.parameters == [])
        }
    }

    @Test("An untrusted certificate ends it before anything is said")
    func untrusted() async throws {
        let certificate = try SelfSignedCertificate.make(hostNames: ["mail.example.org"])
        for security in [ServerEndpoint.Security.implicitTLS, .startTLS] {
            let server = try await SMTPServer.start(security: security, certificate: certificate.serverConfiguration)
            for tls in [TLSConfiguration(), TLSConfiguration(authorityPEM: certificate.certificatePEM)] {
                do throws(SMTPError) {
                    _ = try await SMTPClient.connect(ServerEndpoint(host: "localhost", port: server.port, security: security, tls: tls))
                    Issue.record("connected")
                } catch {
                    guard case .transport(let cause) = error else {
                        Issue.record("\(error)")
                        return
                    }
                    #expect(cause.code == .untrustedCertificate)
                    #expect(!error.isTemporary)
                }
            }
            await server.stop()
        }
    }

    @Test("Nobody at the port is a passing failure")
    func refusedConnection() async throws {
        let server = try await SMTPServer.start()
        let port = server.port
        await server.stop()
        do throws(SMTPError) {
            _ = try await SMTPClient.connect(ServerEndpoint(host: "127.0.0.1", port: port, security: .none))
            Issue.record("connected")
        } catch {
            #expect(error.isTemporary && !error.isInDoubt)
        }
    }
}
