import Foundation
import Testing

/// `postroom poll` against a real server.
@Suite("Polling Dovecot", .serialized, .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
struct PollTests {
    @Test(
        "Mail comes by TLS from the first octet, by STLS, and in the clear on loopback",
        arguments: ["implicit", "starttls", "none"], ["127.0.0.1", "localhost"]
    )
    func security(_ security: String, host: String) async throws {
        try await DovecotServer.with { server, scratch in
            let messages = MixedMessage.messages(12, seed: 7)
            try server.deliver(messages, to: "ann")
            let security = try #require(PostroomConfiguration.Security(rawValue: security))
            let configuration = PostroomConfiguration(accounts: [.init(name: "ann", security: security, host: host)])
            let outcome = try await PostroomProgram(directory: scratch.path)
                .run("poll", "--config", configuration.write(for: server, in: scratch), "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try outcome.objects().first?["retrieved"] as? Int == 12)
            let mail = try DeliveredMail(in: PostroomConfiguration.mail(of: "ann", in: scratch), layout: .directories)
            mail.expect(exactly: messages)
            #expect(server.remaining(for: "ann") == 12)
        }
    }

    @Test("A thousand mixed messages of three accounts are where an independent evaluation puts them, and come only once")
    func thousand() async throws {
        try await DovecotServer.with { server, scratch in
            let configuration = PostroomConfiguration(accounts: [
                .init(name: "ann", security: .implicit, layout: .maildirPlusPlus),
                .init(name: "bo", security: .starttls),
                .init(name: "cy", security: .none),
            ])
            let all = MixedMessage.messages(1000)
            #expect(Set(all.map(\.folder)).count >= 11, "the messages are too much alike")
            let shares = ["ann": Array(all[..<334]), "bo": Array(all[334..<667]), "cy": Array(all[667...])]
            for (user, share) in shares { try server.deliver(share, to: user) }
            let file = try configuration.write(for: server, in: scratch)
            let postroom = PostroomProgram(directory: scratch.path)

            let first = try await postroom.run("poll", "--config", file, "--json")
            #expect(first.status == 0, "\(first.errors)")
            let reports = try first.objects()
            #expect(Set(reports.compactMap { $0["account"] as? String }) == ["ann", "bo", "cy"])
            #expect(reports.compactMap { $0["retrieved"] as? Int }.reduce(0, +) == 1000)
            #expect(reports.allSatisfy { $0["error"] == nil || $0["error"] is NSNull })
            for account in configuration.accounts {
                let mail = try DeliveredMail(in: PostroomConfiguration.mail(of: account.name, in: scratch), layout: account.layout)
                mail.expect(exactly: shares[account.name] ?? [])
            }

            let second = try await postroom.run("poll", "--config", file, "--json")
            #expect(second.status == 0, "\(second.errors)")
            #expect(try second.objects().compactMap { $0["retrieved"] as? Int } == [0, 0, 0])
            for account in configuration.accounts {
                let mail = try DeliveredMail(in: PostroomConfiguration.mail(of: account.name, in: scratch), layout: account.layout)
                mail.expect(exactly: shares[account.name] ?? [])
                #expect(server.remaining(for: account.name) == shares[account.name]?.count)
            }
        }
    }

    @Test("after = \"delete\" empties the server, and everything is here")
    func delete() async throws {
        try await DovecotServer.with { server, scratch in
            let messages = MixedMessage.messages(150, seed: 3)
            try server.deliver(messages, to: "ann")
            let configuration = PostroomConfiguration(accounts: [.init(name: "ann", after: "delete")])
            let outcome = try await PostroomProgram(directory: scratch.path)
                .run("poll", "--config", configuration.write(for: server, in: scratch), "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let mail = try DeliveredMail(in: PostroomConfiguration.mail(of: "ann", in: scratch), layout: .directories)
            mail.expect(exactly: messages)
            #expect(server.remaining(for: "ann") == 0)
        }
    }

    @Test("Where the mail cannot be kept, after = \"delete\" deletes nothing")
    func nothingDeletedThatIsNotHere() async throws {
        try await DovecotServer.with { server, scratch in
            try server.deliver(MixedMessage.messages(20, seed: 4), to: "ann")
            let configuration = PostroomConfiguration(accounts: [.init(name: "ann", after: "delete")])
            // A file where the state directory should be: nothing can be recorded.
            try scratch.write("in the way", to: "state")
            let outcome = try await PostroomProgram(directory: scratch.path)
                .run("poll", "--config", configuration.write(for: server, in: scratch), "--json")
            #expect(outcome.status != 0)
            #expect(server.remaining(for: "ann") == 20)
        }
    }

    @Test("A dry run decides everything and changes nothing, here or there")
    func dryRun() async throws {
        try await DovecotServer.with { server, scratch in
            let messages = MixedMessage.messages(25, seed: 5)
            try server.deliver(messages, to: "ann")
            let configuration = PostroomConfiguration(accounts: [.init(name: "ann", after: "delete")])
            let file = try configuration.write(for: server, in: scratch)
            let postroom = PostroomProgram(directory: scratch.path)
            let dry = try await postroom.run("poll", "--config", file, "--dry-run")
            #expect(dry.status == 0, "\(dry.errors)")
            #expect(server.remaining(for: "ann") == 25)
            #expect(try DeliveredMail(in: PostroomConfiguration.mail(of: "ann", in: scratch), layout: .directories).copies.isEmpty)

            let real = try await postroom.run("poll", "--config", file, "--json")
            #expect(try real.objects().first?["retrieved"] as? Int == 25, "\(real.errors)")
            try DeliveredMail(in: PostroomConfiguration.mail(of: "ann", in: scratch), layout: .directories).expect(exactly: messages)
        }
    }
}
