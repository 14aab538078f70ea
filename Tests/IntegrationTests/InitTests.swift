import Foundation
import Testing

/// `postroom init`, and that what it writes is right by the program's own judgement.
@Suite("Init")
struct InitTests {
    private let answers = ["--no-try", "--host", "pop.example.org", "--user", "ann", "--password-command", "pass show mail/home"]

    @Test("What init writes passes check, and its rules pass their tests")
    func writtenFilesAreRight() async throws {
        try await ScratchDirectory.with { scratch in
            let written = try await run(["init"] + answers, in: scratch)
            #expect(written.status == 0, "\(written.errors)")
            #expect(written.output.contains("postroom poll --dry-run"))
            #expect(written.output.contains("systemctl --user enable --now postroom"))
            let check = try await run(["check", "--strict"], in: scratch)
            #expect(check.status == 0, "\(check.errors)")
            let tests = try await run(["test", ".config/postroom/personal.rules"], in: scratch)
            #expect(tests.status == 0, "\(tests.output)\(tests.errors)")
        }
    }

    @Test("Files that are there are replaced with --force only")
    func filesAreKept() async throws {
        try await ScratchDirectory.with { scratch in
            let file = try scratch.write("mine\n", to: "here/postroom.toml")
            let refused = try await run(["init", "--directory", "here"] + answers, in: scratch)
            #expect(refused.status == 73)
            #expect(refused.errors.contains("--force"))
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine\n")
            let replaced = try await run(["init", "--directory", "here", "--force"] + answers, in: scratch)
            #expect(replaced.status == 0)
            #expect(try String(contentsOfFile: file, encoding: .utf8).contains("host = \"pop.example.org\""))
        }
    }

