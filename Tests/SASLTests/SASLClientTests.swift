import Crypto
import Testing

@testable import SASL

private func text(_ octets: [UInt8]?) -> String? { octets.map { String(decoding: $0, as: UTF8.self) } }

@Suite("SASL clients")
struct SASLClientTests {
    @Test("PLAIN is user and password behind NULs (RFC 4616)")
    func plain() throws {
        var client = try SASLClient(.plain, user: "tim", password: Secret("tanstaaftanstaaf"))
        #expect(!client.acceptsSuccess)
        #expect(text(client.initialResponse()) == "\0tim\0tanstaaftanstaaf")
        #expect(client.acceptsSuccess)
        #expect(throws: SASLError.unexpectedChallenge) { try client.respond(to: []) }
        #expect(throws: SASLError.unsuitableCredentials("password")) { try SASLClient(.plain, user: "tim", password: Secret("a\0b")) }
    }

    @Test("LOGIN answers user, then password, then no more")
    func login() throws {
        var client = try SASLClient(.login, user: "tim", password: Secret("x"))
        #expect(client.initialResponse() == nil)
        #expect(text(try client.respond(to: Array("Username:".utf8))) == "tim")
        #expect(!client.acceptsSuccess)
        #expect(text(try client.respond(to: Array("Password:".utf8))) == "x")
        #expect(client.acceptsSuccess)
        #expect(throws: SASLError.unexpectedChallenge) { try client.respond(to: []) }
    }

    @Test("CRAM-MD5 agrees with RFC 2195")
    func cram() throws {
        var client = try SASLClient(.cramMD5, user: "tim", password: Secret("tanstaaftanstaaf"))
        let response = try client.respond(to: Array("<1896.697170952@postoffice.reston.mci.net>".utf8))
        #expect(text(response) == "tim b913a602c7eda7a495b4e6e7334d3890")
    }

    struct Vector: Sendable {
        let mechanism: SASLMechanism
        let nonce, first, final, verdict: String

