import Foundation
import Testing

/// Forwards whose server is away, says no, or whose sender is ended without warning.
@Suite("Forwarding in bad weather", .serialized, .enabled(if: ForwardRoute.isExpected, ForwardRoute.excuse))
struct ForwardOutageTests {
    @Test("With the server down forwards wait in the queue, and arrive once it is up and they are due")
    func downAtFirst() async throws {
        try await ForwardRoute.with(isUp: false) { route in
            let messages = MixedMessage.messages(12, seed: 41)
            try route.dovecot.deliver(messages, to: "ann")
            let file = try route.write()
            #expect(try await route.poll(file)["forwarded"] as? Int == 0)
            let queue = try await route.queue(file)
            #expect(queue.count == 12)
            for entry in queue {
                #expect(entry["state"] as? String == "deferred")
                #expect(entry["next-try"] is String)
                #expect(entry["address"] as? String == ForwardRoute.recipient)
                let answer = try #require(entry["answer"] as? String)
                #expect(answer.contains("127.0.0.1") && answer.count < 300, "\(answer)")
            }
            // Not due yet: a poll leaves them alone, and nothing is kept meanwhile.
            try await route.postfix.start()
            #expect(try await route.poll(file)["forwarded"] as? Int == 0)
            #expect(try route.kept().copies.isEmpty)

            let first = try #require(queue.first?["id"] as? String)
            let one = try await route.program.run("queue", "retry", first, "--config", file)
            #expect(one.status == 0, "\(one.errors)")
            #expect(try await route.poll(file)["forwarded"] as? Int == 1)
            let rest = try await route.program.run("queue", "retry", "--all", "--config", file)
            #expect(rest.status == 0, "\(rest.errors)")
            #expect(try await route.poll(file)["forwarded"] as? Int == 11)
            try await route.expectArrivedOnce(messages)
            #expect(try await route.queue(file).isEmpty)
        }
    }

