import Crypto
import NIOCore
import SASL
import Testing
import Transport

@testable import SMTP

@Suite("The client with SMTP servers that mean harm")
struct HostileSMTPServerTests {
    /// Says `script` line by line: what is said first, then an answer for every line that comes; behind the answer to DATA one for the
    /// final dot. Nil where a line gets no answer of its own.
    private func session(
        _ script: [String?], security: ServerEndpoint.Security = .none, deadlines: SMTPDeadlines = SMTPDeadlines(), dribble: String? = nil,
        closes: Bool = false, _ use: (SMTPClient) async throws -> Void = { _ in }
    ) async throws -> (error: SMTPError?, heard: [String]) {
        let listener = try await Listener.start()
        let server = Task {
            var heard: [String] = []
            for await connection in listener.connections {
                var lines = LineReader(connection, limit: 1000)
                script: for (index, answer) in script.enumerated() {
                    if index > 0 {
                        let isMessage = heard.last == "DATA"
                        repeat {
                            guard let line = try? await lines.next(deadline: .now() + .seconds(10)) else { break script }
                            heard.append(String(decoding: line, as: UTF8.self))
                        } while isMessage && heard.last != "."
                    }
                    if let answer { try? await connection.write(ByteBuffer(string: answer), deadline: .now() + .seconds(10)) }
                }
                while let dribble, (try? await connection.write(ByteBuffer(string: dribble), deadline: .now() + .seconds(1))) != nil {
                    try? await Task.sleep(for: .milliseconds(50))
                }
                while !closes, let line = try? await lines.next(deadline: .now() + .seconds(1)) {
                    heard.append(String(decoding: line, as: UTF8.self))
                }
                await connection.close()
            }
            return heard
        }
        var failure: SMTPError?
        do {
            let client = try await SMTPClient.connect(
                ServerEndpoint(host: "127.0.0.1", port: listener.port, security: security), clientName: "c", deadlines: deadlines)
            do {
                try await use(client)
            } catch {
                failure = error as? SMTPError
            }
            await client.close()
        } catch {
            failure = error
        }
        await listener.stop()
        return (failure, await server.value)
    }

    private static let opening = ["220 ready\r\n", "250-x\r\n250 8BITMIME\r\n"]

    private func send(_ client: SMTPClient) async throws { _ = try await client.send(number: 1) }

    private func isDesynchronised(_ error: SMTPError?) -> Bool {
        if case .desynchronised = error { true } else { false }
    }

    private func code(_ error: SMTPError?) -> TransportError.Code? {
        if case .transport(let cause) = error { cause.code } else { nil }
    }

    @Test(
        "Text behind the reply to STARTTLS ends the session (CVE-2021-38371 and its kin)",
        arguments: ["250 x\r\n", "2", "\r\n", "250-x\r\n250 AUTH PLAIN\r\n"])
    func injection(_ injected: String) async throws {
        let result = try await session(["220 x\r\n", "250-x\r\n250 STARTTLS\r\n", "220 go\r\n\(injected)"], security: .startTLS)
        #expect(code(result.error) == .plaintextBeforeTLS)
        #expect(result.heard.first == "EHLO c" && !result.heard.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
    }

    @Test("A server without STARTTLS gets neither password nor mail")
    func noTLS() async throws {
        let missing = try await session(["220 x\r\n", "250-x\r\n250 AUTH PLAIN\r\n"], security: .startTLS)
        #expect(missing.error == .startTLSMissing)
        #expect(missing.heard == ["EHLO c"])
        let refused = try await session(["220 x\r\n", "250-x\r\n250 STARTTLS\r\n", "454 not now\r\n"], security: .startTLS)
        #expect(refused.error == .startTLSRefused(SMTPReply(454, "not now")))
        #expect(refused.error?.isTemporary == true)
        #expect(refused.heard == ["EHLO c", "STARTTLS"])
        let old = try await session(["220 x\r\n", "502 EHLO?\r\n"], security: .startTLS)
        #expect(old.error == .startTLSMissing)
    }

