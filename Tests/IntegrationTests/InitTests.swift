import Foundation
import Testing

/// `postroom init`, and that what it writes is right by the program's own judgement.
@Suite("Init")
struct InitTests {
    private let answers = ["--host", "pop.example.org", "--user", "ann", "--password-command", "pass show mail/home"]

    @Test("What init writes passes check, and its rules pass their tests")
    func writtenFilesAreRight() async throws {
        try await ScratchDirectory.with { scratch in
            let written = try await run(["init"] + answers, in: scratch)
            #expect(written.status == 0, "\(written.errors)")
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

    private func run(_ arguments: [String], in scratch: ScratchDirectory) async throws -> Outcome {
        try #require(FileManager.default.isExecutableFile(atPath: PostroomProgram.path), "no program at \(PostroomProgram.path)")
        return try await Subprocess.run(PostroomProgram.path, arguments, directory: scratch.path)
    }
}
