import Foundation
import Testing

/// What is left when the program is ended without warning.
@Suite("Killed while polling", .serialized, .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
struct KillTests {
    @Test("Ten times kill -9 at random: nothing lost, nothing twice", arguments: ["keep", "delete"])
    func killedAtRandom(after: String) async throws {
        try await DovecotServer.with { server, scratch in
            let configuration = PostroomConfiguration(accounts: [.init(name: "ann", after: after)])
            let file = try configuration.write(for: server, in: scratch)
            let postroom = PostroomProgram(directory: scratch.path)
            let account = PostroomConfiguration.mail(of: "ann", in: scratch)

            // One undisturbed poll says how long a poll of so many messages takes.
            let share = 120
            var messages = MixedMessage.messages(share, seed: 11)
            try server.deliver(messages, to: "ann")
            let clock = ContinuousClock()
            var whole = try await clock.measure {
                let outcome = try await postroom.run("poll", "--config", file)
                #expect(outcome.status == 0, "\(outcome.errors)")
            }

            var interrupted = 0
            for round in 1...10 {
                let more = MixedMessage.messages(share, from: round * share, seed: 11)
                try server.deliver(more, to: "ann")
                messages += more
                let poll = try postroom.start("poll", "--config", file)
                try await Task.sleep(for: whole * Double.random(in: 0.05...0.95))
                if poll.isRunning {
                    interrupted += 1
                } else {
                    // The machine has become faster since: the next one is ended earlier.
                    whole = whole * 0.5
                }
                poll.signal(SIGKILL)
                _ = try await poll.outcome()
                if after == "delete" {
                    let here = try DeliveredMail(in: account, layout: .directories).copies.count
                    let spooled = FileManager.default.enumerator(atPath: "\(scratch.path)/state")?.allObjects.count ?? 0
                    let there = server.remaining(for: "ann")
                    #expect(here + spooled + there >= messages.count, "round \(round): deleted what is not here")
                }
            }
            #expect(interrupted >= 5, "only \(interrupted) of ten polls were still running when they were killed")

            let last = try await postroom.run("poll", "--config", file)
            #expect(last.status == 0, "\(last.errors)")
            try DeliveredMail(in: account, layout: .directories).expect(exactly: messages)
            #expect(server.remaining(for: "ann") == (after == "delete" ? 0 : messages.count))
        }
    }

    @Test("Three accounts at once, killed at random, then polled to the end")
    func severalAccounts() async throws {
        try await DovecotServer.with { server, scratch in
            let configuration = PostroomConfiguration(accounts: [
                .init(name: "ann", layout: .maildirPlusPlus, after: "delete"),
                .init(name: "bo", security: .starttls, after: "delete"),
                .init(name: "cy", security: .none),
            ])
            let file = try configuration.write(for: server, in: scratch)
            let postroom = PostroomProgram(directory: scratch.path)
            var messages: [String: [MixedMessage]] = [:]
            for round in 0..<5 {
                for (index, account) in configuration.accounts.enumerated() {
                    let more = MixedMessage.messages(80, from: (round * 3 + index) * 80, seed: 12)
                    try server.deliver(more, to: account.name)
                    messages[account.name, default: []] += more
                }
                let poll = try postroom.start("poll", "--config", file)
                try await Task.sleep(for: .milliseconds(Int.random(in: 30...500)))
                poll.signal(SIGKILL)
                _ = try await poll.outcome()
            }
            let last = try await postroom.run("poll", "--config", file)
            #expect(last.status == 0, "\(last.errors)")
            for account in configuration.accounts {
                let mail = try DeliveredMail(in: PostroomConfiguration.mail(of: account.name, in: scratch), layout: account.layout)
                mail.expect(exactly: messages[account.name] ?? [])
                #expect(server.remaining(for: account.name) == (account.after == "delete" ? 0 : messages[account.name]?.count))
            }
        }
    }
}
