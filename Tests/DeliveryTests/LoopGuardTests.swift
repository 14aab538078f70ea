import Crypto
import MailMessage
import Testing

@testable import Delivery

@Suite("The loop guard")
struct LoopGuardTests {
    private let guardian: LoopGuard

    init() throws { guardian = try LoopGuard(key: ForwardSamples.key) }

    private func verdict(
        _ octets: [UInt8], account: String = "home", recipient: String = "bo@example.net", own: [String] = ["ann@example.org"], limit: Int = 50
    ) -> LoopVerdict? {
        let octets = Octets(octets)
        return guardian.verdict(
            message: Message(octets), octets: octets, account: account, recipient: recipient, ownAddresses: own, receivedLimit: limit)
    }

    private func verdict(_ text: String, recipient: String = "bo@example.net") -> LoopVerdict? { verdict(Array(text.utf8), recipient: recipient) }

    private static let before = LoopVerdict.forwardedBefore(account: "home", recipient: "bo@example.net")
    private static let returned = LoopVerdict.returned(account: "home", recipient: "bo@example.net")

    // MARK: Marks

    @Test func theMarkIsTheDocumentedOne() throws {
        let code = try HMAC.code(of: Array("home\u{0}bo@example.net".utf8), key: ForwardSamples.key, using: .sha256)
        #expect(guardian.mark(account: "home", recipient: "Bo@Example.NET") == "v1 " + String(decoding: Hexadecimal.encode(code), as: UTF8.self))
    }

    @Test(arguments: ForwardComposer.Form.allCases)
    func whatWasForwardedIsKnownAgain(_ form: ForwardComposer.Form) throws {
        #expect(verdict(ForwardSamples.ordinary) == nil)
        let forwarded = try ForwardSamples.compose(ForwardSamples.ordinary, as: form).whole
        #expect(verdict(forwarded) == Self.before)
        #expect(verdict(forwarded, recipient: "BO@example.NET") == .forwardedBefore(account: "home", recipient: "BO@example.NET"))
        // Another way is no loop.
        #expect(verdict(forwarded, recipient: "cy@example.net") == nil)
        #expect(verdict(forwarded, account: "work") == nil)
    }

    @Test(arguments: ForwardComposer.Form.allCases, ForwardComposer.Form.allCases)
    func twoThatForwardToEachOtherStop(_ ours: ForwardComposer.Form, _ theirs: ForwardComposer.Form) throws {
        let first = try ForwardSamples.compose(ForwardSamples.ordinary, as: ours).whole
        let other = ForwardComposer(
            form: theirs, from: "bo@example.net", account: "bo", accountAddress: nil, hostName: "other.example",
            guard: try LoopGuard(key: [UInt8](repeating: 9, count: 32)))
        let back = other.compose(Octets(first), to: "ann@example.org", effect: 1, decidedAt: ForwardSamples.decidedAt).whole
        #expect(verdict(back) == (theirs == .resent ? Self.before : Self.returned))
    }

    @Test(arguments: [
        "X-Postroom-Loop: v1 MARK\n\n", "x-postroom-loop:v1 MARK\n\n", "A: b\nX-Postroom-Loop: v1 other\nX-Postroom-Loop: v1\n MARK\nC: d\n\nbody", "X-Postroom-Loop:\tv1\r\n\tMARK  \r\n\r\n",
    ])
    func aMarkIsReadHoweverItIsFolded(_ text: String) {
        let digits = guardian.mark(account: "home", recipient: "bo@example.net").dropFirst(3)
        #expect(verdict(text.replacing("MARK", with: digits)) == Self.before)
    }

    @Test(arguments: [
        "X-Postroom-Loop: MARK\n\n", "X-Postroom-Loop: v2 MARK\n\n", "X-Postroom-Loop: v1 MARKa\n\n", "X-Postroom-Loop: v1\n\n", "X-Postroom-Loop:\n\n", "A: b\n\nX-Postroom-Loop: v1 MARK\n",
        "X-Postroom-Loop: v1 0000000000000000000000000000000000000000000000000000000000000000\n\n", "X-Postroom-Loop2: v1 MARK\n\n",
    ])
    func whatIsNoMarkOfOursHoldsNothingUp(_ text: String) {
        let digits = guardian.mark(account: "home", recipient: "bo@example.net").dropFirst(3)
        #expect(verdict(text.replacing("MARK", with: digits)) == nil)
    }

    @Test func anotherInstallationsMarkIsNotOurs() throws {
        let theirs = try LoopGuard(key: [UInt8](repeating: 1, count: 32)).mark(account: "home", recipient: "bo@example.net")
        #expect(verdict("X-Postroom-Loop: \(theirs)\n\n") == nil)
    }

    // MARK: Inside

    private func report(_ type: String, _ inner: String, encoding: String = "7bit") -> String {
        """
        From: MAILER-DAEMON@example.net
        To: ann@example.org
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: text/plain

        Sorry.
        --b
        Content-Type: \(type)
        Content-Transfer-Encoding: \(encoding)

        \(inner)
        --b--

        """
    }