    @Test("Replies to commands that were not sent yet end the session before the next is")
    func ahead() async throws {
        let result = try await session(["220 x\r\n", "250 x\r\n250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n"]) { try await send($0) }
        #expect(isDesynchronised(result.error))
        #expect(!result.heard.contains { $0.hasPrefix("MAIL") })
    }

    @Test("Endless greetings, lines and replies are bounded")
    func bounded() async throws {
        #expect(try await session(["220 " + String(repeating: "x", count: 100_000)]).error == .replyTooLong)
        #expect(try await session([String(repeating: "220-x\r\n", count: 10_000)]).error == .replyTooLong)
        let hasty = SMTPDeadlines(greeting: .seconds(1), reply: .seconds(1))
        for first in ["2", "220-x\r\n220-"] {
            #expect(code(try await session([first], deadlines: hasty, dribble: "2").error) == .timedOut)
        }
        #expect(code(try await session(Self.opening + ["250-"], deadlines: hasty, dribble: "x") { try await send($0) }.error) == .timedOut)
    }

    @Test("A go-ahead of several lines is one go-ahead")
    func longGoAhead() async throws {
        let result = try await session(Self.opening + ["250 ok\r\n", "250 ok\r\n", "354-go\r\n354 on\r\n", "250 queued\r\n"]) { client in
            let outcome = try await client.send(number: 1)
            #expect(outcome == .accepted(SMTPReply(250, "queued"), refused: []))
        }
        #expect(result.error == nil)
        #expect(
            result.heard.prefix(12) == [
                "EHLO c", "MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.org>", "DATA", "Subject: 1", "", "body of 1", "..", "end",
                ".",
            ])
    }

    @Test("Acceptance before the message was sent is not believed")
    func tooEarly() async throws {
        let result = try await session(Self.opening + ["250 ok\r\n", "250 ok\r\n", "354 go\r\n250 queued\r\n"]) { try await send($0) }
        #expect(isDesynchronised(result.error))
        #expect(result.error?.isInDoubt == false)
    }

    @Test("A challenge that makes no sense is cancelled, and no password goes out", arguments: ["334 ???\r\n", "334 \r\n"])
    func challenges(_ challenge: String) async throws {
        let result = try await session(["220 x\r\n", "250-x\r\n250 AUTH CRAM-MD5\r\n", challenge, "501 cancelled\r\n"]) { client in
            try await client.signIn(user: "ann", password: Secret("pencil"))
        }
        #expect(result.heard.suffix(2) == ["AUTH CRAM-MD5", "*"])
        #expect(result.error == .sasl(.malformedChallenge("CRAM-MD5")))
    }

    @Test("Success without the server's proof is not believed")
    func unproven() async throws {
        let result = try await session(["220 x\r\n", "250-x\r\n250 AUTH SCRAM-SHA-256\r\n", "235 welcome\r\n"]) { client in
            try await client.signIn(user: "ann", password: Secret("pencil"))
        }
        #expect(result.error == .sasl(.serverNotAuthentic))
    }

    @Test("What a server says is escaped where it is shown")
    func shown() async throws {
        let result = try await session(["554 \u{1B}[2J\u{7} go away\u{202E}\r\n"])
        let shown = "\(try #require(result.error))"
        #expect(shown.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        #expect(shown == "the server turned us away: 554 \"\\x1B[2J\\x07 go away\\xE2\\x80\\xAE\"")
    }

    @Test("A server cut off anywhere in its replies never makes a message accepted, nor holds the client up")
    func cut() async throws {
        let whole = Self.opening + ["250-first\r\n250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250-2.0.0 queued\r\n250 2.0.0 as 1\r\n"]
        for index in whole.indices {
            for length in 0..<whole[index].utf8.count {
                let script = whole[..<index] + [String(decoding: Array(whole[index].utf8.prefix(length)), as: UTF8.self)]
                let result = try await session(Array(script), closes: true) { try await send($0) }
                let error = try #require(result.error, "\(script)")
                #expect(error.isTemporary)
                #expect(error.isInDoubt == (index == whole.count - 1), "\(script)")
            }
        }
    }
}
