import Foundation
import SourceText
import Testing

@testable import Configuration

@Suite struct StarterConfigurationTests {
    private static let passwords: [StarterConfiguration.Password] = [
        .command(["pass", "show", "mail/home"]), .command(["sh", "-c", "printf '%s\\n' \"a b\" \\\\ # no"]), .file("home.password"), .credential("home"),
    ]

    @Test(arguments: passwords, [AfterRetrieval.keep, .delete, .deleteAfter(.seconds(14 * 86_400))])
    func whatIsWrittenLoadsWithoutFindings(_ password: StarterConfiguration.Password, _ after: AfterRetrieval) throws {
        let directory = try TemporaryDirectory()
        try directory.write("secret\n", to: "in/it/home.password")
        for tls in ConnectionSecurity.allCases {
            let starter = StarterConfiguration(
                accountName: "home", host: tls == .none ? "localhost" : "pop.example.org", tls: tls, port: tls == .none ? 11_110 : nil,
                user: "zoé \"\\ann", password: password, maildir: "~/My \"Mail\"", after: after)
            let written = try starter.write(to: directory.path + "/in/it", replacing: true, environment: directory.environment)
            let (configuration, findings) = ConfigurationLoader.load(explicitPath: written.configuration, environment: directory.environment)
            #expect(findings.map(\.message) == [])
            let account = try #require(configuration?.accounts.first)
            #expect(account.name == "home")
            #expect(account.user == "zoé \"\\ann")
            #expect(account.tls == tls)
            #expect(account.after == after)
            #expect(account.rules == [written.rules])
            #expect(configuration?.folderStore(of: account)?.path == directory.path + "/My \"Mail\"")
            switch (password, account.password) {
            case (.command(let words), .command(let read)): #expect(words == read)
            case (.file, .file(let path)): #expect(path == directory.path + "/in/it/home.password")
            case (.credential(let name), .credential(let read)): #expect(name == read)
            default: Issue.record("another source")
            }
        }
    }

