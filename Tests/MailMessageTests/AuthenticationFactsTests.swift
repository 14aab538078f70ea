import MailMessage
import Testing

/// Authentication-Results (RFC 8601): what counts, and from whom.
@Suite struct AuthenticationFactsTests {
    private func facts(_ header: String, trusting: [String] = ["mx.example.org"]) -> AuthenticationFacts? {
        Sample.message(header + "\n\nbody").authentication(trusting: trusting)
    }

    @Test func `results of a trusted server are told`() {
        let facts = facts(
            """
            Authentication-Results: MX.example.org 1; spf=pass (sender; ip (nested) =fail) smtp.mailfrom=zoe@example.net;
             dkim=Pass reason="good; dkim=fail" header.d=example.net; dkim=fail header.d=other.example;
             dmarc/1 = pass (p=reject) header.from=example.net
            """)
        #expect(facts == AuthenticationFacts(spf: "pass", dkim: ["pass", "fail"], dmarc: "pass"))
    }

    @Test func `nobody is trusted unless named`() {
        let header = "Authentication-Results: mx.example.org; spf=pass"
        #expect(facts(header, trusting: []) == nil)
        #expect(facts(header, trusting: ["example.org"]) == nil)
        #expect(facts(header, trusting: ["mx.example.org.evil.example"]) == nil)
        #expect(facts(header, trusting: ["other.example", "MX.Example.ORG"])?.spf == "pass")
        #expect(facts("Subject: x") == nil)
    }

    @Test func `forged fields beneath do not count`() {
        let forged = "Authentication-Results: mx.example.org; spf=pass; dkim=pass; dmarc=pass"
        let real = "Authentication-Results: mx.example.org; spf=fail smtp.mailfrom=x"
        #expect(facts("\(real)\nReceived: from evil.example; x\n\(forged)") == AuthenticationFacts(spf: "fail"))
        #expect(facts("\(real)\n\(forged)") == AuthenticationFacts(spf: "fail"))
        #expect(facts("\(real)\nSubject: x\nAuthentication-Results: mx.example.org; dkim=pass") == AuthenticationFacts(spf: "fail"))
        #expect(facts("\(real)\nAuthentication-Results: evil.example; dkim=pass\n\(forged)") == AuthenticationFacts(spf: "fail"))
    }

    @Test func `filters that work together write one field each`() {
        let header = """
            Authentication-Results: evil.example; spf=pass; dkim=pass
            DMARC-Filter: OpenDMARC Filter v1.4.2 mx.example.org 4F1
            Authentication-Results: mx.example.org; dmarc=fail (p=none dis=none) header.from=example.net
            Authentication-Results: mx.example.org; spf=softfail smtp.mailfrom=example.net
            DKIM-Filter: OpenDKIM Filter v2.11.0 mx.example.org 4F1
            Authentication-Results: mx.example.org; dkim=none
            Received: from a by mx.example.org; x
            """
        #expect(facts(header) == AuthenticationFacts(spf: "softfail", dkim: ["none"], dmarc: "fail"))
    }

    @Test func `the envelope's sender goes before the HELO name`() {
        #expect(facts("Authentication-Results: mx.example.org; spf=pass smtp.helo=a.example; spf=fail smtp.mailfrom=b@a.example")?.spf == "fail")
    }

    @Test(arguments: [
        "mx.example.org; none", "mx.example.org;", "mx.example.org", "mx.example.org; ; spf=pass", "mx.example.org; spf", "mx.example.org; spf=", "\"mx.example.org\"; none; x=y",
    ])
    func `a field without results is a field all the same`(_ value: String) {
        #expect(facts("Authentication-Results: \(value)") == AuthenticationFacts())
    }

    @Test func `one that names no server is nobody's`() {
        #expect(facts("Authentication-Results: spf=pass smtp.mailfrom=x; dkim=pass") == nil)
        #expect(facts("Authentication-Results: mx.example.org spf=pass") == nil)
        #expect(facts("Authentication-Results: (mx.example.org)") == nil)
    }

    private static let nameless = """
        Authentication-Results: spf=pass (sender IP is 192.0.2.1)
         smtp.mailfrom=example.net; dkim=pass (signature was verified)
         header.d=example.net;dmarc=pass action=none
         header.from=example.net;compauth=pass reason=100
        """

    @Test func `results without an authserv-id, as Exchange Online writes them, count where none is trusted`() {
        let header = "Received: from a by b; x\n\(Self.nameless)\nReceived: from c by a; x\nAuthentication-Results-Original: evil.example; spf=pass"
        #expect(facts(header, trusting: ["none"]) == AuthenticationFacts(spf: "pass", dkim: ["pass"], dmarc: "pass"))
        #expect(facts(header, trusting: ["None", "mx.example.org"])?.dmarc == "pass")
        #expect(facts(header, trusting: ["mx.example.org"]) == nil)
        #expect(facts("Authentication-Results: none; spf=pass", trusting: ["none"]) == nil)
    }

    @Test func `results without an authserv-id count from the topmost place alone`() {
        #expect(facts("Authentication-Results: evil.example; spf=fail\n\(Self.nameless)", trusting: ["none"]) == nil)
        #expect(facts("Authentication-Results: spf=fail\n\(Self.nameless)", trusting: ["none"]) == AuthenticationFacts(spf: "fail"))
        let named = facts("Authentication-Results: mx.example.org; spf=fail\n\(Self.nameless)", trusting: ["none", "mx.example.org"])
        #expect(named == AuthenticationFacts(spf: "fail"))
    }

    @Test func `any cut of a field is read, and a hostile one in linear time`() {
        let field = "Authentication-Results: mx.example.org 1; spf=pass (a (b) \\) c) smtp.mailfrom=\"x\\\"y\"@z; dkim=fail reason=\"a\"; dmarc=none"
        for count in 0...field.utf8.count { _ = facts(String(decoding: field.utf8.prefix(count), as: UTF8.self)) }
        for piece in ["(", "\"", ";", "=", "a=b ", "\\", "x=y;", "(a\\"] {
            _ = facts("Authentication-Results: mx.example.org; " + String(repeating: piece, count: 300_000 / piece.utf8.count))
        }
    }
}
