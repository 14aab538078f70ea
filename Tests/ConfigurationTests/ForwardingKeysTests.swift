import SourceText
import Testing

@testable import Configuration

@Suite struct ForwardingKeysTests {
    private func load(account: String = "", smtp: String = "") throws -> (Configuration?, [Diagnostic]) {
        let directory = try TemporaryDirectory()
        let text = ConfigurationSamples.least + "password-credential = \"c\"\n\(account)\n[smtp.out]\nhost = \"smtp.example.org\"\n\(smtp)\n"
        return ConfigurationLoader.check(Array(text.utf8), path: directory.path + "/postroom.toml", environment: directory.environment)
    }

    @Test func theDefaultsResendForFiveDays() throws {
        let smtp = try #require(try load().0?.smtp["out"])
        #expect(smtp.inDoubt == .resend)
        #expect(smtp.giveUpAfter == .seconds(432_000))
        #expect(smtp.helo == nil)
        #expect(smtp.from == nil)
    }

    @Test func attachmentsNeedAFrom() throws {
        let account = "forward = \"out\"\nforward-as = \"attachment\""
        #expect(try load(account: account).1.map(\.code) == ["C008"])
        #expect(try load(account: account, smtp: "from = \"ann@example.org\"").0?.accounts.first?.forwardAs == .attachment)
    }

    /// The address is at fault, and is named once.
    @Test func aFromThatIsNoAddressIsOneMistake() throws {
        let account = "forward = \"out\"\nforward-as = \"attachment\""
        #expect(try load(account: account, smtp: "from = \"ann\"").1.map(\.code) == ["C006"])
    }

    @Test func attachmentsWithoutAServerLoad() throws {
        #expect(try load(account: "forward-as = \"attachment\"").1.isEmpty)
    }

    @Test(arguments: ["mail.example.org", "localhost", "[192.0.2.1]", "[IPv6:2001:db8::1]", "mail_1.example", "xn--bcher-kva.example"])
    func namesOfHostsGreet(_ name: String) throws {
        #expect(try load(smtp: "helo = \"\(name)\"").0?.smtp["out"]?.helo == name)
    }

    @Test(arguments: ["a b", "<a>", "[]", "[1", "a@b", "a;b", "a..b", "a.", "-a.example", "bücher.example", String(repeating: "a", count: 64)])
    func othersDoNot(_ name: String) throws {
        #expect(try load(smtp: "helo = \"\(name)\"").1.map(\.code) == ["C006"])
    }
}
