import Crypto
import Foundation
import SourceText
import Testing

@testable import Configuration

@Suite struct ConfigurationLoaderTests {
    private func load(
        _ text: String, isOpenToOthers: Bool = false, in directory: TemporaryDirectory
    ) -> (Configuration?, [Diagnostic]) {
        ConfigurationLoader.check(
            Array(text.utf8), path: directory.path + "/postroom.toml", isOpenToOthers: isOpenToOthers, environment: directory.environment)
    }

    private func messages(_ text: String, isOpenToOthers: Bool = false) throws -> [String] {
        let directory = try TemporaryDirectory()
        return load(text, isOpenToOthers: isOpenToOthers, in: directory).1.map { "\($0.code) \($0.message)" }
    }

    @Test func everyKeyIsRead() throws {
        let directory = try TemporaryDirectory()
        try directory.write("", to: "one.rules")
        try directory.write("", to: "two.rules")
        let (configuration, diagnostics) = load(ConfigurationSamples.whole, in: directory)
        #expect(diagnostics.map(\.message) == [])
        var limits = Limits()
        limits.messageSize = 50 << 20
        limits.listing = 5000
        limits.headerOctets = 256 << 10
        limits.headerCount = 500
        limits.received = 30
        limits.parts = 200
        limits.depth = 20
        limits.decodedText = 2 << 20
        limits.fieldOctets = 16 << 10
        limits.parameters = 50
        limits.encodedWords = 600
        limits.addresses = 700
        limits.links = 80
        limits.tnefOctets = 4 << 20
        limits.readingTime = .seconds(9)
        limits.matchLimit = 100_000
        limits.matchDepth = 1000
        limits.matchHeap = 1 << 20
        limits.matchStack = 512 << 10
        limits.connectTimeout = .seconds(10)
        limits.replyTimeout = .seconds(12)
        limits.idleTimeout = .seconds(13)
        limits.messageTimeout = .seconds(14 * 60)
        limits.passwordTimeout = .seconds(15)
        let home = directory.path
        let expected = Configuration(
            path: home + "/postroom.toml",
            state: StateSettings(directory: home + "/state", maxSpool: 2 << 30, minFree: 1 << 20, keepOctets: .seconds(14 * 86_400)),
            accounts: [
                Account(
                    name: "work", host: "pop.example.org", tls: .starttls, port: 1110, user: "ann",
                    password: .command(["pass", "show", "mail/work"]), authentication: .scramSHA256, poll: .seconds(300),
                    after: .deleteAfter(.seconds(14 * 86_400)), rules: [home + "/one.rules", home + "/two.rules"], folders: "local",
                    inbox: "Work", forward: "submission", createFolders: false, timezone: "Europe/Paris", envelopeTo: "X-Original-To",
                    addresses: ["ann@example.org", "info@example.org"], trustedServers: ["mx.example.org"], maxSize: 20 << 20,
                    forwardAs: .attachment, forwardsPerHour: 60),
                Account(name: "home", host: "localhost", tls: .none, user: "zoé", password: .credential("home"), folders: "archive"),
            ],
            folders: ["local": .maildir(path: home + "/Mail", layout: .directories), "archive": .mbox(path: home + "/archive")],
            smtp: [
                "submission": SMTPSettings(
                    name: "submission", host: "smtp.example.org", tls: .implicit, user: "ann",
                    password: .command(["pass", "show", "mail/smtp"]), authentication: .plain, from: "ann@example.org",
                    inDoubt: .park, giveUpAfter: .seconds(2 * 86_400), helo: "mail.example.org")
            ],
            limits: limits)
        #expect(configuration == expected)
        #expect(configuration?.accounts.map(\.port) == [1110, 110])
        #expect(configuration?.smtp["submission"]?.port == 465)
    }

    @Test func everyKnownKeyStandsInTheSample() {
        let outline = KeyLocator(ConfigurationSamples.whole).outline
        let names = Set(outline.nodes.map(\.name))
        let known =
            ConfigurationChecker.sections + ConfigurationChecker.stateKeys + ConfigurationChecker.limitKeys + ConfigurationChecker.accountKeys
            + ConfigurationChecker.folderKeys + ConfigurationChecker.smtpKeys
        #expect(Set(known).subtracting(names) == ["password-file", "password", "ca-file"])
    }

