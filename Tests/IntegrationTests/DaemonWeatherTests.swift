import Foundation
import Testing

/// A daemon whose server and whose disks come and go.
@Suite("The daemon in bad weather", .serialized, .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
struct DaemonWeatherTests {
    private func account(_ file: String, in scratch: ScratchDirectory) async throws -> [String: Any] {
        let outcome = try await PostroomProgram(directory: scratch.path).run("status", "--config", file, "--json")
        let status = try #require(try outcome.objects().first, "\(outcome.errors)")
        return try #require((status["accounts"] as? [[String: Any]])?.first)
    }

    /// Waits until the account fails with a sentence that has that word in it.
    private func expectFailure(
        _ word: String, _ file: String, in scratch: ScratchDirectory, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        var shown: [String: Any] = [:]
        let hasFailed = try await RunningPostroom.waits {
            shown = try await account(file, in: scratch)
            return (shown["failures"] as? Int ?? 0) > 0 && (shown["last-error"] as? String)?.localizedCaseInsensitiveContains(word) == true
        }
        #expect(hasFailed, "\(shown)", sourceLocation: sourceLocation)
    }

    @Test("The mail server goes and comes back: the daemon tells, waits, and goes on by itself")
    func serverGone() async throws {
        try await DovecotServer.with { server, scratch in
            let file = try PostroomConfiguration(accounts: [.init(name: "ann", further: "poll = \"5s\"")]).write(for: server, in: scratch)
            let messages = MixedMessage.messages(40, seed: 91)
            try server.deliver(Array(messages[..<20]), to: "ann")
            try await RunningPostroom.with(file, in: scratch) { daemon in
                func mail() throws -> DeliveredMail {
                    try DeliveredMail(in: PostroomConfiguration.mail(of: "ann", in: scratch), layout: .directories)
                }
                try await RunningPostroom.expectSoon { try mail().copies.count == 20 }
                await server.stop()
                try server.deliver(Array(messages[20...]), to: "ann")
                daemon.process.signal(SIGUSR1)
                try await expectFailure("127.0.0.1", file, in: scratch)
                try await server.start()
                try await RunningPostroom.expectSoon(within: .seconds(45)) { try mail().copies.count == 40 }
                try await RunningPostroom.expectSoon { try await account(file, in: scratch)["failures"] as? Int == 0 }
                try mail().expect(exactly: messages)
            }
        }
    }

    @Test(
        "A disk fills up: nothing is deleted that is not here, it is told, and with room again everything arrives",
        .enabled(if: getuid() == 0, "only root can make a small disk"), arguments: ["state", "mail-ann"]
    )
    func diskFull(directory: String) async throws {
        try await DovecotServer.with { server, scratch in
            let path = "\(scratch.path)/\(directory)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let options = ["-t", "tmpfs", "-o", "size=48m,mode=700", "none", path]
            let mount = try await Subprocess.run("/bin/mount", options, directory: scratch.path)
            try #require(mount.status == 0, "\(mount.errors)")
            do {
                try await fill(path, server, scratch)
            } catch {
                _ = try await Subprocess.run("/bin/umount", ["-l", path], directory: scratch.path)
                throw error
            }
            _ = try await Subprocess.run("/bin/umount", ["-l", path], directory: scratch.path)
        }
    }

    private func fill(_ path: String, _ server: DovecotServer, _ scratch: ScratchDirectory) async throws {
        let isState = path.hasSuffix("state")
        var configuration = PostroomConfiguration(accounts: [.init(name: "ann", after: "delete", further: "poll = \"5s\"")])
        configuration.state = "min-free = \"8MB\""
        let file = try configuration.write(for: server, in: scratch)
        let messages = MixedMessage.messages(60, seed: 92)
        func mail() throws -> DeliveredMail {
            try DeliveredMail(in: PostroomConfiguration.mail(of: "ann", in: scratch), layout: .directories)
        }
        try server.deliver(Array(messages[..<20]), to: "ann")
        try await RunningPostroom.with(file, in: scratch) { daemon in
            try await RunningPostroom.expectSoon { try mail().copies.count == 20 }

            let ballast = "\(path)/ballast"
            let count = isState ? 680 : 2000
            _ = try await Subprocess.run("/bin/dd", ["if=/dev/zero", "of=\(ballast)", "bs=64k", "count=\(count)"], directory: scratch.path)
            try server.deliver(Array(messages[20...]), to: "ann")
            daemon.process.signal(SIGUSR1)
            try await expectFailure(isState ? "min-free" : "No space", file, in: scratch)
            if isState { #expect(server.remaining(for: "ann") == 40) }
            let here = try mail().copies.count
            let spooled = (FileManager.default.enumerator(atPath: "\(scratch.path)/state")?.allObjects.count) ?? 0
            #expect(here + spooled + server.remaining(for: "ann") >= 60)

            try FileManager.default.removeItem(atPath: ballast)
            daemon.process.signal(SIGUSR1)
            try await RunningPostroom.expectSoon(within: .seconds(45)) { try mail().copies.count == 60 }
            try await RunningPostroom.expectSoon { server.remaining(for: "ann") == 0 }
            try await RunningPostroom.expectSoon { try await account(file, in: scratch)["failures"] as? Int == 0 }
        }
        try mail().expect(exactly: messages)
    }
}