        static let rfc5802 = Vector(
            mechanism: .scramSHA1, nonce: "fyko+d2lbbFgONRv9qkxdawL",
            first: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            final: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            verdict: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")
        static let rfc7677 = Vector(
            mechanism: .scramSHA256, nonce: "rOprNGfwEbeRWgbNEkqO",
            first: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            final: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            verdict: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")

        func client() throws(SASLError) -> SASLClient {
            try SASLClient(mechanism, user: "user", password: Secret("pencil"), nonce: Array(nonce.utf8))
        }
    }

    @Test("SCRAM agrees with RFC 5802 and RFC 7677", arguments: [Vector.rfc5802, .rfc7677])
    func scram(_ vector: Vector) throws {
        var client = try vector.client()
        #expect(text(client.initialResponse()) == "n,,n=user,r=\(vector.nonce)")
        #expect(text(try client.respond(to: Array(vector.first.utf8))) == vector.final)
        #expect(!client.acceptsSuccess)
        #expect(try client.respond(to: Array(vector.verdict.utf8)) == [])
        #expect(client.acceptsSuccess)
    }

    @Test("A server that cannot prove itself is not believed", arguments: [Vector.rfc5802, .rfc7677])
    func forged(_ vector: Vector) throws {
        var client = try vector.client()
        _ = client.initialResponse()
        _ = try client.respond(to: Array(vector.first.utf8))
        var forged = client
        #expect(throws: SASLError.serverNotAuthentic) { try forged.respond(to: Array("v=AAAAqV8S7suAoZWja4dJRkFsKQ==".utf8)) }
        #expect(throws: SASLError.refused("other-error")) { try client.respond(to: Array("e=other-error".utf8)) }
        #expect(!client.acceptsSuccess)
    }

    @Test(
        "Challenges of SCRAM that make no sense are refused",
        arguments: [
            "", "r=other,s=QSXCR+Q6sek8bf92,i=4096", "r=abc,s=QSXCR+Q6sek8bf92,i=4096", "r=abcdef,s=,i=4096", "r=abcdef,s=!!!!,i=4096",
            "r=abcdef,s=QSXCR+Q6sek8bf92,i=x", "r=abcdef,s=QSXCR+Q6sek8bf92", "m=ext,r=abcdef,s=QSXCR+Q6sek8bf92,i=4096",
            "r=abcdef,s=QSXCR+Q6sek8bf92,i=-4096", "r=abcdef,s=QSXCR+Q6sek8bf92,i=99999999999999999999",
        ])
    func malformed(_ challenge: String) throws {
        var client = try SASLClient(.scramSHA1, user: "user", password: Secret("pencil"), nonce: Array("abc".utf8))
        _ = client.initialResponse()
        #expect(throws: SASLError.malformedChallenge("SCRAM")) { try client.respond(to: Array(challenge.utf8)) }
    }

    @Test("A server cannot ask for few or for endless iterations", arguments: [0, 1, 999, 5_000_001, 2_000_000_000])
    func iterations(_ count: Int) throws {
        var client = try SASLClient(.scramSHA256, user: "user", password: Secret("pencil"), nonce: Array("abc".utf8))
        _ = client.initialResponse()
        #expect(throws: SASLError.iterationsOutOfBounds) { try client.respond(to: Array("r=abcd,s=QSXCR+Q6sek8bf92,i=\(count)".utf8)) }
    }

    @Test("Names with commas and equals signs are escaped, and read back")
    func names() throws {
        #expect(text(SCRAM.escaped("a=b,c")) == "a=3Db=2Cc")
        #expect(SCRAM.unescaped(SCRAM.escaped("a=b,c")[...]) == "a=b,c")
        #expect(SCRAM.unescaped(Array("a=x".utf8)[...]) == nil)
    }
}

@Suite("SASL, both halves")
struct SASLExchangeTests {
    /// Runs a whole exchange as a protocol would.
    private func run(_ mechanism: SASLMechanism, user: String, password: String, initialResponse: Bool) throws -> SASLServer.Step {
        var client = try SASLClient(mechanism, user: user, password: Secret(password))
        var server = SASLServer(mechanism) { $0 == "ann=,x" ? Secret("pencil é") : nil }
        var step = server.receive(initialResponse ? client.initialResponse() : nil)
        while case .challenge(let challenge) = step { step = server.receive(try client.respond(to: challenge)) }
        if case .success = step { #expect(client.acceptsSuccess) }
        return step
    }

    @Test("Right credentials are let in, with and without an initial response", arguments: SASLMechanism.allCases, [true, false])
    func success(_ mechanism: SASLMechanism, _ initialResponse: Bool) throws {
        #expect(try run(mechanism, user: "ann=,x", password: "pencil é", initialResponse: initialResponse) == .success(user: "ann=,x"))
    }

    @Test("Wrong ones are not", arguments: SASLMechanism.allCases)
    func failure(_ mechanism: SASLMechanism) throws {
        #expect(try run(mechanism, user: "ann=,x", password: "pencil", initialResponse: true) == .failure)
        #expect(try run(mechanism, user: "bob", password: "pencil é", initialResponse: true) == .failure)
    }
}

@Suite("The choice of a mechanism")
struct SASLPolicyTests {
    @Test("The strongest that both offer is taken")
    func strongest() {
        let policy = SASLPolicy(choice: .automatic, allowsPlaintext: true)
        #expect(policy.mechanism(offered: SASLMechanism.allCases) == .scramSHA256)
        #expect(policy.mechanism(offered: [.plain, .login, .cramMD5]) == .cramMD5)
        #expect(policy.mechanism(offered: [.login, .plain]) == .plain)
        #expect(policy.mechanism(offered: []) == nil)
    }

    @Test("The password is not sent in the clear where that is not allowed")
    func plaintext() {
        #expect(SASLPolicy(choice: .automatic, allowsPlaintext: false).mechanism(offered: [.plain, .login]) == nil)
        #expect(SASLPolicy(choice: .mechanism(.plain), allowsPlaintext: false).mechanism(offered: [.plain]) == nil)
        #expect(SASLPolicy(choice: .automatic, allowsPlaintext: false).mechanism(offered: [.plain, .scramSHA1]) == .scramSHA1)
    }

    @Test("A chosen mechanism is taken or none")
    func chosen() {
        #expect(SASLPolicy(choice: .mechanism(.login), allowsPlaintext: true).mechanism(offered: [.plain]) == nil)
        #expect(SASLPolicy(choice: .userPassword, allowsPlaintext: true).mechanism(offered: SASLMechanism.allCases) == nil)
    }

    @Test("Every spelling that the configuration offers is read")
    func spellings() {
        for spelling in AuthenticationChoice.spellings { #expect(AuthenticationChoice(spelling) != nil) }
        #expect(AuthenticationChoice("SCRAM-SHA-256") == .mechanism(.scramSHA256))
        #expect(AuthenticationChoice("xoauth2") == nil)
    }
}
