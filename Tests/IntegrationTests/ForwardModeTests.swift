import Foundation
import Testing

/// Every way to hand mail over to a real Postfix.
@Suite("Forwarding to Postfix", .serialized, .enabled(if: ForwardRoute.isExpected, ForwardRoute.excuse))
struct ForwardModeTests {
    @Test(
        "Forwards arrive once, in the clear, by STARTTLS and within TLS, with a password and without",
        arguments: ["none", "starttls", "implicit"], [false, true]
    )
    func modes(_ security: String, signsIn: Bool) async throws {
        try await ForwardRoute.with(mechanisms: signsIn ? "plain login" : nil) { route in
            let messages = MixedMessage.messages(8, seed: 31)
            try route.dovecot.deliver(messages, to: "ann")
            let security = try #require(PostroomConfiguration.Security(rawValue: security))
            let file = try route.write(.init(security: security, user: signsIn ? "relay-user" : nil))
            #expect(try await route.poll(file)["forwarded"] as? Int == 8)
            try await route.expectArrivedOnce(messages)
            for mail in try route.postfix.mail() {
                #expect(mail.received?.contains("using TLS") == (security != .none), "\(mail.received ?? "")")
                #expect(mail.received?.contains("Authenticated sender: relay-user") == signsIn, "\(mail.received ?? "")")
            }
            #expect(route.postfix.connections == 1)
            #expect(try route.kept().copies.isEmpty)

            #expect(try await route.poll(file)["forwarded"] as? Int == 0)
            try await route.expectArrivedOnce(messages)
        }
    }

    @Test("It signs in by the mechanism that the server has", arguments: ["login", "cram-md5", "scram-sha-256"])
    func mechanisms(_ mechanism: String) async throws {
        try await ForwardRoute.with(mechanisms: mechanism) { route in
            let messages = MixedMessage.messages(2, seed: 32)
            try route.dovecot.deliver(messages, to: "ann")
            let file = try route.write(.init(security: .starttls, user: "relay-user"))
            #expect(try await route.poll(file)["forwarded"] as? Int == 2)
            try await route.expectArrivedOnce(messages)
            let log = route.postfix.log
            #expect(log.localizedCaseInsensitiveContains("sasl_method=\(mechanism)"))
        }
    }

    @Test("A wrong password is told in the queue, never shown, and nothing is lost: with the right one all arrives")
    func wrongPassword() async throws {
        try await ForwardRoute.with(mechanisms: "plain") { route in
            let messages = MixedMessage.messages(3, seed: 33)
            try route.dovecot.deliver(messages, to: "ann")
            var relay = ForwardRoute.Relay(security: .starttls, user: "relay-user", password: "mistyped-one")
            let file = try route.write(relay)
            #expect(try await route.poll(file)["forwarded"] as? Int == 0)
            let queue = try await route.queue(file)
            #expect(queue.count == 3)
            for entry in queue {
                #expect(entry["state"] as? String == "deferred", "\(entry)")
                let answer = try #require(entry["answer"] as? String)
                #expect(answer.contains("535") && !answer.contains("mistyped-one"), "\(answer)")
            }
            #expect(try await route.postfix.settledMail().isEmpty)

            relay.password = DovecotServer.password
            _ = try route.write(relay)
            let retry = try await route.program.run("queue", "retry", "--all", "--config", file)
            #expect(retry.status == 0, "\(retry.errors)")
            #expect(try await route.poll(file)["forwarded"] as? Int == 3)
            try await route.expectArrivedOnce(messages)
        }
    }

    @Test("A server with a certificate that nobody vouches for gets nothing", arguments: ["starttls", "implicit"])
    func untrusted(_ security: String) async throws {
        try await ForwardRoute.with(mechanisms: "plain login") { route in
            try route.dovecot.deliver(MixedMessage.messages(2, seed: 34), to: "ann")
            let security = try #require(PostroomConfiguration.Security(rawValue: security))
            let file = try route.write(.init(security: security, user: "relay-user", trustsServer: false))
            #expect(try await route.poll(file)["forwarded"] as? Int == 0)
            let queue = try await route.queue(file)
            #expect(queue.count == 2)
            #expect(queue.allSatisfy { ($0["answer"] as? String)?.localizedCaseInsensitiveContains("certificate") == true }, "\(queue)")
            #expect(try await route.postfix.settledMail().isEmpty)
            #expect(!route.postfix.log.contains("sasl_username"))
        }
    }

    @Test("A thousand forwards leave in one poll over few connections")
    func thousand() async throws {
        try await ForwardRoute.with(mechanisms: "plain") { route in
            let messages = MixedMessage.messages(1000, seed: 35)
            try route.dovecot.deliver(messages, to: "ann")
            let file = try route.write(.init(security: .implicit, user: "relay-user"))
            #expect(try await route.poll(file)["forwarded"] as? Int == 1000)
            try await route.expectArrivedOnce(messages)
            #expect(route.postfix.connections <= 5, "\(route.postfix.connections) connections")
            #expect(try await route.queue(file).isEmpty)
        }
    }
}
