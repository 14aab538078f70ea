import Crypto
import SASL
import Testing
import Transport

@testable import POP3

private func lines(_ text: String...) -> [[UInt8]] { text.map { Array($0.utf8) } }

private func refused(_ text: String) -> POP3Reply { .refused(POP3Refusal(command: "X", line: Array(text.utf8))) }

@Suite("The start of a session")
struct POP3OpeningTests {
    private let greeting = POP3Reply.ok(Array("ready".utf8))

    @Test("Inside TLS: greeting, capabilities, ready")
    func implicit() throws {
        var opening = POP3Opening(.implicitTLS)
        #expect(try opening.receive(greeting) == .send("CAPA"))
        #expect(try opening.receive(.ok([]), lines: lines("PIPELINING")) == .ready(POP3Capabilities(lines: lines("PIPELINING"))))
    }

    @Test("STLS: what was announced before TLS is forgotten")
    func startTLS() throws {
        var opening = POP3Opening(.startTLS)
        #expect(try opening.receive(greeting) == .send("CAPA"))
        #expect(try opening.receive(.ok([]), lines: lines("STLS", "PIPELINING", "SASL PLAIN")) == .send("STLS"))
        #expect(try opening.receive(.ok([])) == .startTLS)
        #expect(opening.tlsStarted() == .send("CAPA"))
        #expect(try opening.receive(.ok([]), lines: lines("USER")) == .ready(POP3Capabilities(lines: lines("USER"))))
    }

    @Test("Without STLS, or where it is refused, there is no session")
    func noSTLS() throws {
        var opening = POP3Opening(.startTLS)
        _ = try opening.receive(greeting)
        #expect(throws: POP3Error.noSTLS) { try opening.receive(.ok([]), lines: lines("USER")) }
        var other = POP3Opening(.startTLS)
        _ = try other.receive(greeting)
        #expect(try other.receive(refused("unknown command")) == .send("STLS"))
        #expect(throws: POP3Error.noSTLS) { try other.receive(refused("unknown command")) }
    }

    @Test("A server without CAPA is taken to know RFC 1939")
    func noCapabilities() throws {
        var opening = POP3Opening(.none)
        _ = try opening.receive(greeting)
        #expect(try opening.receive(refused("what?")) == .ready(.unknown))
    }

    @Test("A greeting may be a refusal")
    func unwelcome() {
        var opening = POP3Opening(.none)
        #expect(throws: POP3Error.unwelcome(POP3Refusal(command: "X", code: .temporary, text: "[SYS/TEMP] busy"))) {
            try opening.receive(refused("[SYS/TEMP] busy"))
        }
    }

    @Test("Capabilities are read in any case and whatever else is there")
    func capabilities() {
        let read = POP3Capabilities(
            lines: lines(
                "top", "USER", "UIDL", "sasl plain CRAM-MD5 X-UNKNOWN", "SASL SCRAM-SHA-256", "LOGIN-DELAY 900 USER", "EXPIRE 30", "PIPELINING",
                "RESP-CODES", "IMPLEMENTATION \u{1B}evil", "", "X-ODD \0"))
        #expect(read.offersTOP && read.offersUSER && read.offersUIDL && read.offersPipelining && read.offersResponseCodes && !read.offersSTLS)
        #expect(read.mechanisms == [.plain, .cramMD5, .scramSHA256])
        #expect(read.loginDelay == 900 && read.expireDays == 30)
        #expect(read.implementation == "\\x1Bevil")
        #expect(POP3Capabilities(lines: lines("EXPIRE NEVER", "LOGIN-DELAY -5")).expireDays == nil)
    }

    @Test("Response codes are read", arguments: [
        ("[AUTH] no", POP3ResponseCode.authentication), ("[in-use] x", .inUse), ("[SYS/TEMP]", .temporary), ("[SYS/PERM] y", .permanent),
        ("[LOGIN-DELAY] z", .loginDelay), ("[FOO] z", .other("FOO")), ("no [AUTH]", nil), ("[]", nil), ("[unfinished", nil),
    ] as [(String, POP3ResponseCode?)])
    func codes(_ text: String, _ code: POP3ResponseCode?) {
        #expect(POP3ResponseCode(text: Array(text.utf8)[...]) == code)
    }
}