    @Test func defaultsAreFilledIn() throws {
        let directory = try TemporaryDirectory()
        let (configuration, diagnostics) = load(ConfigurationSamples.least + "password = \"x\"\n", in: directory)
        #expect(diagnostics.map(\.message) == [])
        let account = try #require(configuration?.accounts.first)
        #expect(account.tls == .implicit)
        #expect(account.port == 995)
        #expect(account.after == .keep)
        #expect(account.inbox == "INBOX")
        #expect(account.createFolders)
        #expect(account.poll == .seconds(120))
        #expect(account.authentication == .automatic)
        #expect(account.forwardAs == .resent)
        #expect(account.forwardsPerHour == 2_000)
        #expect(account.password == .literal(Secret("x")))
        #expect(configuration?.state.directory == directory.path + "/.local/state/postroom")
        #expect(configuration?.folderStore(of: account) == .maildir(path: directory.path + "/Mail", layout: .maildirPlusPlus))
        #expect(configuration?.limits == Limits())
    }

    @Test func accountsKeepTheOrderOfTheFile() throws {
        let directory = try TemporaryDirectory()
        let account = "host = \"h\"\nuser = \"u\"\npassword-credential = \"c\"\nfolders = \"f\"\n"
        let text = "[accounts.zoe]\n\(account)[accounts.ann]\n\(account)[accounts.max]\n\(account)[folders.f]\nmaildir = \"/m\"\n"
        #expect(load(text, in: directory).0?.accounts.map(\.name) == ["zoe", "ann", "max"])
    }

