import Foundation
import Testing

/// `contrib/install`, staged.
@Suite("Installing")
struct InstallTests {
    @Test("What is installed is there for everybody, whatever the umask, and the units start it from its place")
    func everythingIsThere() async throws {
        try await ScratchDirectory.with { scratch in
            let stage = scratch.path + "/stage"
            let outcome = try await install(["--prefix", "/opt/post", "--destdir", stage], in: scratch, umask: "077")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let files = try tree(stage)
            for (path, mode) in files where path != "" { #expect(mode & 0o444 == 0o444, "\(path) has mode \(String(mode, radix: 8))") }
            #expect(files["/opt/post/bin/postroom"] == 0o755)
            for path in [
                "man/man1/postroom.1", "man/man1/postroom-poll.1", "bash-completion/completions/postroom", "zsh/site-functions/_postroom",
                "fish/vendor_completions.d/postroom.fish", "postroom/Rules/personal.rules", "postroom/Rules/lists/blocked.txt",
                "doc/postroom/LICENSE", "doc/postroom/docs/getting-started.md",
            ] {
                #expect(files["/opt/post/share/\(path)"] == 0o644, "\(path)")
            }
            for kind in ["system", "user"] {
                let unit = try String(contentsOfFile: "\(stage)/opt/post/lib/systemd/\(kind)/postroom.service", encoding: .utf8)
                #expect(unit.contains("\nExecStart=/opt/post/bin/postroom run"))
                #expect(!unit.contains("ExecStart=@"))
            }
        }
    }

    @Test("The program finds its rules from where it is installed")
    func demonstration() async throws {
        try await ScratchDirectory.with { scratch in
            let stage = scratch.path + "/stage"
            let outcome = try await install(["--destdir", stage], in: scratch, program: PostroomProgram.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let demo = try await Subprocess.run("\(stage)/usr/local/bin/postroom", ["demo", "--directory", "demo"], directory: scratch.path)
            #expect(demo.status == 0, "\(demo.errors)")
            #expect(demo.output.contains("mailing lists"))
        }
    }

    @Test("Uninstalling removes what was installed, and nothing else")
    func uninstalling() async throws {
        try await ScratchDirectory.with { scratch in
            let stage = scratch.path + "/stage"
            try scratch.write("theirs\n", to: "stage/usr/local/bin/other")
            let before = try tree(stage)
            for _ in 1...2 { #expect(try await install(["--destdir", stage], in: scratch).status == 0) }
            let mine = try scratch.write("mine\n", to: "stage/usr/local/share/postroom/Rules/mine.rules")
            let outcome = try await install(["--destdir", stage, "--uninstall"], in: scratch)
            #expect(outcome.status == 0, "\(outcome.errors)")
            try FileManager.default.removeItem(atPath: mine)
            var after = try tree(stage)
            for directory in ["", "/postroom", "/postroom/Rules"] {
                #expect(after.removeValue(forKey: "/usr/local/share\(directory)") != nil, "it held a file of the person's own")
            }
            #expect(after == before)
            let again = try await install(["--destdir", stage, "--uninstall"], in: scratch)
            #expect(again.status == 1)
            #expect(again.errors.contains("nothing was installed"))
        }
    }

    @Test("What only an earlier version had is removed by the next installation")
    func upgrade() async throws {
        try await ScratchDirectory.with { scratch in
            let stage = scratch.path + "/stage"
            #expect(try await install(["--destdir", stage], in: scratch).status == 0)
            let old = try scratch.write("gone\n", to: "stage/usr/local/share/man/man1/postroom-old.1")
            let list = try String(contentsOfFile: "\(stage)/usr/local/share/postroom/installed", encoding: .utf8)
            try scratch.write(list + "f /usr/local/share/man/man1/postroom-old.1\n", to: "stage/usr/local/share/postroom/installed")
            #expect(try await install(["--destdir", stage], in: scratch).status == 0)
            #expect(!FileManager.default.fileExists(atPath: old))
            #expect(try String(contentsOfFile: "\(stage)/usr/local/share/postroom/installed", encoding: .utf8) == list)
        }
    }

    @Test("A person's own installation has a unit where the person's systemd looks, and none of the system's")
    func forOnePerson() async throws {
        try await ScratchDirectory.with { scratch in
            let outcome = try await install(["--user"], in: scratch)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let unit = try String(contentsOfFile: scratch.path + "/.local/share/systemd/user/postroom.service", encoding: .utf8)
            #expect(unit.contains("\nExecStart=\(scratch.path)/.local/bin/postroom run"))
            #expect(!FileManager.default.fileExists(atPath: scratch.path + "/.local/lib"))
            #expect(outcome.output.contains("systemctl --user enable --now postroom"))
        }
    }

    @Test("A prefix that units would misread is refused before anything is written", arguments: ["/opt/my mail", "/opt/%h", "opt"])
    func impossiblePrefix(_ prefix: String) async throws {
        try await ScratchDirectory.with { scratch in
            let stage = scratch.path + "/stage"
            let outcome = try await install(["--prefix", prefix, "--destdir", stage], in: scratch)
            #expect(outcome.status == 64)
            #expect(!FileManager.default.fileExists(atPath: stage))
        }
    }

    /// Runs it with a small stand-in for the program, unless another is named.
    private func install(
        _ arguments: [String], in scratch: ScratchDirectory, program: String? = nil, umask: String = "022"
    ) async throws -> Outcome {
        let program = try program ?? scratch.write("#!/bin/sh\n", to: "stand-in", mode: 0o700)
        let command = "umask \(umask) && exec \(Checkout.path)/contrib/install \"$@\""
        return try await Subprocess.run("/bin/sh", ["-c", command, "sh", "--program", program] + arguments, directory: scratch.path)
    }

    /// Every path below a directory with its mode.
    private func tree(_ directory: String) throws -> [String: Int] {
        var found: [String: Int] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
            found["/" + path] = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(path)")[.posixPermissions] as? Int
        }
        return found
    }
}
