import Foundation
import Testing

/// What a service manager hears.
@Suite("The daemon and its service manager", .serialized, .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
struct DaemonNotifyTests {
    @Test("Ready, reloading with its time, ready again, alive all the while, stopping: in this order")
    func sequence() async throws {
        try await DovecotServer.with { server, scratch in
            let file = try PostroomConfiguration(accounts: [.init(name: "ann", further: "poll = \"1h\"")]).write(for: server, in: scratch)
            let environment = ["WATCHDOG_USEC": "3000000"]
            try await RunningPostroom.with(file, in: scratch, environment: environment) { daemon in
                let manager = daemon.manager
                let ready = try #require(try await manager.first("READY=1"))
                #expect(!manager.all[..<ready].contains { $0.text.contains("STOPPING") || $0.text.contains("RELOADING") })
                try await RunningPostroom.expectSoon {
                    manager.all.contains { $0.lines.contains { $0.hasPrefix("STATUS=") && $0.count > 12 } }
                }

                // systemd gives up on a service that is silent for the whole interval.
                try await RunningPostroom.expectSoon { manager.all.count { $0.lines.contains("WATCHDOG=1") } >= 5 }
                let beats = manager.all.filter { $0.lines.contains("WATCHDOG=1") }.map(\.microseconds)
                let pauses = zip(beats, beats.dropFirst()).map { $1 - $0 }
                #expect(pauses.allSatisfy { $0 < 3_000_000 }, "\(pauses)")

                let before = NotifySocket.now
                var heard = manager.all.count
                daemon.process.signal(SIGHUP)
                let reloading = try #require(try await manager.first("RELOADING=1", from: heard))
                let note = manager.all[reloading]
                let time = try #require(note.lines.first { $0.hasPrefix("MONOTONIC_USEC=") }.flatMap { Int64($0.dropFirst(15)) })
                #expect(before <= time && time <= note.microseconds)
                let again = try #require(try await manager.first("READY=1", from: reloading))
                #expect(reloading < again)

                heard = manager.all.count
                try await daemon.stop()
                let stopping = try #require(try await manager.first("STOPPING=1", from: heard))
                #expect(!manager.all[stopping...].contains { $0.text.contains("READY=1") || $0.text.contains("RELOADING=1") })
            }
        }
    }

    @Test("A service that cannot begin never says that it is ready")
    func neverReady() async throws {
        try await DovecotServer.with { server, scratch in
            var configuration = PostroomConfiguration(accounts: [.init(name: "ann")])
            let file = try configuration.write(for: server, in: scratch)
            try await RunningPostroom.with(file, in: scratch) { _ in
                // The state directory has an owner already.
                let manager = try NotifySocket(path: "\(scratch.path)/second")
                defer { manager.close() }
                let second = try PostroomProgram(directory: scratch.path)
                    .start("run", "--config", file, environment: ["NOTIFY_SOCKET": manager.path])
                let outcome = try await second.outcome(within: .seconds(30))
                #expect(outcome.status == 75, "\(outcome.errors)")
                #expect(!manager.all.contains { $0.text.contains("READY=1") })
            }
            configuration.rules = "rule \"x\" { when size > 3Q discard }\n"
            _ = try configuration.write(for: server, in: scratch)
            let manager = try NotifySocket(path: "\(scratch.path)/third")
            defer { manager.close() }
            let third = try PostroomProgram(directory: scratch.path)
                .start("run", "--config", file, environment: ["NOTIFY_SOCKET": manager.path])
            let outcome = try await third.outcome(within: .seconds(30))
            #expect(outcome.status == 65 && (outcome.errors + outcome.output).contains("mixed.rules:1"), "\(outcome.errors)")
            #expect(!manager.all.contains { $0.text.contains("READY=1") })
        }
    }
}
