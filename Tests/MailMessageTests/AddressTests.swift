import MailMessage
import Testing

struct AddressTests {
    private func read(_ value: String) -> [[String]] {
        Sample.message("To: \(value)\n\n").addresses(in: "To").map { [$0.displayName, $0.address] }
    }

    @Test(arguments: [
        ("ann@EXAMPLE.org", [["", "ann@example.org"]]),
        ("Ann <ann@example.org>", [["Ann", "ann@example.org"]]),
        ("\"Ann, A. \\\"x\\\"\" <ann@example.org>", [["Ann, A. \"x\"", "ann@example.org"]]),
        ("ann@example.org (Ann (the) first)", [["Ann (the) first", "ann@example.org"]]),
        ("a@x.org, b@y.org,, c@z.org", [["", "a@x.org"], ["", "b@y.org"], ["", "c@z.org"]]),
        ("friends: a@x.org, B <b@y.org>;, c@z.org", [["", "a@x.org"], ["B", "b@y.org"], ["", "c@z.org"]]),
        ("undisclosed-recipients:;", []),
        ("<@r1.example,@r2.example:ann@example.org>", [["", "ann@example.org"]]),
        ("\"a@b x\"@example.org", [["", "\"a@b x\"@example.org"]]),
        ("ann . b @ example . org", [["", "ann.b@example.org"]]),
        ("=?utf-8?Q?A=2C_b?= <ann@example.org>", [["A, b", "ann@example.org"]]),
        // A word in a local part is no text: it stays as it was written.
        ("=?utf-8?Q?a=40evil.example?=@example.org", [["", "=?utf-8?Q?a=40evil.example?=@example.org"]]),
        ("Ann <ann@example.org> Bo <bo@example.org>, c@x.org", [["Ann", "ann@example.org"], ["", "c@x.org"]]),
        ("<ann@example.org> Ann", [["Ann", "ann@example.org"]]),
        ("ann@[192.0.2.1]", [["", "ann@[192.0.2.1]"]]),
        ("<>", []),
        // What was opened and never closed.
        ("\"Ann <ann@example.org>, b@y.org", [["Ann", "ann@example.org"], ["", "b@y.org"]]),
        ("Ann <\"ann@example.org>, b@y.org", [["Ann", "\"ann@example.org"], ["", "b@y.org"]]),
        ("ann@example.org (Ann, b@y.org", [["", "ann@example.org"], ["", "b@y.org"]]),
        ("(Ann <ann@example.org>", [["Ann", "ann@example.org"]]),
        ("<undisclosed-recipients:;>", []),
        ("<mailto:ann@example.org>", [["", "ann@example.org"]]),
        ("<'ann@example.org'>, 'b@y.org', 'o'neil'@z.org", [["", "ann@example.org"], ["", "b@y.org"], ["", "'o'neil'@z.org"]]),
    ] as [(String, [[String]])])
    func addressListsAreRead(_ value: String, _ expected: [[String]]) {
        #expect(read(value) == expected)
    }

    @Test func userAndDetailAreSplitAtThePlus() {
        let address = Address(localPart: "ann+lists+x", domain: "example.org")
        #expect(address.user == "ann")
        #expect(address.detail == "lists+x")
        #expect(Address(localPart: "ann", domain: "example.org").detail == nil)
    }

    @Test func namesHoldNoControlCharacters() {
        #expect(read("=?utf-8?Q?a=0D=0ABcc:_x=1B?= <ann@example.org>") == [["a  Bcc: x ", "ann@example.org"]])
    }

    @Test func anAddressOfControlCharactersAloneIsNone() {
        #expect(read("\u{1}\u{7F}@example.org, \u{1}, a\u{1}@example.org") == [["", "a@example.org"]])
    }

    @Test func domainsInLowerCaseAreComposed() {
        let domain = Sample.message("To: a@\u{130}\u{323}.example\n\n").recipients.first?.domain
        #expect(domain?.unicodeScalars.map(\.value).prefix(3) == [0x1ECB, 0x307, 0x2E])
    }

    @Test func aBracketThatIsNotClosedHoldsNothingTogether() {
        #expect(read("a@[192.0.2.1], b@[IPv6:2001:db8::1]").map(\.last) == ["a@[192.0.2.1]", "b@[ipv6:2001:db8::1]"])
        #expect(read("a[b@c>: \"x\"; <d@e>, [ f@g").map(\.last) == ["a[b@c", "d@e", "f@g"])
        #expect(read("a@[1 2], c@d").map(\.last) == ["a@[1", "c@d"])
    }

    @Test func deepCommentsAndLongListsAreReadInLinearTime() {
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(read(String(repeating: "(", count: 100_000) + "a@example.org").count == 1)
            #expect(read(String(repeating: "(", count: 100_000) + "a@example.org)").isEmpty)
            #expect(read(String(repeating: "\"(<", count: 50_000) + "a@example.org").count == 1)
            #expect(read(String(repeating: "<", count: 100_000) + "a@example.org>").count == 1)
            #expect(read(String(repeating: "g:", count: 100_000) + "a@example.org").count == 1)
            #expect(read(String(repeating: "a ", count: 60_000) + "b@c" + String(repeating: ":", count: 120_000)).map(\.last) == ["b@c"])
            #expect(read(String(repeating: "a@b,", count: 100_000)).count == MessageLimits.default.addresses)
        }
        #expect(time < .seconds(20))
    }

    @Test func theAddressLimitIsTold() {
        var limits = MessageLimits()
        limits.addresses = 2
        let message = Sample.message("To: a@x.org, b@x.org, c@x.org\n\n", limits: limits)
        #expect(message.addresses(in: "to").count == 2)
        #expect(message.truncated == ["addresses"])
    }

    @Test func recipientsAreThoseOfAllTheirFields() {
        let message = Sample.message("To: a@x.org\nCc: b@x.org\nDelivered-To: c@x.org\nEnvelope-To: d@x.org\n\n")
        #expect(message.recipients.map(\.localPart) == ["a", "b", "c", "d"])
    }
}