@Suite("Signing in")
struct POP3SignInTests {
    /// Sends `replies` and gives what the client says, up to its end or error.
    private func dialog(
        user: String = "ann", password: String = "secret", choice: AuthenticationChoice = .automatic, plaintext: Bool = true,
        capabilities: POP3Capabilities, challenge: String? = nil, encrypted: Bool = true, replies: [POP3Reply]
    ) -> [String] {
        var said: [String] = []
        do {
            var signIn = try POP3SignIn(
                user: user, password: Secret(password), policy: SASLPolicy(choice: choice, allowsPlaintext: plaintext),
                capabilities: capabilities, challenge: challenge.map { Array($0.utf8) }, isEncrypted: encrypted)
            var step = signIn.start()
            var rest = replies[...]
            while case .send(let line, _) = step {
                said.append(line.withExposed { String(decoding: $0, as: UTF8.self) })
                guard let reply = rest.popFirst() else { return said + ["..."] }
                step = try signIn.receive(reply)
            }
            return said + ["done"]
        } catch {
            return said + ["error \(error)"]
        }
    }

    private func offering(_ lines: String...) -> POP3Capabilities { POP3Capabilities(lines: lines.map { Array($0.utf8) }) }

    private let ok = POP3Reply.ok([])

    @Test("USER and PASS")
    func userPass() {
        #expect(dialog(capabilities: .unknown, replies: [ok, ok]) == ["USER ann", "PASS secret", "done"])
    }

    @Test("PLAIN goes along with the command, unless that would be too long")
    func plain() {
        #expect(dialog(capabilities: offering("SASL PLAIN"), replies: [ok]) == ["AUTH PLAIN AGFubgBzZWNyZXQ=", "done"])
        let long = String(repeating: "x", count: 300)
        let said = dialog(password: long, capabilities: offering("SASL PLAIN"), replies: [.challenge([]), ok])
        #expect(said.first == "AUTH PLAIN")
        #expect(said.count == 3 && said.last == "done" && said[1].count > 400)
    }

    @Test("CRAM-MD5 waits for the challenge")
    func cram() {
        let challenge = POP3Reply.challenge(Base64.encode(Array("<1896.697170952@postoffice.reston.mci.net>".utf8)))
        #expect(
            dialog(user: "tim", password: "tanstaaftanstaaf", capabilities: offering("SASL CRAM-MD5 PLAIN"), replies: [challenge, ok])
                == ["AUTH CRAM-MD5", "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw", "done"])
    }

    @Test("APOP as in RFC 1939, only inside TLS")
    func apop() {
        let challenge = "<1896.697170952@dbc.mtview.ca.us>"
        #expect(
            dialog(user: "mrose", password: "tanstaaf", choice: .apop, capabilities: .unknown, challenge: challenge, replies: [ok])
                == ["APOP mrose c4c9334bac560ecc979e58001b3e22fb", "done"])
        #expect(
            dialog(choice: .apop, capabilities: .unknown, challenge: challenge, encrypted: false, replies: [])
                == ["error APOP is used only inside TLS: set tls"])
    }

    @Test(
        "A challenge for APOP has to be a msg-id",
        arguments: [
            ("POP3 ready <1.2@host>", "<1.2@host>"), ("ready", nil), ("<nohost>", nil), ("<@h>", nil), ("<a@>", nil), ("<a b@c>", nil), ("<a@b@c>", nil), ("<a@b", nil),
            ("<a\u{80}@b>", nil),
        ] as [(String, String?)])
    func challenges(_ greeting: String, _ challenge: String?) {
        #expect(APOP.challenge(in: Array(greeting.utf8)) == challenge.map { Array($0.utf8) })
    }

    @Test("The password does not go over the line in the clear")
    func plaintext() {
        #expect(
            dialog(plaintext: false, capabilities: offering("SASL PLAIN LOGIN", "USER"), encrypted: false, replies: [])
                == ["error the password would go over the line in the clear: set tls"])
        #expect(
            dialog(choice: .mechanism(.scramSHA1), capabilities: offering("SASL PLAIN"), replies: [])
                == ["error the server does not offer SCRAM-SHA-1 but PLAIN: set auth = \"auto\""])
    }

    @Test("Refusals say why")
    func refusals() {
        for (text, sentence) in [
            ("[AUTH] bad", "the server refused user name or password: \"[AUTH] bad\""),
            ("[IN-USE] locked", "the mailbox is in use by another session: \"[IN-USE] locked\""),
            ("[SYS/TEMP] later", "the server cannot let us in at the moment: \"[SYS/TEMP] later\""), ("", "the server refused user name or password: no reason given"),
        ] {
            #expect(dialog(capabilities: .unknown, replies: [ok, refused(text)]).last == "error \(sentence)")
        }
    }

    @Test("SCRAM does not believe a success without the server's proof, and cancels what makes no sense")
    func scram() {
        #expect(dialog(capabilities: offering("SASL SCRAM-SHA-256"), replies: [ok]).last == "error \(SASLError.serverNotAuthentic)")
        let said = dialog(capabilities: offering("SASL SCRAM-SHA-256"), replies: [.challenge(Base64.encode(Array("r=x".utf8))), refused("cancelled")])
        #expect(said.dropFirst() == ["*", "error the server's challenge for SCRAM makes no sense"])
    }

    @Test("Line ends in credentials are not sent", arguments: ["a\r\nDELE 1", "a\nb", "a\0b"])
    func injection(_ text: String) {
        #expect(dialog(user: text, capabilities: .unknown, replies: []).first?.hasPrefix("error") == true)
        #expect(dialog(password: text, capabilities: .unknown, replies: []).first?.hasPrefix("error") == true)
    }
}

