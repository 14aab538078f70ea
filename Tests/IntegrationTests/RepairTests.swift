import Foundation
import Testing

/// The daemon's ledger, copied beneath it, damaged after it was killed, and rebuilt: every message counted at the end.
@Suite("Damaged and repaired", .serialized, .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
struct RepairTests {
    @Test("A ledger that loses pages beneath a killed daemon: nothing lost, nothing twice", arguments: ["keep", "delete"])
    func damagedAfterAKill(after: String) async throws {
        try await withMail(after: after) { world in
            let before = try world.copies()
            try world.deliver(150)
            try await RunningPostroom.with(world.file, in: world.scratch) { daemon in
                try await RunningPostroom.expectSoon { try world.copies() > before }
                daemon.process.signal(SIGKILL)
                _ = try await daemon.process.outcome()
            }
            // A sound ledger with a log is no damage; then its middle is overwritten, log and all that follows it kept.
            let handle = try #require(FileHandle(forUpdatingAtPath: world.database))
            let octets = try handle.seekToEnd()
            for page in stride(from: UInt64(1), to: octets / 4096, by: 5) {
                try handle.seek(toOffset: page * 4096)
                handle.write(Data(repeating: 0x5A, count: 4096))
            }
            try handle.close()
            try await world.expectRefusal()
            let repaired = try await world.postroom.run("repair", "--config", world.file, "--json")
            #expect([0, 1].contains(repaired.status), "\(repaired.errors)")
            try world.deliver(10)
            try await world.expectAll(after: after)
        }
    }

    @Test("A backup made beneath a busy daemon makes up for a lost state directory")
    func restored() async throws {
        try await withMail(after: "keep") { world in
            let backup = "\(world.scratch.path)/backup"
            let before = try world.copies()
            try world.deliver(200)
            try await RunningPostroom.with(world.file, in: world.scratch) { _ in
                try await RunningPostroom.expectSoon { try world.copies() > before }
                let made = try await world.postroom.run("backup", "--config", world.file, "--json", backup)
                #expect(made.status == 0, "\(made.errors)")
                let again = try await world.postroom.run("backup", "--config", world.file, backup)
                #expect(again.status == 74)
                let beneath = try await world.postroom.run("repair", "--config", world.file)
                #expect(beneath.status == 75, "\(beneath.errors)")
                try world.deliver(30)
                let poll = try await world.postroom.run("poll", "--config", world.file)
                #expect(poll.status == 0, "\(poll.errors)")
                #expect(try world.copies() == world.delivered.count)
            }
            try FileManager.default.removeItem(atPath: "\(world.scratch.path)/state")
            let repaired = try await world.postroom.run("repair", "--config", world.file, "--from", backup)
            #expect([0, 1].contains(repaired.status), "\(repaired.errors)")
            #expect(repaired.output.contains("from the backup"))
            try world.deliver(10)
            try await world.expectAll(after: "keep")
            let sound = try await world.postroom.run("repair", "--config", world.file)
            #expect(sound.status == 0 && sound.output.contains("the ledger is sound"), "\(sound.output)")
        }
    }

    private func withMail(after: String, _ body: (World) async throws -> Void) async throws {
        try await DovecotServer.with { server, scratch in
            let configuration = PostroomConfiguration(accounts: [.init(name: "ann", after: after)])
            let file = try configuration.write(for: server, in: scratch)
            let world = World(server: server, scratch: scratch, file: file)
            try world.deliver(120)
            let first = try await world.postroom.run("poll", "--config", file)
            #expect(first.status == 0, "\(first.errors)")
            try await body(world)
        }
    }

    private final class World {
        let server: DovecotServer
        let scratch: ScratchDirectory
        let file: String
        private(set) var delivered: [MixedMessage] = []

        init(server: DovecotServer, scratch: ScratchDirectory, file: String) {
            (self.server, self.scratch, self.file) = (server, scratch, file)
        }

        var postroom: PostroomProgram { PostroomProgram(directory: scratch.path) }
        var database: String { "\(scratch.path)/state/postroom.sqlite" }

        func deliver(_ count: Int) throws {
            let more = MixedMessage.messages(count, from: delivered.count, seed: 17)
            try server.deliver(more, to: "ann")
            delivered += more
        }

        func copies() throws -> Int {
            try DeliveredMail(in: PostroomConfiguration.mail(of: "ann", in: scratch), layout: .directories).copies.count
        }

        /// Nothing is fetched and nothing deleted, neither by a poll nor by the daemon.
        func expectRefusal() async throws {
            let remaining = server.remaining(for: "ann")
            for command in ["poll", "run"] {
                let refused = try await postroom.run(command, "--config", file)
                #expect(refused.status == 72, "\(command): \(refused.status) \(refused.errors)")
                #expect(refused.errors.contains("postroom repair"))
            }
            #expect(server.remaining(for: "ann") == remaining)
        }

        func expectAll(after: String) async throws {
            for _ in 0..<2 {
                let poll = try await postroom.run("poll", "--config", file)
                #expect(poll.status == 0, "\(poll.errors)")
            }
            try DeliveredMail(in: PostroomConfiguration.mail(of: "ann", in: scratch), layout: .directories).expect(exactly: delivered)
            #expect(server.remaining(for: "ann") == (after == "delete" ? 0 : delivered.count))
        }
    }
}
