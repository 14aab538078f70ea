public import Agent
import Configuration
import Foundation
import POP3
import SMTP
import SourceText
import Synchronization
import Transport

/// Postroom at work without an account and without a network: a POP3 server in this process, over TLS on loopback, holds the sample
/// messages, the real agent polls it with the shipped rules, and an SMTP server in this process takes what they forward.
public struct Demonstration: Sendable {
    /// Everything lies beneath it.
    public let directory: String
    private let shippedRules: String

    /// What came of it.
    public struct Result: Sendable {
        public var reports: [PollReport]
        /// In the order they were decided, by account.
        public var decisions: [(account: String, message: DecidedMessage)]
        /// What was sent on, in the order in which the server took it.
        public var forwards: [ForwardAttempt]
        public var seconds: Double
    }

    /// Why it can't be shown, in a sentence.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Parameters:
    ///   - directory: Made if it is missing; what an earlier demonstration left there is replaced.
    ///   - shippedRules: The directory with `personal.rules` and `team.rules`.
    public init(directory: String, shippedRules: String) {
        self.directory = directory
        self.shippedRules = shippedRules
    }

    public var configurationPath: String { directory + "/postroom.toml" }
    public var rulesDirectory: String { directory + "/Rules" }
    public var stateDirectory: String { directory + "/state" }

    public func maildir(of account: String) -> String { "\(directory)/Mail/\(account)" }

    /// Runs it: some seconds at most.
    public func run() async throws -> Result {
        let began = ContinuousClock.Instant.now
        try prepare()
        let certificate = try SelfSignedCertificate.make(hostNames: ["localhost"])
        let server = try await POP3Server.start(
            security: .implicitTLS, certificate: certificate.serverConfiguration,
            mailboxes: [
                "ann": POP3Mailbox(password: "demo", messages: Samples.personal.map(\.octets)),
                "team": POP3Mailbox(password: "demo", messages: Samples.team.map(\.octets)),
            ])
        let sink: SMTPServer
        do {
            sink = try await SMTPServer.start(security: .startTLS, certificate: certificate.serverConfiguration)
        } catch {
            await server.stop()
            throw error
        }
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await poll(server.port, sink, certificate.certificatePEM, began))
        } catch {
            outcome = .failure(error)
        }
        await sink.stop()
        await server.stop()
        return try outcome.get()
    }

    private func poll(_ port: Int, _ sink: SMTPServer, _ authority: String, _ began: ContinuousClock.Instant) async throws -> Result {
        try write(authority, to: "ca.pem")
        try write(configurationText(port: port, sink: sink.port), to: "postroom.toml")
        let (configuration, findings) = ConfigurationLoader.load(
            explicitPath: configurationPath, environment: ProcessInfo.processInfo.environment)
        guard let configuration else {
            throw Failure(description: "the demonstration's configuration is wrong: \(findings.first?.message ?? "")")
        }
        let decisions = Mutex<[(account: String, message: DecidedMessage)]>([])
        let forwards = Mutex<[ForwardAttempt]>([])
        let reports = try await PollRound(configuration: configuration).run { event in
            switch event {
            case .decided(let account, let message): decisions.withLock { $0.append((account, message)) }
            case .forwarded(let attempt): forwards.withLock { $0.append(attempt) }
            default: break
            }
        }
        let sent = forwards.withLock { $0.filter { $0.outcome == .sent } }
        guard sent.count == sink.messages.count else {
            throw Failure(description: "the SMTP server took \(sink.messages.count) messages, and \(sent.count) were sent")
        }
        let sorted = decisions.withLock { $0 }.sorted { ($0.account, $0.message.id ?? 0) < ($1.account, $1.message.id ?? 0) }
        return Result(reports: reports, decisions: sorted, forwards: sent, seconds: (ContinuousClock.Instant.now - began).inSeconds)
    }

    // MARK: - Files

    /// The first line of the configuration: it marks a directory as ours to replace.
    private static let mark = "# Written by `postroom demo`; the next one replaces everything in this directory."

    private func prepare() throws {
        let files = FileManager.default
        if let names = try? files.contentsOfDirectory(atPath: directory), !names.isEmpty {
            guard let text = try? String(contentsOfFile: configurationPath, encoding: .utf8), text.hasPrefix(Self.mark) else {
                throw Failure(
                    description: "\(directory) holds something that is not an earlier demonstration; name an empty directory with --directory")
            }
            for name in ["Mail", "Rules", "state", "ca.pem", "postroom.toml"] where files.fileExists(atPath: "\(directory)/\(name)") {
                try files.removeItem(atPath: "\(directory)/\(name)")
            }
        }
        try files.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // The mark stands from the first moment, so that an interrupted demonstration can be run again.
        try write(Self.mark + "\n", to: "postroom.toml")
        try copyRules()
    }

    /// Copies contents only: the shipped rules may belong to somebody else, and be read-only.
    private func copyRules() throws {
        let files = FileManager.default
        try files.createDirectory(atPath: rulesDirectory, withIntermediateDirectories: true)
        for name in try files.subpathsOfDirectory(atPath: shippedRules) {
            var isDirectory: ObjCBool = false
            guard files.fileExists(atPath: "\(shippedRules)/\(name)", isDirectory: &isDirectory) else { continue }
            if isDirectory.boolValue {
                try files.createDirectory(atPath: "\(rulesDirectory)/\(name)", withIntermediateDirectories: true)
            } else {
                guard let contents = files.contents(atPath: "\(shippedRules)/\(name)"),
                    files.createFile(atPath: "\(rulesDirectory)/\(name)", contents: contents)
                else { throw Failure(description: "can't copy \(shippedRules)/\(name) to \(rulesDirectory)") }
            }
        }
    }

    private func write(_ text: String, to name: String) throws {
        let path = "\(directory)/\(name)"
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
            throw Failure(description: "can't write \(path)")
        }
    }

    private func configurationText(port: Int, sink: Int) -> String {
        var text = """
            \(Self.mark)
            # Its servers are gone by now; searching, explaining and testing still work.

            [state]
            directory = "state"

            [smtp.sink]
            host = "localhost"
            tls = "starttls"
            port = \(sink)
            ca-file = "ca.pem"
            from = "ann@example.org"

            """
        for (account, user, rules) in [("personal", "ann", "personal.rules"), ("team", "team", "team.rules")] {
            text += """

                [accounts.\(account)]
                host = "localhost"
                tls = "implicit"
                port = \(port)
                ca-file = "ca.pem"
                user = "\(user)"
                password = "demo"
                after = "keep"
                rules = ["Rules/\(rules)"]
                folders = "\(account)"
                inbox = "INBOX"
                forward = "sink"

                [folders.\(account)]
                maildir = "Mail/\(account)"

                """
        }
        return text
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