    @Test("A recipient refused for now is tried again, one refused for good is parked and the message kept")
    func refusedForNow() async throws {
        var options = PostfixServer.Options()
        options.refused = [ForwardRoute.recipient: "450 4.2.1 try again later", "gone@example.org": "550 5.1.1 no such person"]
        try await ForwardRoute.with(options: options) { route in
            let messages = MixedMessage.messages(6, seed: 42)
            try route.dovecot.deliver(messages, to: "ann")
            let rules = """
                rule "gone" { when header("X-Serial") is "1" redirect "gone@example.org" }
                rule "gone, with a copy" { when header("X-Serial") is "2" fileinto "Copies" copy redirect "gone@example.org" }
                rule "all" { redirect "\(ForwardRoute.recipient)" }
                """
            let file = try route.write(rules: rules)
            let report = try await route.poll(file)
            #expect(report["forwarded"] as? Int == 0)
            #expect(report["parked"] as? Int == 2, "\(report)")
            let queue = try await route.queue(file)
            let parked = queue.filter { $0["state"] as? String == "parked" }
            let deferred = queue.filter { $0["state"] as? String == "deferred" }
            #expect(parked.count == 2 && deferred.count == 4, "\(queue)")
            #expect(parked.allSatisfy { ($0["answer"] as? String)?.contains("no such person") == true }, "\(parked)")
            #expect(deferred.allSatisfy { ($0["answer"] as? String)?.contains("try again later") == true }, "\(deferred)")
            #expect(try route.kept().copies.mapValues { $0.map(\.folder) } == [1: ["INBOX"], 2: ["Copies"]])
            let text = try await route.program.run("queue", "--config", file)
            let lines = text.output.split(separator: "\n")
            let line = try #require(lines.firstIndex { $0.contains("redirect gone@example.org") }, "\(text.output)")
            #expect(lines[line].contains("set aside"), "\(text.output)")
            #expect(lines[line...].dropFirst().first?.contains("no such person") == true, "\(text.output)")

            await route.postfix.stop()
            try route.postfix.refuse(["gone@example.org": "550 5.1.1 no such person"])
            try await route.postfix.start()
            for entry in deferred {
                let retry = try await route.program.run("queue", "retry", try #require(entry["id"] as? String), "--config", file)
                #expect(retry.status == 0, "\(retry.errors)")
            }
            #expect(try await route.poll(file)["forwarded"] as? Int == 4)
            try await route.expectArrivedOnce(messages.filter { $0.serial != 1 && $0.serial != 2 })
            #expect(try route.kept().copies.mapValues { $0.map(\.folder) } == [1: ["INBOX"], 2: ["Copies"]])
            #expect(try await route.queue(file).count == 2)
        }
    }

    @Test("A server that lacks what a message needs is a final failure: nothing is down-converted, everything is kept")
    func missingExtensions() async throws {
        var options = PostfixServer.Options()
        options.hiddenKeywords = ["8bitmime", "smtputf8"]
        options.messageSizeLimit = 20_000
        try await ForwardRoute.with(options: options) { route in
            func message(_ serial: Int, _ header: String, _ body: String) -> (serial: Int, octets: [UInt8]) {
                (serial, Array("X-Serial: \(serial)\nFrom: cy@example.net\n\(header)\n\n\(body)\n".utf8))
            }
            let messages = [
                message(1, "Subject: plain", "seven bits"),
                message(2, "Subject: eight\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit", "Grüße"),
                message(3, "Subject: Grüße", "seven bits"),
                message(4, "Subject: large", String(repeating: "all work and no play\n", count: 2000)),
                message(5, "Subject: the last", "seven bits"),
            ]
            try route.dovecot.deliver(messages, to: "ann")
            let file = try route.write()
            let report = try await route.poll(file)
            #expect(report["forwarded"] as? Int == 2, "\(report)")
            #expect(try await route.postfix.settledMail().compactMap(\.serial).sorted() == [1, 5])
            let queue = try await route.queue(file)
            #expect(queue.count == 3 && queue.allSatisfy { $0["state"] as? String == "parked" }, "\(queue)")
            let answers = queue.compactMap { $0["answer"] as? String }.joined(separator: "\n")
            #expect(answers.contains("8BITMIME") && answers.contains("SMTPUTF8") && answers.contains("20000"), "\(answers)")
            let kept = try route.kept()
            #expect(kept.copies.keys.sorted() == [2, 3, 4])
            for (serial, octets) in messages where kept.copies[serial] != nil {
                #expect(kept.copies[serial]?.map(\.folder) == ["INBOX"])
                #expect(kept.copies[serial]?.first?.octets == octets)
            }
            // Large ones are refused before their octets are sent.
            #expect(!route.postfix.log.contains("message size"))
        }
    }

    @Test("kill -9 at random while 200 forwards are under way: each arrives, and doubles are at most one a kill")
    func killed() async throws {
        try await ForwardRoute.with(mechanisms: "plain") { route in
            let messages = MixedMessage.messages(200, seed: 43)
            try route.dovecot.deliver(messages, to: "ann")
            let file = try route.write(.init(security: .starttls, user: "relay-user"))
            var kills = 0
            for _ in 0..<20 where route.postfix.accepted < 195 {
                let poll = try route.program.start("poll", "--config", file)
                let enough = route.postfix.accepted + Int.random(in: 1...25)
                while poll.isRunning, route.postfix.accepted < enough { try await Task.sleep(for: .milliseconds(2)) }
                try await Task.sleep(for: .microseconds(Int.random(in: 0...5000)))
                if poll.isRunning { kills += 1 }
                poll.signal(SIGKILL)
                _ = try await poll.outcome()
            }
            #expect(kills >= 3, "only \(kills) polls were still running when they were killed")
            for _ in 0..<2 {
                let retry = try await route.program.run("queue", "retry", "--all", "--config", file)
                #expect(retry.status == 0, "\(retry.errors)")
                try await route.poll(file)
            }
            #expect(try await route.queue(file).isEmpty)
            let mail = try await route.postfix.settledMail()
            let arrivals = mail.reduce(into: [Int: [StoredMail]]()) { $0[$1.serial ?? -1, default: []].append($1) }
            #expect(Set(arrivals.keys) == Set(messages.map(\.serial)))
            #expect(mail.count - arrivals.count <= kills, "\(mail.count - arrivals.count) doubles for \(kills) kills")
            for copies in arrivals.values where copies.count > 1 {
                // A repeat is known by its identifier, and is the same to the octet.
                #expect(Set(copies.map(\.octets)).count == 1)
            }
            #expect(try route.kept().copies.isEmpty)
        }
    }
}