    @Test(arguments: ["message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"], ForwardComposer.Form.allCases)
    func aBounceOfAForwardIsKnown(_ type: String, _ form: ForwardComposer.Form) throws {
        let forwarded = try ForwardSamples.compose(ForwardSamples.ordinary, as: form).text
        #expect(verdict(report(type, forwarded)) == Self.returned)
        #expect(verdict(report(type, forwarded), recipient: "cy@example.net") == nil)
        #expect(verdict(report(type, ForwardSamples.ordinary)) == nil)
    }

    @Test(arguments: ["message/rfc822", "text/rfc822-headers"])
    func alsoInBase64(_ type: String) throws {
        let forwarded = try ForwardSamples.compose(ForwardSamples.ordinary).whole
        #expect(verdict(report(type, String(decoding: Base64.encode(forwarded), as: UTF8.self), encoding: "base64")) == Self.returned)
    }

    @Test func alsoInALargeMessageInBase64() throws {
        let forwarded = try ForwardSamples.compose(ForwardSamples.ordinary).whole + [UInt8](repeating: 0x61, count: 3 << 20)
        #expect(verdict(report("message/rfc822", String(decoding: Base64.encode(forwarded), as: UTF8.self), encoding: "base64")) == Self.returned)
    }

    /// As servers write them that know nothing of reports.
    @Test func aBounceInPlainTextIsKnown() throws {
        let forwarded = try ForwardSamples.compose(ForwardSamples.ordinary).text
        #expect(verdict("Return-Path: <>\nSubject: failure notice\n\nHi.\n\n--- Below this line is a copy of the message.\n\n" + forwarded) == Self.returned)
        // From a person it is a quotation.
        #expect(verdict("Return-Path: <cy@example.com>\nSubject: Re: look\n\nWhat is this?\n\n" + forwarded) == nil)
    }

    @Test func aMarkBehindManyMessagesIsNotLookedFor() throws {
        let forwarded = try ForwardSamples.compose(ForwardSamples.ordinary).text
        func digest(_ count: Int) -> String {
            "Content-Type: multipart/digest; boundary=b\n\n" + String(repeating: "--b\n\nA: b\n\nx\n", count: count) + "--b\n\n" + forwarded + "\n--b--\n"
        }
        #expect(verdict(digest(99)) == Self.returned)
        #expect(verdict(digest(100)) == nil)
    }

    // MARK: Own addresses

    @Test(arguments: ["ann@example.org", "ANN@Example.Org", "ann+lists@example.org", "Ann+a+b@example.org", "\"ann\"@example.org", "ann@example.org."])
    func nothingGoesToTheAccountsOwner(_ recipient: String) {
        #expect(verdict("A: b\n\n", recipient: recipient) == .ownAddress(recipient))
    }

    @Test(arguments: ["bo@example.org", "ann@example.net", "ann", "annx@example.org", "+ann@example.org", "ann@sub.example.org"])
    func othersAreNotTheOwner(_ recipient: String) {
        #expect(verdict("A: b\n\n", recipient: recipient) == nil)
    }

    @Test func aDetailOfTheConfiguredAddressIsIgnoredToo() {
        #expect(verdict(Array("A: b\n\n".utf8), recipient: "ann@example.org", own: ["Ann+pop@example.org"]) == .ownAddress("ann@example.org"))
        #expect(verdict(Array("A: b\n\n".utf8), recipient: "ann@example.org", own: []) == nil)
    }

    // MARK: Hops

    @Test func manyReceivedFieldsAreALoop() {
        func passed(_ count: Int) -> String { String(repeating: "Received: from a by b\n", count: count) + "\nReceived: body\n" }
        #expect(verdict(passed(50)) == nil)
        #expect(verdict(passed(51)) == .tooManyHops(51, limit: 50))
    }

    // MARK: Words

    @Test(arguments: [
        (before, "this message was forwarded to bo@example.net by account home before (X-Postroom-Loop)"),
        (returned, "inside of this message is one that account home forwarded to bo@example.net before (X-Postroom-Loop), as in a bounce of it"),
        (.ownAddress("ann@example.org"), "ann@example.org is an address of this account, so the message would come back"),
        (.tooManyHops(51, limit: 50), "this message has 51 Received fields, more than the 50 that a message on its way has (received in [limits])"),
    ] as [(LoopVerdict, String)])
    func eachVerdictIsASentence(_ verdict: LoopVerdict, _ sentence: String) { #expect(verdict.description == sentence) }

    @Test(arguments: 0..<200)
    func randomOctetsGetAVerdict(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = ["X-Postroom-Loop: v1 ", "Content-Type: message/rfc822\n", "Content-Type: multipart/mixed; boundary=b\n", "\n", "--b\n", "Return-Path: <>\n", "Received: x\n", "\u{0}"]
        var octets: [UInt8] = []
        for _ in 0..<30 {
            octets += Bool.random(using: &random) ? Array((pieces.randomElement(using: &random) ?? "").utf8) : [UInt8.random(in: 0...255, using: &random)]
        }
        #expect(verdict(octets) == nil)
    }
}
