import Foundation
import Testing

/// Mail that would go round for ever.
@Suite("Forwarding in circles", .serialized, .enabled(if: ForwardRoute.isExpected, ForwardRoute.excuse))
struct ForwardLoopTests {
    /// Both addresses are delivered where Dovecot reads, so that what is forwarded comes back to be polled.
    private func options(undeliverable: [String] = []) -> PostfixServer.Options {
        var options = PostfixServer.Options()
        options.mailboxes = ["ann@example.org": "d/mail/ann/Maildir", "bob@example.org": "d/mail/bob/Maildir"]
        options.undeliverable = undeliverable
        return options
    }

    @Test("Two that forward to each other stop after one round, and the message is kept", arguments: [("resent", 10), ("attachment", 4)])
    func each(form: String, rounds: Int) async throws {
        try await ForwardRoute.with(options: options()) { route in
            let messages = MixedMessage.messages(3, seed: 61)
            try route.dovecot.deliver(messages, to: "ann")
            try route.dovecot.deliver([MixedMessage](), to: "bob")
            let form = "forward-as = \"\(form)\""
            let ann = try route.write(account: "ann", further: form, rules: "rule \"to bob\" { redirect \"bob@example.org\" }", name: "ann")
            let bob = try route.write(account: "bob", further: form, rules: "rule \"to ann\" { redirect \"ann@example.org\" }", name: "bob")
            for _ in 0..<rounds {
                try await route.poll(ann)
                _ = try await route.postfix.settledMail()
                try await route.poll(bob)
                _ = try await route.postfix.settledMail()
            }
            // Three came, and came back once; bob's program saw each once.
            #expect(route.dovecot.remaining(for: "ann") == 6)
            #expect(route.dovecot.remaining(for: "bob") == 3)
            #expect(route.postfix.accepted == 6)
            let queue = try await route.queue(ann)
            #expect(queue.count == 3 && queue.allSatisfy { $0["state"] as? String == "parked" }, "\(queue)")
            #expect(try await route.queue(bob).isEmpty)
            let kept = try DeliveredMail(in: PostroomConfiguration.mail(of: "ann", in: route.scratch), layout: .directories)
            #expect(kept.copies.values.flatMap { $0 }.map(\.folder) == ["INBOX", "INBOX", "INBOX"])
            #expect(try DeliveredMail(in: PostroomConfiguration.mail(of: "bob", in: route.scratch), layout: .directories).copies.isEmpty)

            // Why, in words: in the queue and by explain.
            let entry = try #require(queue.first)
            let answer = try #require(entry["answer"] as? String)
            #expect(answer.contains("bob@example.org"), "\(answer)")
            let id = try #require(entry["message"] as? Int)
            let explained = try await route.program.run("explain", "--id", "\(id)", "--config", ann)
            #expect(explained.status == 0, "\(explained.errors)")
            #expect(explained.output.localizedCaseInsensitiveContains("loop"), "\(explained.output)")
        }
    }

    @Test("A bounce of a forward is not forwarded to where it bounced, and goes elsewhere with the null sender")
    func bounce() async throws {
        try await ForwardRoute.with(options: options(undeliverable: ["moved@example.org"])) { route in
            let messages = MixedMessage.messages(2, seed: 62)
            try route.dovecot.deliver(messages, to: "ann")
            let rules = """
                rule "letters" { when exists header("X-Serial") redirect "moved@example.org" }
                rule "reports" { redirect "moved@example.org" copy redirect "elsewhere@example.org" }
                """
            let file = try route.write(rules: rules)
            for _ in 0..<8 {
                try await route.poll(file)
                _ = try await route.postfix.settledMail()
                try await Task.sleep(for: .milliseconds(200))
            }
            // Two came, and their two bounces.
            #expect(route.dovecot.remaining(for: "ann") == 4)
            let queue = try await route.queue(file)
            #expect(queue.count == 2 && queue.allSatisfy { $0["address"] as? String == "moved@example.org" }, "\(queue)")
            #expect(queue.allSatisfy { $0["state"] as? String == "parked" }, "\(queue)")
            let elsewhere = try await route.postfix.settledMail()
            #expect(elsewhere.map(\.recipient) == ["elsewhere@example.org", "elsewhere@example.org"])
            #expect(elsewhere.map(\.sender) == ["", ""])
            #expect(elsewhere.allSatisfy { $0.values("Auto-Submitted").contains("auto-replied") })
        }
    }

    @Test("Nothing is forwarded to an address of one's own, nor what has passed too many servers")
    func ownAddress() async throws {
        try await ForwardRoute.with { route in
            let received = String(repeating: "Received: from a.example by b.example; Mon, 23 Nov 2026 10:11:12 +0000\n", count: 60)
            let messages: [(serial: Int, octets: [UInt8])] = [
                (0, Array("X-Serial: 0\nSubject: mine\n\nx\n".utf8)),
                (1, Array("X-Serial: 1\nSubject: long ago\n\(received)\nx\n".utf8)),
                (2, Array("X-Serial: 2\nSubject: one\nX-Postroom-Loop: v1 \(String(repeating: "ab", count: 32))\n\nx\n".utf8)),
            ]
            try route.dovecot.deliver(messages, to: "ann")
            let rules = """
                rule "to myself" { when header("X-Serial") is "0" redirect "Ann+elsewhere@Example.org" }
                rule "all" { redirect "\(ForwardRoute.recipient)" }
                """
            let file = try route.write(further: "addresses = [\"ann@example.org\"]", rules: rules)
            let dry = try await route.program.run("poll", "--dry-run", "--config", file)
            #expect(dry.status == 0, "\(dry.errors)")
            #expect(dry.output.contains("an address of this account") && dry.output.contains("60 Received"), "\(dry.output)")
            try await route.poll(file)
            // A mark of somebody else's is no obstacle.
            #expect(try await route.postfix.settledMail().map(\.serial) == [2])
            #expect(try route.kept().copies.keys.sorted() == [0, 1])
            #expect(try await route.queue(file).allSatisfy { $0["state"] as? String == "parked" })
        }
    }
}
