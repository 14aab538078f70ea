import SASL
import Testing
import Transport

@testable import SMTP

@Suite("The start of a session")
struct SMTPOpeningTests {
    private static let hello = SMTPOpening.Step.send(line: "EHLO client.example", .hello)

    private func opening(_ security: ServerEndpoint.Security = .none) -> SMTPOpening {
        SMTPOpening(security, clientName: "client.example")
    }

    private func reply(_ code: Int, _ lines: String...) -> SMTPReply {
        SMTPReply(code: code, lines: lines.map { Array($0.utf8) })
    }

    private func error(of opening: SMTPOpening, at reply: SMTPReply) -> SMTPError? {
        var opening = opening
        do throws(SMTPError) {
            _ = try opening.receive(reply)
            return nil
        } catch {
            return error
        }
    }

    @Test("Greeting, EHLO, ready", arguments: [ServerEndpoint.Security.none, .implicitTLS])
    func plain(_ security: ServerEndpoint.Security) throws {
        var opening = opening(security)
        #expect(try opening.receive(reply(220, "hello")) == Self.hello)
        let step = try opening.receive(
            reply(
                250, "mx.example hello", "pipelining", "SIZE 1000", "AUTH PLAIN CRAM-MD5 X-NEW", "AUTH=LOGIN", "8BITMIME", "SMTPUTF8",
                "X-ODD"))
        guard case .ready(let capabilities) = step else {
            Issue.record("\(step)")
            return
        }
        #expect(capabilities.serverName == "mx.example")
        #expect(capabilities.offersPipelining && capabilities.offers8BitMIME && capabilities.offersSMTPUTF8 && capabilities.isExtended)
        #expect(capabilities.sizeLimit == 1000)
        #expect(capabilities.mechanisms == [.plain, .cramMD5, .login])
        #expect(!capabilities.offersSTARTTLS && !capabilities.offersEnhancedStatusCodes)
    }

    @Test("A server without EHLO is asked with HELO, and has nothing")
    func old() throws {
        var opening = opening()
        _ = try opening.receive(reply(220, ""))
        #expect(try opening.receive(reply(502, "what?")) == .send(line: "HELO client.example", .hello))
        #expect(try opening.receive(reply(250, "PIPELINING", "PIPELINING")) == .ready(SMTPCapabilities()))
    }

    @Test("What came before TLS is forgotten")
    func startTLS() throws {
        var opening = opening(.startTLS)
        _ = try opening.receive(reply(220, ""))
        #expect(try opening.receive(reply(250, "x", "STARTTLS", "AUTH PLAIN", "PIPELINING")) == .send(line: "STARTTLS", .startTLS))
        #expect(try opening.receive(reply(220, "go")) == .startTLS)
        #expect(error(of: opening, at: reply(250, "too early")) != nil)
        #expect(opening.tlsStarted() == Self.hello)
        guard case .ready(let capabilities) = try opening.receive(reply(250, "x", "8BITMIME")) else {
            Issue.record("not ready")
            return
        }
        #expect(capabilities.mechanisms.isEmpty && !capabilities.offersPipelining && capabilities.offers8BitMIME)
    }

    @Test("Without STARTTLS nothing goes on")
    func noTLS() throws {
        for (answer, error) in [
            (reply(250, "x", "PIPELINING"), SMTPError.startTLSMissing), (reply(500, "EHLO?"), .startTLSMissing),
            (reply(451, "later"), .helloRefused(reply(451, "later"))),
        ] {
            var opening = opening(.startTLS)
            _ = try opening.receive(reply(220, ""))
            #expect(self.error(of: opening, at: answer) == error)
        }
        var opening = opening(.startTLS)
        _ = try opening.receive(reply(220, ""))
        _ = try opening.receive(reply(250, "x", "STARTTLS"))
        #expect(error(of: opening, at: reply(454, "no")) == .startTLSRefused(reply(454, "no")))
    }

    @Test("Refusals are told, passing and lasting ones apart")
    func refusals() throws {
        for code in [450, 554] {
            let no = reply(code, "no")
            #expect(error(of: opening(), at: no) == .greetingRefused(no))
            #expect(error(of: opening(), at: no)?.isTemporary == (code == 450))
            var second = opening()
            _ = try second.receive(reply(220, ""))
            if code == 554 { _ = try second.receive(reply(500, "")) }
            #expect(error(of: second, at: no) == .helloRefused(no))
        }
    }
}
