import Foundation
import Testing

/// Forwards of a daemon, which sends them as they come.
@Suite("The daemon's forwards", .serialized, .enabled(if: ForwardRoute.isExpected, ForwardRoute.excuse))
struct DaemonForwardTests {
    @Test("Forwards leave as mail comes; with the server gone and back they are tried again when asked, and none is lost or twice")
    func serverGone() async throws {
        try await ForwardRoute.with(mechanisms: "plain") { route in
            let messages = MixedMessage.messages(60, seed: 81)
            let file = try route.write(.init(security: .starttls, user: "relay-user"), further: "poll = \"5s\"")
            try route.dovecot.deliver(Array(messages[..<20]), to: "ann")
            try await RunningPostroom.with(file, in: route.scratch) { daemon in
                try await RunningPostroom.expectSoon { try route.postfix.mail().count == 20 }
                await route.postfix.stop()
                try route.dovecot.deliver(Array(messages[20..<40]), to: "ann")
                daemon.process.signal(SIGUSR1)
                try await RunningPostroom.expectSoon { try await route.queue(file).count { $0["state"] as? String == "deferred" } == 20 }
                let status = try await route.program.run("status", "--config", file, "--json")
                let queue = try #require(try status.objects().first?["queue"] as? [String: Any])
                #expect(queue["count"] as? Int == 20 && queue["oldest"] is String && queue["next-try"] is String, "\(queue)")

                try await route.postfix.start()
                let retry = try await route.program.run("queue", "retry", "--all", "--config", file)
                #expect(retry.status == 0, "\(retry.errors)")
                try await RunningPostroom.expectSoon { try route.postfix.mail().count == 40 }
                try route.dovecot.deliver(Array(messages[40...]), to: "ann")
                daemon.process.signal(SIGUSR1)
                try await RunningPostroom.expectSoon { try route.postfix.mail().count == 60 }
                try await RunningPostroom.expectSoon { try await route.queue(file).isEmpty }

                // One number ties the log, the ledger and explain.
                let outcome = try await daemon.stop()
                let lines = (outcome.errors + outcome.output).split(separator: "\n").compactMap {
                    try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
                }
                let sent = lines.filter { ($0["message"] as? String ?? $0["msg"] as? String) == "forwarded" }
                #expect(sent.count == 60, "\(lines.prefix(3))")
                let decision = try #require(sent.first?["decision"], "\(sent.first ?? [:])")
                let explained = try await route.program.run("explain", "--id", "\(decision)", "--config", file)
                #expect(explained.status == 0, "\(explained.errors)")
                #expect(explained.output.contains(ForwardRoute.recipient), "\(explained.output)")
            }
            try await route.expectArrivedOnce(messages)
        }
    }

    @Test("SIGTERM in the middle of forwards: within seconds, and the next start sends the rest, none twice")
    func stopsMidway() async throws {
        try await ForwardRoute.with { route in
            var messages: [MixedMessage] = []
            let file = try route.write(further: "poll = \"1h\"")
            var left: [Int] = []
            // Where a stop comes too late to tell, there are more.
            while left.count < 6, !left.contains(where: { $0 > 0 }) {
                let more = MixedMessage.messages(300, from: messages.count, seed: 82)
                try route.dovecot.deliver(more, to: "ann")
                messages += more
                let before = route.postfix.accepted
                try await RunningPostroom.with(file, in: route.scratch) { daemon in
                    _ = try await RunningPostroom.waits(.seconds(10)) { route.postfix.accepted > before }
                    try await daemon.stop()
                }
                left.append(messages.count - route.postfix.accepted)
            }
            #expect(left.contains { $0 > 0 }, "every stop came too late to tell: \(left)")
            try await RunningPostroom.with(file, in: route.scratch) { _ in
                try await RunningPostroom.expectSoon(within: .seconds(180)) { route.postfix.accepted >= messages.count }
                try await RunningPostroom.expectSoon { try await route.queue(file).isEmpty }
            }
            try await route.expectArrivedOnce(messages)
        }
    }
}