@Suite("Listings")
struct POP3ListingTests {
    private func id(_ line: String, isCut: Bool = false) -> POP3UniqueID? { POP3Listing.uniqueID(Array(line.utf8), isCut: isCut) }

    @Test("Unique-ids are read, and odd ones are marked")
    func uniqueIDs() {
        #expect(id("1 abc") == POP3UniqueID(number: 1, uidl: "abc"))
        #expect(id("12  a!~ ") == POP3UniqueID(number: 12, uidl: "a!~"))
        #expect(id("1") == POP3UniqueID(number: 1, uidl: "", anomaly: .blank))
        #expect(id("1 ")?.anomaly == .blank)
        #expect(id("1 \(String(repeating: "x", count: 70))")?.anomaly == nil)
        #expect(id("1 \(String(repeating: "x", count: 71))")?.anomaly == .overlong)
        #expect(id("1 a\u{1B}b") == POP3UniqueID(number: 1, uidl: "a\\x1Bb", anomaly: .unprintable))
        #expect(id("1 a b")?.anomaly == .unprintable)
        for line in ["", "x 1", "-1 abc", "0 abc", "1abc", "99999999999999999999 abc", " 1 abc"] { #expect(id(line) == nil) }
    }

    @Test("Ids that two messages share are marked on both; a number counts once")
    func duplicates() {
        let checked = POP3Listing.checked([
            POP3UniqueID(number: 1, uidl: "a"), POP3UniqueID(number: 2, uidl: "b"), POP3UniqueID(number: 3, uidl: "a"), POP3UniqueID(number: 2, uidl: "c"),
        ])
        #expect(checked.map(\.anomaly) == [.duplicate, nil, .duplicate])
        #expect(checked.map(\.uidl) == ["a", "b", "a"])
    }

    @Test("Sizes are hints: negative and endless ones are no sizes")
    func sizes() {
        #expect(POP3Listing.size(Array("3 120".utf8)).map { [$0.number, $0.octets] } == [3, 120])
        for line in ["3", "3 -1", "3 x", "3 18446744073709551616", "-3 1"] { #expect(POP3Listing.size(Array(line.utf8)) == nil) }
        #expect(POP3Listing.statistics(Array("2 320 extra".utf8)).map { [$0.messages, $0.octets] } == [2, 320])
        #expect(POP3Listing.statistics(Array("-2 320".utf8)) == nil)
    }

    @Test("Lines are cut from a stream at every split, and bounded")
    func lines() throws {
        let stream = Array("1 a\r\n\r\n2 \(String(repeating: "y", count: 30))\r\n3 c\n".utf8)
        for cut in 0...stream.count {
            var reader = ListingLines(limit: 10)
            var found: [String] = []
            for piece in [Array(stream[..<cut]), Array(stream[cut...])] {
                try piece.withUnsafeBytes { octets in
                    try reader.append(octets) { line, isCut in found.append(String(decoding: line, as: UTF8.self) + (isCut ? "|" : "")) }
                }
            }
            #expect(found == ["1 a", "", "2 yyyyyyyy|", "3 c"], "cut at \(cut)")
        }
    }
}
