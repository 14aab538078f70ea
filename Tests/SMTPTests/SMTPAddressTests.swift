import Testing

@testable import SMTP

@Suite("Addresses in commands")
struct SMTPAddressTests {
    @Test(
        "Proper ones pass",
        arguments: [
            "ann@example.org", "a+b@example.org", "\"a b\"@example.org", "\"a\\\"b\"@example.org", "\"a@b\"@example.org", "ann@[192.0.2.1]",
            "ann@[IPv6:2001:db8::1]", "jürgen@bücher.example", "a@b", "=?!#$%&'*/^`{|}~-@example.org", "a..b@example.org", "a.@example.org",
        ])
    func suitable(_ address: String) { #expect(SMTPAddress.isSuitable(address)) }

    @Test(
        "What could end the command, or begin another, does not",
        arguments: [
            "", "ann", "@example.org", "ann@", "ann@example.org\r\nRCPT TO:<eve@example.org>", "ann@example.org\n", "ann\r@example.org",
            "ann\0@example.org",
            "ann@example.org> SIZE=1", "ann@example.org>", "<ann@example.org", "an n@example.org", "ann@exam ple.org", "ann@example.org ",
            "\"a>b\"@example.org", "\"a\nb\"@example.org", "\"a\\\nb\"@example.org", "\"ab@example.org", "\"ab\\\"@example.org", "\"ab\"",
            "\"ab\"x@example.org",
            "a@b@example.org", "@a:b@example.org", "a,b@example.org", "ann@a,b@c", "ann@[192.0.2.1", "ann@[]", "ann@192.0.2.1]",
            "ann@[a b]", "ann@a]b",
            "a\u{7F}@example.org", "a\u{85}@example.org", "a\u{2028}@example.org", "a\t@example.org", "a\u{1B}[0m@example.org",
        ])
    func unsuitable(_ address: String) { #expect(!SMTPAddress.isSuitable(address)) }

    @Test("Endless ones do not pass")
    func limit() {
        #expect(SMTPAddress.isSuitable(String(repeating: "a", count: 500) + "@example.org"))
        #expect(!SMTPAddress.isSuitable(String(repeating: "a", count: 501) + "@example.org"))
    }

    @Test("Our own name is a full name, or our address")
    func clientName() throws {
        #expect(try SMTPClientName.make(configured: nil, hostName: "mail.example.org", address: "192.0.2.1") == "mail.example.org")
        #expect(try SMTPClientName.make(configured: nil, hostName: "laptop", address: "192.0.2.1") == "[192.0.2.1]")
        #expect(try SMTPClientName.make(configured: nil, hostName: "laptop", address: "fe80::1%eth0") == "[IPv6:fe80::1]")
        #expect(try SMTPClientName.make(configured: nil, hostName: "a b.example", address: nil) == "[127.0.0.1]")
        for name in ["laptop", "mail.example.org", "[192.0.2.1]", "[IPv6:::1]"] {
            #expect(try SMTPClientName.make(configured: name, hostName: "", address: nil) == name)
        }
        for name in ["", "a b", "a\r\nb", "a..b", "-a", "[a b]", "<a>", "bücher.example", "[]"] {
            #expect(throws: SMTPError.self, "\(name)") { try SMTPClientName.make(configured: name, hostName: "a.b", address: nil) }
        }
    }
}
