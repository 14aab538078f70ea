import Agent
import Configuration
import Crypto
import Foundation
import POP3
import SMTP
import Store
import Transport

/// The agent's fixture with a submission server beside it, in this process and over STARTTLS.
final class RelayFixture {
    let agent: AgentFixture
    private(set) var relay: SMTPServer
    private let certificate: SelfSignedCertificate
    let port: Int

    init(messages: [POP3Mailbox.Message], options: SMTPServerOptions = SMTPServerOptions()) async throws {
        agent = try await AgentFixture(messages: messages)
        certificate = try SelfSignedCertificate.make(hostNames: ["localhost"])
        try certificate.certificatePEM.write(toFile: agent.directory + "/relay.pem", atomically: true, encoding: .utf8)
        relay = try await SMTPServer.start(security: .startTLS, certificate: certificate.serverConfiguration, options: options)
        port = relay.port
    }

    static let rules = #"rule "on" { redirect "bo@example.net" }"#

    /// A round that forwards; the account is `work`.
    func round(rules: String = RelayFixture.rules, account: String = "", relay: String = "", state: String = "min-free = \"1MB\"") throws -> PollRound {
        try agent.round(
            rules: rules,
            more: """
                forward = "out"
                \(account)

                [smtp.out]
                host = "localhost"
                port = \(port)
                ca-file = "relay.pem"
                from = "ann@example.org"
                \(relay)

                """, state: state)
    }

    func stop() async {
        await relay.stop()
        await agent.stop()
    }

    func stopRelay() async { await relay.stop() }

    /// A server at the old place.
    func restartRelay(options: SMTPServerOptions = SMTPServerOptions()) async throws {
        relay = try await SMTPServer.start(port: port, security: .startTLS, certificate: certificate.serverConfiguration, options: options)
    }

    /// The queue as it is now.
    func queue() async throws -> [QueueEntry] {
        try await Store(readingFrom: agent.directory + "/state").queue()
    }

    /// Makes everything due that waits for its time.
    func retryAll() async throws {
        let store = try Store(directory: agent.directory + "/state")
        let ids = try await store.queue().compactMap { if case .effect(let id) = $0.id { id } else { nil } }
        _ = try await store.write { try $0.retry(ids) }
    }
}
