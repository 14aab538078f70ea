import Configuration
import Foundation
import Logging
import POP3
import SMTP
import Service
import Store
import Synchronization
import Testing

@testable import Agent

@Suite("Forwards to several servers", .timeLimit(.minutes(2))) struct ForwardLanesTests {
    private static func account(_ name: String, _ relay: String, _ port: Int) -> String {
        """
        [accounts.\(name)]
        host = "localhost"
        port = \(port)
        ca-file = "ca.pem"
        user = "ann"
        password = "secret"
        after = "keep"
        rules = ["test.rules"]
        folders = "local"
        forward = "\(relay)"

        """
    }

    private static func relay(_ name: String, _ port: Int) -> String {
        """
        [smtp.\(name)]
        host = "127.0.0.1"
        port = \(port)
        tls = "none"
        from = "ann@example.org"

        """
    }

    @Test func aServerThatDoesNotAnswerHoldsUpNoOther() async throws {
        let agent = try await AgentFixture(messages: [AgentFixture.message("one", uidl: "1"), AgentFixture.message("two", uidl: "2")])
        let (fast, slow) = (try await SMTPServer.start(), try await SMTPServer.start())
        // The fast one puts the second message off; the slow one says nothing behind MAIL.
        fast.setFaults([SMTPFault(at: .mail, .reply(451, "later"), occurrences: 2...2)])
        slow.setFaults([SMTPFault(at: .mail, .stall, occurrences: SMTPFault.always)])
        let round = try agent.round(
            rules: RelayFixture.rules,
            more: "forward = \"fast\"\n" + Self.account("other", "slow", agent.server.port) + Self.relay("fast", fast.port)
                + Self.relay("slow", slow.port))
        let configuration = round.configuration
        let state = try await AgentState.open(configuration.state)
        let rules = try RuleBook(accounts: configuration.accounts)
        for account in configuration.accounts {
            let set = try #require(rules[account])
            let report = await AccountRound(account: account, configuration: configuration, rules: set, state: state, tell: { _ in }).run()
            #expect(report.error == nil && report.retrieved == 2)
        }

        let isStopping = Mutex(false)
        let lanes = ForwardLanes(
            settings: LiveSettings(try LiveSettings.Snapshot(configuration)), state: state, progress: ProgressWatch(),
            log: DaemonLog(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }), isStopping: { isStopping.withLock { $0 } }, kept: { _ in })
        await lanes.adapt()
        func until(_ condition: () async throws -> Bool) async throws {
            while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
        }
        try await until { slow.seen(.mail) == 1 && fast.seen(.mail) == 2 }
        try await until { try await state.store.queue(states: [.deferred], limit: 10).count == 1 }

        // While the slow one is still silent, the fast one is tried again.
        let ids = try await state.store.queue(states: [.deferred], limit: 10).compactMap { if case .effect(let id) = $0.id { id } else { nil } }
        _ = try await state.store.write { try $0.retry(ids) }
        await lanes.kick()
        try await until { fast.messages.count == 2 }
        #expect(slow.seen(.mail) == 1)

        isStopping.withLock { $0 = true }
        await slow.stop()
        for task in await lanes.stop() { await task.value }
        await fast.stop()
        await agent.stop()
        #expect(slow.messages.isEmpty)
    }

    @Test func anAccountIsServedByOneAtATime() async throws {
        let agent = try await AgentFixture(messages: [])
        let configuration = try agent.round(
            rules: "", more: "forward = \"a\"\n" + Self.account("other", "a", agent.server.port) + Self.relay("a", 25)
        ).configuration
        let claims = ForwardClaims()
        let (both, first) = (configuration.accounts, Array(configuration.accounts.prefix(1)))
        #expect(claims.take(first) == first)
        #expect(claims.take(both) == Array(both.dropFirst()))
        #expect(claims.give(back: Array(both.dropFirst())) == false)
        #expect(claims.give(back: first) == true)
        #expect(claims.give(back: claims.take(both)) == false)
        await agent.stop()
    }
}
