import Agent
import Configuration
import Crypto
import Foundation
import POP3
import SourceText
import Store
import Transport

/// A scratch directory with a configuration, a POP3 server over TLS in this process, and what is found in the folders afterwards.
final class AgentFixture {
    let directory: String
    private(set) var server: POP3Server
    private let certificate: SelfSignedCertificate

    init(messages: [POP3Mailbox.Message], options: POP3ServerOptions = POP3ServerOptions()) async throws {
        directory = NSTemporaryDirectory() + "postroom-agent-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        certificate = try SelfSignedCertificate.make(hostNames: ["localhost"])
        server = try await Self.server(messages, certificate, options)
        try certificate.certificatePEM.write(toFile: directory + "/ca.pem", atomically: true, encoding: .utf8)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    private static func server(
        _ messages: [POP3Mailbox.Message], _ certificate: SelfSignedCertificate, _ options: POP3ServerOptions
    ) async throws -> POP3Server {
        try await POP3Server.start(
            certificate: certificate.serverConfiguration, mailboxes: ["ann": POP3Mailbox(password: Secret("secret"), messages: messages)],
            options: options)
    }

    /// The mailbox as another server, or the same one after a move, would show it.
    func restartServer(with messages: [POP3Mailbox.Message], options: POP3ServerOptions = POP3ServerOptions()) async throws {
        await server.stop()
        server = try await Self.server(messages, certificate, options)
    }

    func stop() async { await server.stop() }

    /// A round with these rules; the account is `work`, its folders are `Mail`, of that kind.
    func round(
        rules: String, after: String = "keep", mail: String = "Mail", password: String = "secret", more: String = "",
        state: String = "min-free = \"1MB\"", kind: String = "maildir"
    ) throws -> PollRound {
        try rules.write(toFile: directory + "/test.rules", atomically: true, encoding: .utf8)
        let text = """
            [state]
            directory = "state"
            \(state)

            [accounts.work]
            host = "localhost"
            port = \(server.port)
            ca-file = "ca.pem"
            user = "ann"
            password = "\(password)"
            after = "\(after)"
            rules = ["test.rules"]
            folders = "local"
            \(more)

            [folders.local]
            \(kind) = "\(mail)"
            """
        let (configuration, findings) = ConfigurationLoader.check(
            Array(text.utf8), path: directory + "/postroom.toml", environment: ["HOME": directory])
        guard let configuration else { throw Broken(findings: findings.map(\.message)) }
        return PollRound(configuration: configuration)
    }

    struct Broken: Error {
        let findings: [String]
    }

    /// The subjects of the messages in a Maildir++ folder, sorted.
    func subjects(in folder: String, of mail: String = "Mail") -> [String] {
        texts(in: folder, of: mail).map { text in
            text.split(separator: "\n").first { $0.hasPrefix("Subject: ") }.map { String($0.dropFirst(9)) } ?? "?"
        }.sorted()
    }

    /// The messages in a Maildir++ folder.
    func texts(in folder: String, of mail: String = "Mail") -> [String] {
        let base = (mail.hasPrefix("/") ? mail : directory + "/" + mail) + (folder == "INBOX" ? "" : "/." + folder.replacingOccurrences(of: "/", with: "."))
        return ["new", "cur"].flatMap { part in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(base)/\(part)")) ?? []
            return names.compactMap { try? String(contentsOfFile: "\(base)/\(part)/\($0)", encoding: .isoLatin1) }
        }
    }

    /// Records that the server would not give out a message, as an earlier round would.
    func refuse(_ uidl: String) async throws {
        let store = try Store(directory: directory + "/state")
        try await store.write { try $0.refused(account: try $0.accountID(named: "work"), uidl: uidl, answer: "[SYS/TEMP] not now") }
    }

    /// What is left in the spool.
    var spooled: [String] { (try? FileManager.default.contentsOfDirectory(atPath: directory + "/state/spool")) ?? [] }

    static func message(_ subject: String, uidl: String, body: String = "Hello.\r\n") -> POP3Mailbox.Message {
        POP3Mailbox.Message(
            uidl: uidl,
            octets: Array("From: Bo <bo@example.net>\r\nTo: ann@example.org\r\nSubject: \(subject)\r\nMessage-ID: <\(subject)@example.net>\r\n\r\n\(body)".utf8))
    }
}
