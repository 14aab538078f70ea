import Foundation
import Testing

/// What a person is told when something is wrong.
@Suite("Failures", .serialized)
struct FailureTests {
    @Test(
        "Wrong password, unknown host, untrusted certificate: a sentence each, and the other accounts are polled",
        .enabled(if: DovecotServer.isExpected, "Dovecot is not installed")
    )
    func accountsFailAlone() async throws {
        try await DovecotServer.with { server, scratch in
            let messages = MixedMessage.messages(10, seed: 21)
            for user in ["good", "also-good", "stranger"] { try server.deliver(messages, to: user) }
            let configuration = PostroomConfiguration(accounts: [
                .init(name: "good"),
                .init(name: "forgetful", password: "not-this"),
                .init(name: "lost", host: "nowhere.invalid"),
                .init(name: "stranger", trustsServer: false),
                .init(name: "misnamed", host: "127.0.0.2"),
                .init(name: "also-good", security: .starttls),
            ])
            let file = try configuration.write(for: server, in: scratch)
            let outcome = try await PostroomProgram(directory: scratch.path).run("poll", "--config", file, "--json")
            #expect(outcome.status != 0)
            var reports: [String: [String: Any]] = [:]
            for report in try outcome.objects() {
                if let name = report["account"] as? String { reports[name] = report }
            }
            for name in ["good", "also-good"] {
                #expect(reports[name]?["retrieved"] as? Int == 10)
                try DeliveredMail(in: PostroomConfiguration.mail(of: name, in: scratch), layout: .directories).expect(exactly: messages)
            }
            let words = ["forgetful": "password", "lost": "nowhere.invalid", "stranger": "certificate"]
            for (name, word) in words {
                let sentence = try #require(reports[name]?["error"] as? String, "no error for \(name)")
                #expect(sentence.localizedCaseInsensitiveContains(word), "\(name): \(sentence)")
                #expect(!sentence.contains("\n") && sentence.count < 300, "\(name): \(sentence)")
                #expect(!sentence.contains("not-this") && !sentence.contains(DovecotServer.password))
                #expect(reports[name]?["retrieved"] as? Int == 0)
            }
            #expect(reports["misnamed"]?["error"] is String)
            #expect(server.remaining(for: "stranger") == 10)
        }
    }

    @Test("A wrong rule file: every mistake in one run, each with its place, and status 65")
    func wrongRules() async throws {
        try await ScratchDirectory.with { scratch in
            let rules = try scratch.write(
                """
                rule "one" {
                  when size > 3Q
                  fileinto "Large"
                }
                rule "two" {
                  when subjetc contains "x"
                  fileinto "X"
                }
                rule "three" {
                  when subject matches /(unclosed/
                  fileinto "Y"
                }
                rule "one" { discard }
                """,
                to: "wrong.rules"
            )
            let postroom = PostroomProgram(directory: scratch.path)
            let json = try await postroom.run("check", "--json", rules)
            #expect(json.status == 65)
            let errors = try json.objects().filter { $0["severity"] as? String == "error" }
            #expect(Set(errors.compactMap { $0["line"] as? Int }).isSuperset(of: [2, 6, 10, 13]), "\(json.output)")
            for finding in errors {
                #expect((finding["code"] as? String)?.isEmpty == false)
                #expect((finding["message"] as? String)?.isEmpty == false)
                #expect((finding["file"] as? String)?.hasSuffix("wrong.rules") == true)
            }
            let text = try await postroom.run("check", rules)
            #expect(text.status == 65)
            let shown = text.output + text.errors
            #expect(shown.contains("wrong.rules:2:15") && shown.contains("when size > 3Q") && shown.contains("^^"), "\(shown)")
        }
    }

    @Test("A poll with a wrong rule file ends with status 65 and retrieves nothing", .enabled(if: DovecotServer.isExpected))
    func pollWithWrongRules() async throws {
        try await DovecotServer.with { server, scratch in
            try server.deliver(MixedMessage.messages(3), to: "ann")
            var configuration = PostroomConfiguration(accounts: [.init(name: "ann", after: "delete")])
            configuration.rules = "rule \"x\" { when size > 3Q discard }\n"
            let file = try configuration.write(for: server, in: scratch)
            let outcome = try await PostroomProgram(directory: scratch.path).run("poll", "--config", file)
            #expect(outcome.status == 65, "\(outcome.errors)")
            #expect((outcome.errors + outcome.output).contains("mixed.rules:1"))
            #expect(server.remaining(for: "ann") == 3)
        }
    }

    @Test(
        "A wrong configuration: its place, what to write instead, and status 78",
        arguments: [
            ("[accounts.a]\nhots = \"pop.example.org\"\nuser = \"a\"\npassword = \"x\"\n", 2, "hots"),
            ("[accounts.a]\nhost = \"pop.example.org\"\nport = \"995\"\nuser = \"a\"\npassword = \"x\"\n", 3, "port"),
            ("[accounts.a]\nhost = \"pop.example.org\"\ntls = \"sometimes\"\nuser = \"a\"\npassword = \"x\"\n", 3, "tls"),
            ("[accounts.a\nhost = \"pop.example.org\"\n", 1, "accounts"),
        ]
    )
    func wrongConfiguration(text: String, line: Int, word: String) async throws {
        try await ScratchDirectory.with { scratch in
            let file = try scratch.write(text, to: "postroom.toml")
            let outcome = try await PostroomProgram(directory: scratch.path).run("poll", "--config", file)
            #expect(outcome.status == 78, "\(outcome.errors)")
            let shown = outcome.output + outcome.errors
            #expect(shown.contains("postroom.toml:\(line)") && shown.contains(word), "\(shown)")
        }
    }

    @Test("A configuration with a password that others can read is refused with status 78")
    func readableSecret() async throws {
        try await ScratchDirectory.with { scratch in
            let text = "[accounts.a]\nhost = \"pop.example.org\"\nuser = \"a\"\npassword = \"open-sesame\"\n"
            let file = try scratch.write(text, to: "postroom.toml", mode: 0o644)
            let outcome = try await PostroomProgram(directory: scratch.path).run("poll", "--config", file)
            #expect(outcome.status == 78, "\(outcome.errors)")
            #expect(!(outcome.output + outcome.errors).contains("open-sesame"))
        }
    }

    @Test("A configuration that is not there is named, with status 78")
    func missingConfiguration() async throws {
        try await ScratchDirectory.with { scratch in
            let outcome = try await PostroomProgram(directory: scratch.path).run("poll", "--config", "\(scratch.path)/none.toml")
            #expect(outcome.status == 78 || outcome.status == 66, "\(outcome.status) \(outcome.errors)")
            #expect(outcome.errors.contains("none.toml"))
        }
    }
}