    @Test func theCommentedForwardingWorksOnceItsMarksAreGone() throws {
        let directory = try TemporaryDirectory()
        for password in [StarterConfiguration.Password.command(["pass", "show", "mail"]), .credential("home")] {
            let starter = StarterConfiguration(host: "pop.example.org", user: "ann", password: password, address: "ann@example.org")
            let keys = ["forward", "forward-as", "forwards-per-hour", "[smtp.submission]", "host", "tls", "user", "password-", "from", "give-up-after"]
            let lines = starter.configurationText.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                keys.contains { line.hasPrefix("# \($0)") } ? line.dropFirst(2) : line
            }
            try directory.write("", to: StarterConfiguration.rulesName)
            let path = directory.path + "/" + StarterConfiguration.configurationName
            let (configuration, findings) = ConfigurationLoader.check(Array(lines.joined(separator: "\n").utf8), path: path, environment: directory.environment)
            #expect(findings.map(\.message) == [])
            let account = try #require(configuration?.accounts.first)
            #expect(account.forward == "submission")
            #expect(account.addresses == ["ann@example.org"])
            let server = try #require(configuration?.smtp["submission"])
            #expect(server.host == "smtp.example.org")
            #expect(server.from == "ann@example.org")
            #expect(server.password == account.password)
        }
    }

    @Test func whatIsLoadedIsNotWritten() throws {
        let directory = try TemporaryDirectory()
        let starter = StarterConfiguration(host: "pop.example.org", tls: .starttls, user: "ann", password: .file("home.password"))
        let loaded = try starter.loaded(in: directory.path + "/in/it/", environment: directory.environment)
        #expect(loaded.account.host == "pop.example.org")
        #expect(loaded.account.port == 110)
        #expect(loaded.missingPasswordFile == directory.path + "/in/it/home.password")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }

    @Test(arguments: [
        ("pop.example.org", ConnectionSecurity.implicit, nil), ("pop.example.org:995", .implicit, "the port has a key of its own"),
        ("https://example.org", .implicit, "no URL"), ("pop.example.org", .none, "unencrypted to pop.example.org"), ("localhost", .none, nil),
    ] as [(String, ConnectionSecurity, String?)])
    func oneValueIsComplainedOf(_ host: String, _ tls: ConnectionSecurity, _ words: String?) throws {
        let directory = try TemporaryDirectory()
        let starter = StarterConfiguration(host: host, tls: tls, user: "ann", password: .credential("c"))
        let complaint = StarterConfiguration.complaint(about: starter, environment: directory.environment)
        if let words { #expect(complaint?.contains(words) == true, "\(complaint ?? "none")") } else { #expect(complaint == nil) }
    }

    @Test func theFilesAreForTheirOwner() throws {
        let directory = try TemporaryDirectory()
        let starter = StarterConfiguration(host: "pop.example.org", user: "ann", password: .credential("c"))
        let written = try starter.write(to: directory.path + "/new", replacing: false, environment: directory.environment)
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(written.configuration) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path + "/new").sorted() == ["personal.rules", "postroom.toml"])
    }

    @Test func whatIsThereStays() throws {
        let directory = try TemporaryDirectory()
        try directory.write("mine", to: "postroom.toml")
        try directory.write("my rules", to: "personal.rules")
        let starter = StarterConfiguration(host: "pop.example.org", user: "ann", password: .credential("c"))
        #expect(throws: StarterConfiguration.WriteError.self) {
            try starter.write(to: directory.path, replacing: false, environment: directory.environment)
        }
        #expect(try String(contentsOfFile: directory.path + "/postroom.toml", encoding: .utf8) == "mine")
        try FileManager.default.removeItem(atPath: directory.path + "/postroom.toml")
        let written = try starter.write(to: directory.path, replacing: false, environment: directory.environment)
        #expect(written.keptRules)
        #expect(try String(contentsOfFile: written.rules, encoding: .utf8) == "my rules")
        let replaced = try starter.write(to: directory.path, replacing: true, environment: directory.environment)
        #expect(!replaced.keptRules)
        #expect(try String(contentsOfFile: replaced.rules, encoding: .utf8) == starter.rulesText)
    }

    @Test func impossibleAnswersWriteNothing() throws {
        let directory = try TemporaryDirectory()
        let starter = StarterConfiguration(host: "pop.example.org:995", user: "", password: .credential("c"))
        do {
            _ = try starter.write(to: directory.path, replacing: false, environment: directory.environment)
            Issue.record("it was written")
        } catch .faulty(let findings) {
            #expect(findings.map(\.code) == ["C006", "C006"])
        } catch {
            Issue.record("\(error)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }

    @Test func aPasswordFileThatIsMissingIsNamed() throws {
        let directory = try TemporaryDirectory()
        let starter = StarterConfiguration(host: "pop.example.org", user: "ann", password: .file("~/home.password"))
        let written = try starter.write(to: directory.path, replacing: false, environment: directory.environment)
        let file = try #require(written.missingPasswordFile)
        #expect(file == directory.path + "/home.password")
        try StarterConfiguration.writePassword("pass word", to: file)
        let (configuration, findings) = ConfigurationLoader.load(explicitPath: written.configuration, environment: directory.environment)
        #expect(findings.isEmpty)
        #expect(configuration?.accounts.first?.password == .file(file))
    }

    @Test(arguments: [
        ("ann", "pop.example.org", "ann@example.org"), ("ann@work.example", "pop.example.org", "ann@work.example"), ("ann", "example.org", "ann@example.org"),
        ("ann", "mail.de", "ann@mail.de"), ("ann", "POP3.a.example", "ann@a.example"),
    ])
    func theAddressIsGuessed(_ user: String, _ host: String, _ address: String) {
        #expect(StarterConfiguration.guessedAddress(user: user, host: host) == address)
    }

    @Test(arguments: [
        ("pass show mail/work", ["pass", "show", "mail/work"]), ("  a\t'b c' \"d \\\" e\" f\\ g ''", ["a", "b c", "d \" e", "f g", ""]),
        ("$HOME `id` | x", ["$HOME", "`id`", "|", "x"]), ("", []), ("a 'b", nil), ("a\\", nil), ("it''s", ["its"]),
    ] as [(String, [String]?)])
    func aCommandLineIsSplitWithoutAShell(_ line: String, _ words: [String]?) {
        #expect(CommandWords.split(line) == words)
    }
}