    @Test func theFirstPlaceThatHasAConfigurationIsTaken() throws {
        let directory = try TemporaryDirectory()
        let second = try directory.write(ConfigurationSamples.least + "password-credential = \"c\"", to: "b/postroom.toml")
        let third = try directory.write("no TOML", to: "c/postroom.toml")
        let places = [directory.path + "/a/postroom.toml", second, third]
        #expect(ConfigurationLoader.load(from: places, environment: directory.environment).0?.path == second)
        #expect(
            ConfigurationLoader.searchPlaces(environment: ["HOME": "/h"]) == [
                "postroom.toml", "/h/.config/postroom/postroom.toml", "/etc/postroom/postroom.toml",
            ])
        #expect(ConfigurationLoader.searchPlaces(environment: ["HOME": "/h", "XDG_CONFIG_HOME": "/x"])[1] == "/x/postroom/postroom.toml")
    }

    @Test func theStateDirectoryIsKnownWhateverElseIsWrong() throws {
        let directory = try TemporaryDirectory()
        let wrong = try directory.write("[state]\ndirectory = \"here\"\n[accounts.work]\nhots = \"h\"\n", to: "wrong.toml")
        #expect(ConfigurationLoader.load(explicitPath: wrong, environment: directory.environment).0 == nil)
        #expect(ConfigurationLoader.stateDirectory(explicitPath: wrong, environment: directory.environment) == directory.path + "/here")
        let noTOML = try directory.write("[state\n", to: "none.toml")
        #expect(ConfigurationLoader.stateDirectory(explicitPath: noTOML, environment: directory.environment) == nil)
    }

    @Test func noConfigurationAnywhereNamesThePlacesAndInit() throws {
        let directory = try TemporaryDirectory()
        let places = ["/a", "/b"].map { directory.path + $0 }
        let (configuration, diagnostics) = ConfigurationLoader.load(from: places, environment: directory.environment)
        #expect(configuration == nil)
        let finding = try #require(diagnostics.first)
        #expect(finding.code == "C001")
        #expect(finding.message.contains("\(places[0]), \(places[1])"))
        #expect(finding.help?.contains("postroom init") == true)
    }

    @Test func anExplicitPathIsTheOnlyPlace() throws {
        let directory = try TemporaryDirectory()
        try directory.write(ConfigurationSamples.least, to: ".config/postroom/postroom.toml")
        let (_, missing) = ConfigurationLoader.load(explicitPath: directory.path + "/none.toml", environment: directory.environment)
        #expect(missing.map(\.code) == ["C001"])
        let (_, unreadable) = ConfigurationLoader.load(explicitPath: directory.path, environment: directory.environment)
        #expect(unreadable.map(\.code) == ["C002"])
    }

    @Test func aPasswordInAFileThatOthersReadIsRefused() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(ConfigurationSamples.least + "password = \"x\"", to: "postroom.toml", mode: 0o640)
        let (configuration, diagnostics) = ConfigurationLoader.load(explicitPath: path, environment: directory.environment)
        #expect(configuration == nil)
        #expect(diagnostics.map(\.code) == ["C012"])
        #expect(diagnostics.first?.help == "run chmod 600 \(path)")
    }

    @Test func aPasswordFileThatOthersReadIsRefused() throws {
        let directory = try TemporaryDirectory()
        try directory.write("secret\n", to: "open", mode: 0o644)
        try directory.write("secret\n", to: "closed")
        #expect(load(ConfigurationSamples.least + "password-file = \"open\"", in: directory).1.map(\.code) == ["C012"])
        let (configuration, _) = load(ConfigurationSamples.least + "password-file = \"~/closed\"", in: directory)
        #expect(configuration?.accounts.first?.password == .file(directory.path + "/closed"))
    }

    @Test(arguments: [
        ("password = 1234", "C005"), ("password = [\"hunter2\"]", "C005"), ("password = \"hunter2", "C003"), ("password = \"hun\\nter2\"", "C006"),
        ("password = \"hunter2\" \"", "C003"), ("pasword = \"hunter2\"", "C004"), ("password hunter2", "C003"), ("password: hunter2", "C003"),
        ("password = hunter2", "C003"), ("Passwd = { a = \"hunter2\" }", "C004"), ("\"password\" = 12.34.1234", "C003"), ("password = '''hunter2", "C003"),
    ])
    func noDiagnosticShowsAPassword(_ line: String, _ code: String) throws {
        let directory = try TemporaryDirectory()
        let (_, diagnostics) = load(ConfigurationSamples.least + line + "\n", isOpenToOthers: true, in: directory)
        let text = diagnostics.map(DiagnosticRenderer(colour: false).render).joined()
        #expect(diagnostics.contains { $0.code == code })
        #expect(!text.contains("hunter2") && !text.contains("1234") && !text.contains("ter2"))
    }

    @Test func plaintextGoesToThisMachineOnly() throws {
        let base = ConfigurationSamples.least.replacing("pop.example.org", with: "HOST") + "password-credential = \"c\"\ntls = \"none\"\n"
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "::1", "mail.localhost"] {
            #expect(try messages(base.replacing("HOST", with: host)) == [])
        }
        for host in ["pop.example.org", "127.0.0.1.example.org", "localhost.example.org", "10.0.0.1", "::2"] {
            #expect(try messages(base.replacing("HOST", with: host)).map { String($0.prefix(4)) } == ["C009"])
            #expect(try messages(base.replacing("HOST", with: host) + "allow-plaintext = true") == [])
        }
    }

    @Test(arguments: [
        ("keep", AfterRetrieval.keep), ("delete", .delete), ("delete after 14d", .deleteAfter(.seconds(14 * 86_400))),
        ("delete after 2w", .deleteAfter(.seconds(14 * 86_400))), ("delete after 14", nil), ("delete  after", nil), ("Delete", nil), ("", nil),
        ("delete after -1d", nil), ("delete after 99999999999999999999d", nil),
    ] as [(String, AfterRetrieval?)])
    func whatHappensAfterRetrievalIsReadAsWritten(_ text: String, _ expected: AfterRetrieval?) {
        #expect(ValueText.afterRetrieval(text) == expected)
    }

    @Test(arguments: [
        ("30s", 30), ("2m", 120), ("4h", 14_400), ("7d", 604_800), ("2w", 1_209_600), ("0s", 0), ("m", nil), ("2", nil), ("2 m", nil),
        ("2M", nil), ("1.5h", nil), ("9223372036854775807w", nil), ("٣m", nil),
    ] as [(String, Int?)])
    func durationsAreANumberAndAUnit(_ text: String, _ seconds: Int?) {
        #expect(ValueText.duration(text) == seconds.map { .seconds($0) })
    }

    @Test(arguments: [
        ("512", 512), ("10KB", 10_240), ("2MB", 2 << 20), ("1GB", 1 << 30), ("1TB", 1 << 40), ("1kb", nil), ("KB", nil), ("1 MB", nil),
        ("99999999TB", nil),
    ] as [(String, Int?)])
    func sizesArePowersOf1024(_ text: String, _ octets: Int?) {
        #expect(ValueText.size(text) == octets)
    }

    @Test(arguments: [
        ("hots", "host"), ("HOST", "host"), ("password_command", "password-command"), ("pasword-file", "password-file"), ("ssl", "tls"),
        ("username", "user"), ("folder", "folders"), ("adress", "addresses"), ("zzzzzz", nil), ("x", nil), ("", nil),
    ] as [(String, String?)])
    func theNearestKeyIsNamed(_ written: String, _ meant: String?) {
        #expect(NearestName.to(written, among: ConfigurationChecker.accountKeys) == meant)
    }

    @Test func aConfigurationThatBreaksOffAnywhereIsJudged() throws {
        let directory = try TemporaryDirectory()
        try directory.write("", to: "one.rules")
        try directory.write("", to: "two.rules")
        let octets = Array(ConfigurationSamples.whole.utf8)
        for length in 0...octets.count {
            let (configuration, diagnostics) = ConfigurationLoader.check(
                Array(octets.prefix(length)), path: directory.path + "/postroom.toml", environment: directory.environment)
            #expect((configuration == nil) == diagnostics.hasErrors)
            for diagnostic in diagnostics {
                #expect(!DiagnosticRenderer(colour: false).render(diagnostic).isEmpty)
            }
        }
    }

    @Test(arguments: [
        ["a = \0", ""], ["a = \"\u{7}\"", ""], ["\u{FEFF}", "["], ["", "["], ["a = ", "{x="], ["", "a."], ["a = ", "\""], ["a = ", "'''"], ["[[a]", "]"],
        ["[é]", ""], ["é = 1", ""], ["a = é", ""], ["a = ,", ""], ["a = 1", "_"], ["a = 0x", ""], ["a = -", ""], ["a = {,}", ""], ["a.=1", ""],
        ["a = 9", "9"], ["a = \"\\u", ""], ["a = \"\\ud800\"", ""], ["a = 1\na = 2", ""], ["[a]\n[a]", ""], ["a = 1979-", ""],
    ])
    func whatIsNoTOMLIsOneFinding(_ pieces: [String]) throws {
        let directory = try TemporaryDirectory()
        #expect(load(pieces[0] + String(repeating: pieces[1], count: 5_000), in: directory).1.map(\.code) == ["C003"])
    }

    /// The TOML parser is another's, and C++: what it is given must never end the program.
    @Test func anyTextIsJudged() throws {
        let directory = try TemporaryDirectory()
        let rounds = ProcessInfo.processInfo.environment["POSTROOM_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 3_000
        let pieces = [
            "[", "]", "{", "}", "=", " = ", ".", ",", "\"", "'", "\"\"\"", "'''", "\\", "\n", "\r\n", "\r", " ", "\t", "#", "a", "b", "accounts", "0", "1", "-",
            "+", "_", "0x", "1e", "inf", "nan", "true", "t", "1979-05-27", "T", "07:32:00", "Z", "07:32", "1979-05-27T07:32:00", "1979-05-27 1", ".5", "1.0", "-0x1p", "9223372036854775808", ":", "é", "\u{FEFF}", "\u{A0}", "\u{2028}", "\u{7F}",
            "\\u0041", "\\U", "[a]\n", "[[a]]\n", "a = 1\n", "a = [", "a = {", "[[", "b.c", "\u{B}", "\u{C}", "\u{85}", "\u{3000}", "[accounts.b]\n", "password = ", "host = \"h\"\n",
        ]
        var state: UInt64 = UInt64(rounds)
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<rounds {
            let text = (0..<next(14) + 1).map { _ in pieces[next(pieces.count)] }.joined()
            let (configuration, diagnostics) = load(text, in: directory)
            #expect((configuration == nil) == diagnostics.hasErrors)
            #expect(diagnostics.allSatisfy { !DiagnosticRenderer(colour: false).render($0).isEmpty })
        }
    }

    @Test func whatIsNoUTF8IsPointedAt() throws {
        let directory = try TemporaryDirectory()
        let (_, diagnostics) = ConfigurationLoader.check(
            Array("[state]\ndirectory = \"caf".utf8) + [0xE9, 0x22], path: "p", environment: directory.environment)
        #expect(diagnostics.map(\.code) == ["C003"])
        #expect(diagnostics.first?.span?.start == SourcePosition(line: 2, column: 17))
    }
}