    @Test("Without a terminal a missing answer ends it with status 64, and nothing is written")
    func missingAnswers() async throws {
        try await ScratchDirectory.with { scratch in
            let outcome = try await run(["init", "--directory", "here", "--user", "ann"], in: scratch)
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("--host"))
            #expect(!FileManager.default.fileExists(atPath: scratch.path + "/here"))
        }
    }

    @Test("A server that is not there ends it with status 69, and nothing is written; --no-try writes all the same")
    func unreachableServer() async throws {
        try await ScratchDirectory.with { scratch in
            // The discard port, where nothing listens.
            let arguments = ["init", "--directory", "here", "--host", "127.0.0.1", "--port", "9", "--user", "ann", "--password-command", "echo secret-word"]
            let refused = try await run(arguments, in: scratch)
            #expect(refused.status == 69)
            #expect(refused.errors.contains("127.0.0.1:9: "), "\(refused.errors)")
            #expect(refused.errors.contains("--no-try"))
            #expect(!FileManager.default.fileExists(atPath: scratch.path + "/here"))
            let written = try await run(arguments + ["--no-try"], in: scratch)
            #expect(written.status == 0, "\(written.errors)")
            #expect(!(refused.output + refused.errors + written.output + written.errors).contains("secret-word"))
        }
    }

    @Test("A password file that is missing can't be tried with, and is named")
    func missingPasswordFile() async throws {
        try await ScratchDirectory.with { scratch in
            let arguments = ["init", "--directory", "here", "--host", "127.0.0.1", "--user", "ann", "--password-file", "there.password"]
            let refused = try await run(arguments, in: scratch)
            #expect(refused.status == 69)
            #expect(refused.errors.contains(scratch.path + "/there.password"), "\(refused.errors)")
            #expect(!FileManager.default.fileExists(atPath: scratch.path + "/here"))
            let written = try await run(arguments + ["--no-try"], in: scratch)
            #expect(written.status == 0, "\(written.errors)")
            #expect(written.output.contains("cat > "))
        }
    }

    // MARK: - With a server

    @Test("A sign-in that works is told, and what is written then polls", .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
    func signInWorks() async throws {
        try await DovecotServer.with { server, scratch in
            try server.deliver(MixedMessage.messages(3, seed: 4), to: "ann")
            let written = try await run(
                [
                    "init", "--host", "127.0.0.1", "--port", "\(server.tlsPort)", "--ca-file", server.certificate, "--user", "ann",
                    "--password-command", "echo \(DovecotServer.password)", "--address", "ann@example.org",
                ], in: scratch)
            #expect(written.status == 0, "\(written.errors)")
            #expect(written.output.contains("Signed in to 127.0.0.1 as ann: 3 messages"), "\(written.output)")
            let rehearsed = try await run(["poll", "--dry-run"], in: scratch)
            #expect(rehearsed.status == 0, "\(rehearsed.errors)")
            #expect(rehearsed.output.contains("3 messages"), "\(rehearsed.output)")
            #expect(server.remaining(for: "ann") == 3)
        }
    }

    @Test(
        "A refused password ends it with status 69; nothing is written, and the password is shown nowhere",
        .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
    func wrongPassword() async throws {
        try await DovecotServer.with { server, scratch in
            let outcome = try await run(
                [
                    "init", "--directory", "here", "--host", "127.0.0.1", "--tls", "none", "--port", "\(server.port)", "--user", "ann",
                    "--password-file", try scratch.write("wrong-horse\n", to: "word"),
                ], in: scratch)
            #expect(outcome.status == 69)
            #expect(outcome.errors.contains("the server refused user name or password"), "\(outcome.errors)")
            #expect(!(outcome.output + outcome.errors).contains("wrong-horse"))
            #expect(!FileManager.default.fileExists(atPath: scratch.path + "/here"))
        }
    }

    @Test("On a terminal only what is wrong is asked for again", .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
    func corrections() async throws {
        try await DovecotServer.with { server, scratch in
            let outcome = try await TerminalDialogue.run(
                ["init", "--directory", "here", "--port", "\(server.port)"],
                [
                    ("POP3 server: ", "pop3://127.0.0.1"), ("POP3 server: ", "127.0.0.1"), ("User name there: ", "ann"),
                    ("Your mail address", "ann"), ("Your mail address", "ann@example.org"), ("TLS: ", "ssl"), ("TLS: ", "none"),
                    ("The password: a command", "echo 'x"), ("The password: a command", ""), ("Where mail shall go", ""),
                    ("The server's copy", ""), ("to be kept in", "wrong-horse"), ("write anyway", "p"),
                    ("to be kept in", DovecotServer.password),
                ], in: scratch)
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(outcome.output.contains("the server refused user name or password"))
            #expect(outcome.output.contains("Signed in to 127.0.0.1 as ann"))
            #expect(!outcome.output.contains("horse"), "\(outcome.output)")
            let file = scratch.path + "/here/home.password"
            #expect(try String(contentsOfFile: file, encoding: .utf8) == DovecotServer.password + "\n")
            #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
            let rehearsed = try await run(["poll", "--dry-run", "--config", "here/postroom.toml"], in: scratch)
            #expect(rehearsed.status == 0, "\(rehearsed.errors)")
        }
    }

    @Test("On a terminal a failed sign-in can be left as it is, or given up")
    func writeAnyway() async throws {
        try await ScratchDirectory.with { scratch in
            let arguments = [
                "init", "--directory", "here", "--host", "127.0.0.1", "--port", "9", "--user", "ann", "--address", "ann@example.org", "--tls", "none",
                "--password-command", "echo x", "--maildir", "mail", "--after", "keep",
            ]
            let given = try await TerminalDialogue.run(arguments, [("write anyway", "quit")], in: scratch)
            #expect(given.status == 69)
            #expect(!FileManager.default.fileExists(atPath: scratch.path + "/here"))
            let written = try await TerminalDialogue.run(
                arguments,
                [
                    ("write anyway", "server"), ("POP3 server [127.0.0.1]", "localhost"), ("TLS", ""), ("Port [9]", "10"), ("write anyway", "w"),
                ], in: scratch)
            #expect(written.status == 0, "\(written.output)")
            let text = try String(contentsOfFile: scratch.path + "/here/postroom.toml", encoding: .utf8)
            #expect(text.contains("host = \"localhost\""))
            #expect(text.contains("port = 10\n"))
        }
    }

    private func run(_ arguments: [String], in scratch: ScratchDirectory) async throws -> Outcome {
        try #require(FileManager.default.isExecutableFile(atPath: PostroomProgram.path), "no program at \(PostroomProgram.path)")
        return try await Subprocess.run(PostroomProgram.path, arguments, directory: scratch.path)
    }
}
