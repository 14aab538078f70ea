import Foundation
import Testing

/// `postroom run` against real servers.
@Suite("The daemon", .serialized, .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
struct DaemonTests {
    private func mail(_ account: String, in scratch: ScratchDirectory) throws -> DeliveredMail {
        try DeliveredMail(in: PostroomConfiguration.mail(of: account, in: scratch), layout: .directories)
    }

    private func status(_ file: String, in scratch: ScratchDirectory) async throws -> (status: Int32, object: [String: Any]) {
        let outcome = try await PostroomProgram(directory: scratch.path).run("status", "--config", file, "--json")
        return (outcome.status, try #require(try outcome.objects().first, "\(outcome.errors)"))
    }

    @Test("It polls on time, at once when asked by SIGUSR1 or the poll command, and keeps no descriptor")
    func pollsOnTime() async throws {
        try await DovecotServer.with { server, scratch in
            let file = try PostroomConfiguration(accounts: [
                .init(name: "ann", further: "poll = \"5s\""), .init(name: "bo", further: "poll = \"1h\""),
            ]).write(for: server, in: scratch)
            let messages = MixedMessage.messages(60, seed: 71)
            try server.deliver(Array(messages[..<10]), to: "ann")
            try await RunningPostroom.with(file, in: scratch) { daemon in
                try await RunningPostroom.expectSoon { try mail("ann", in: scratch).copies.count == 10 }
                let descriptors = daemon.descriptors

                // On its own schedule: what comes behind a poll is here after the next, twice in a row.
                for round in 1...2 {
                    try server.deliver(Array(messages[(round * 10)..<(round * 10 + 10)]), to: "ann")
                    let began = ContinuousClock.now
                    try await RunningPostroom.expectSoon { try mail("ann", in: scratch).copies.count == 10 + round * 10 }
                    #expect(ContinuousClock.now - began < .seconds(25), "\(ContinuousClock.now - began)")
                }

                // bo is polled once an hour, but for those who ask.
                try server.deliver(Array(messages[30..<40]), to: "bo")
                daemon.process.signal(SIGUSR1)
                try await RunningPostroom.expectSoon { try mail("bo", in: scratch).copies.count == 10 }
                try server.deliver(Array(messages[40..<50]), to: "bo")
                let poll = try await PostroomProgram(directory: scratch.path).run("poll", "bo", "--config", file, "--json")
                #expect(poll.status == 0, "\(poll.errors)")
                #expect(try poll.objects().first?["retrieved"] as? Int == 10, "\(poll.output)")

                let (code, object) = try await status(file, in: scratch)
                #expect(code == 0 && object["pid"] as? Int == Int(daemon.process.identifier), "\(object)")
                let accounts = try #require(object["accounts"] as? [[String: Any]])
                #expect(accounts.compactMap { $0["name"] as? String }.sorted() == ["ann", "bo"])
                #expect(accounts.allSatisfy { $0["last-success"] is String && $0["failures"] as? Int == 0 }, "\(accounts)")

                for _ in 0..<20 {
                    daemon.process.signal(SIGUSR1)
                    try await Task.sleep(for: .milliseconds(50))
                }
                try await RunningPostroom.expectSoon { daemon.descriptors <= descriptors + 2 }
                try mail("ann", in: scratch).expect(exactly: Array(messages[..<30]))
                try mail("bo", in: scratch).expect(exactly: Array(messages[30..<50]))
            }
        }
    }

    @Test("An account that fails does so alone, is told with its sentence, and is polled again when it can be")
    func failsAlone() async throws {
        try await DovecotServer.with { server, scratch in
            var configuration = PostroomConfiguration(accounts: [
                .init(name: "ann", further: "poll = \"5s\""), .init(name: "bo", password: "not-this", further: "poll = \"5s\""),
            ])
            let file = try configuration.write(for: server, in: scratch)
            let messages = MixedMessage.messages(20, seed: 72)
            try server.deliver(messages, to: "ann")
            try server.deliver(messages, to: "bo")
            try await RunningPostroom.with(file, in: scratch) { daemon in
                try await RunningPostroom.expectSoon { try mail("ann", in: scratch).copies.count == 20 }
                var shown: [String: Any] = [:]
                try await RunningPostroom.expectSoon {
                    let (code, object) = try await status(file, in: scratch)
                    shown = (object["accounts"] as? [[String: Any]])?.first { $0["name"] as? String == "bo" } ?? [:]
                    return code == 1 && (shown["failures"] as? Int ?? 0) > 0
                }
                let sentence = try #require(shown["last-error"] as? String)
                #expect(sentence.localizedCaseInsensitiveContains("password") && !sentence.contains("not-this"), "\(sentence)")

                configuration.accounts[1].password = DovecotServer.password
                _ = try configuration.write(for: server, in: scratch)
                let reload = try await PostroomProgram(directory: scratch.path).run("reload", "--config", file)
                #expect(reload.status == 0, "\(reload.errors)")
                daemon.process.signal(SIGUSR1)
                try await RunningPostroom.expectSoon { try mail("bo", in: scratch).copies.count == 20 }
                try await RunningPostroom.expectSoon { try await status(file, in: scratch).status == 0 }
            }
            try mail("ann", in: scratch).expect(exactly: messages)
            try mail("bo", in: scratch).expect(exactly: messages)
        }
    }

    @Test("SIGTERM in the middle of a batch: it ends with 0 within seconds, and the next start goes on, nothing lost or twice")
    func stopsMidway() async throws {
        try await DovecotServer.with { server, scratch in
            let account = PostroomConfiguration.Account(name: "ann", after: "delete", further: "poll = \"1h\"")
            let file = try PostroomConfiguration(accounts: [account], rules: "otherwise { keep }\n").write(for: server, in: scratch)
            // Many small ones: they come faster than a test can look. Where a stop comes too late to tell, there are more.
            let text = String(repeating: "all work and no play\n", count: 20)
            var messages: [(serial: Int, octets: [UInt8])] = []
            var stops: [Int] = []
            let folder = PostroomConfiguration.mail(of: "ann", in: scratch)
            func files(_ path: String) -> Int { (try? FileManager.default.contentsOfDirectory(atPath: path).count) ?? 0 }
            func arrived() -> Int { files(folder + "/new") + files(folder + "/cur") }
            while stops.count < 6, !stops.contains(where: { $0 > 0 }) {
                let more = (messages.count..<messages.count + 4000).map {
                    (serial: $0, octets: Array("X-Serial: \($0)\nSubject: one of many\n\n\(text)".utf8))
                }
                try server.deliver(more, to: "ann")
                let before = arrived()
                messages += more
                try await RunningPostroom.with(file, in: scratch) { daemon in
                    // Octets arrive in the spool first.
                    for _ in 0..<3_000 where files("\(scratch.path)/state/spool") < 20 && arrived() == before {
                        try await Task.sleep(for: .milliseconds(1))
                    }
                    try await daemon.stop()
                }
                // How many it left for the next start.
                stops.append(messages.count - arrived())
            }
            #expect(stops.contains { (1...4000).contains($0) }, "every stop came too late or too early to tell: \(stops)")
            try await RunningPostroom.with(file, in: scratch) { _ in
                try await RunningPostroom.expectSoon(within: .seconds(180)) { server.remaining(for: "ann") == 0 }
            }
            let here = try mail("ann", in: scratch).copies
            #expect(here.count == messages.count && here.values.allSatisfy { $0.count == 1 })
            #expect(messages.allSatisfy { here[$0.serial]?.first?.octets == $0.octets })
        }
    }

    @Test("SIGHUP takes new rules; wrong ones are told loudly and the old ones stay")
    func reloads() async throws {
        try await DovecotServer.with { server, scratch in
            var configuration = PostroomConfiguration(accounts: [.init(name: "ann", further: "poll = \"1h\"")])
            let postroom = PostroomProgram(directory: scratch.path)
            func rules(_ text: String) throws -> String {
                configuration.rules = text
                return try configuration.write(for: server, in: scratch)
            }
            let messages = MixedMessage.messages(3, seed: 74)
            let file = try rules("rule \"all\" { fileinto \"First\" }\n")
            try await RunningPostroom.with(file, in: scratch, level: "notice") { daemon in
                func arrives(_ index: Int, in folder: String) async throws -> Bool {
                    try server.deliver([messages[index]], to: "ann")
                    daemon.process.signal(SIGUSR1)
                    return try await RunningPostroom.waits { try mail("ann", in: scratch).copies[index]?.map(\.folder) == [folder] }
                }
                #expect(try await arrives(0, in: "First"))

                _ = try rules("rule \"all\" { fileinto \"Second\" }\nrule \"x\" { when size > 3Q discard }\n")
                let heard = daemon.manager.all.count
                daemon.process.signal(SIGHUP)
                let reloading = try #require(try await daemon.manager.first("RELOADING=1", from: heard))
                _ = try #require(try await daemon.manager.first("READY=1", from: reloading))
                #expect(try await arrives(1, in: "First"))
                let (code, object) = try await status(file, in: scratch)
                #expect(code == 1 && object["reload-error"] is String, "\(object)")
                let reload = try await postroom.run("reload", "--config", file)
                #expect(reload.status == 65 && (reload.output + reload.errors).contains("mixed.rules:2"), "\(reload.errors)")

                // With a mistake in the configuration itself the daemon is still found.
                let right = try String(contentsOfFile: file, encoding: .utf8)
                try (right + "\n[accounts.broken]\nhots = \"h\"\n").write(toFile: file, atomically: false, encoding: .utf8)
                let refused = try await postroom.run("reload", "--config", file)
                #expect(refused.status == 78 && refused.errors.contains("hots"), "\(refused.errors)")
                let (broken, seen) = try await status(file, in: scratch)
                #expect(broken == 78 && seen["pid"] is Int, "\(seen)")

                _ = try rules("rule \"all\" { fileinto \"Third\" }\n")
                let before = daemon.manager.all.count
                daemon.process.signal(SIGHUP)
                let second = try #require(try await daemon.manager.first("RELOADING=1", from: before))
                _ = try #require(try await daemon.manager.first("READY=1", from: second))
                #expect(try await arrives(2, in: "Third"))
                #expect(try await status(file, in: scratch).status == 0)

                let outcome = try await daemon.stop()
                let complaint = try #require(
                    (outcome.errors + outcome.output).split(separator: "\n").first { $0.contains("mixed.rules:2") }, "\(outcome.errors)")
                #expect(try JSONSerialization.jsonObject(with: Data(complaint.utf8)) is [String: Any])
            }
        }
    }

    @Test("Killed without warning, it starts again, and what it had begun is finished")
    func killed() async throws {
        try await DovecotServer.with { server, scratch in
            let file = try PostroomConfiguration(accounts: [.init(name: "ann", after: "delete", further: "poll = \"5s\"")])
                .write(for: server, in: scratch)
            let messages = MixedMessage.messages(400, seed: 75)
            try server.deliver(messages, to: "ann")
            for _ in 0..<3 {
                let daemon = try PostroomProgram(directory: scratch.path).start("run", "--config", file)
                try await Task.sleep(for: .milliseconds(Int.random(in: 100...700)))
                daemon.signal(SIGKILL)
                _ = try await daemon.outcome()
            }
            try await RunningPostroom.with(file, in: scratch) { _ in
                try await RunningPostroom.expectSoon(within: .seconds(180)) { server.remaining(for: "ann") == 0 }
            }
            try mail("ann", in: scratch).expect(exactly: messages)
        }
    }
}
