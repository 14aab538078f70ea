import Foundation
import Testing

/// The way of a forward in a test: a Dovecot that has the mail, the built program, a Postfix that takes it.
struct ForwardRoute {
    let dovecot: DovecotServer
    let postfix: PostfixServer
    let scratch: ScratchDirectory

    static let isExpected = DovecotServer.isExpected && PostfixServer.isExpected
    static let excuse: Comment = "Dovecot or Postfix is not installed, or this is not root"
    /// Forwards everything to ``recipient``.
    static let rules = "rule \"all\" { redirect \"\(recipient)\" }\n"
    static let recipient = "bob@example.org"
    /// The envelope's sender.
    static let sender = "ann@example.org"

    var program: PostroomProgram { PostroomProgram(directory: scratch.path) }

    /// Starts both servers, lets `body` use them, and stops them whatever happens.
    /// - Parameters:
    ///   - mechanisms: The SASL mechanisms that the Postfix announces; nil: no AUTH.
    ///   - isUp: Whether the Postfix is started.
    static func with<Result>(
        mechanisms: String? = nil, isUp: Bool = true, options: PostfixServer.Options = .init(),
        _ body: (ForwardRoute) async throws -> Result
    ) async throws -> Result {
        let offered = mechanisms == nil ? "plain login" : "plain login cram-md5 scram-sha-1 scram-sha-256"
        return try await DovecotServer.with(mechanisms: offered) { dovecot, scratch in
            var options = options
            if let mechanisms {
                options.authenticationSocket = dovecot.authenticationSocket
                options.mechanisms = mechanisms
            }
            return try await PostfixServer.with(options, in: scratch, isUp: isUp) { postfix in
                try await body(ForwardRoute(dovecot: dovecot, postfix: postfix, scratch: scratch))
            }
        }
    }

    // MARK: - Configuration

    /// The `[smtp.relay]` of a configuration.
    struct Relay {
        var security: PostroomConfiguration.Security = .none
        /// The name to sign in with.
        var user: String?
        var password = DovecotServer.password
        var trustsServer = true
        /// Further lines of its table.
        var further = ""
    }

    /// Writes a configuration whose accounts all forward by the Postfix, and returns its path.
    func write(
        _ relay: Relay = Relay(), account: String = "ann", further: String = "", rules: String = rules, name: String = "postroom"
    ) throws -> String {
        let account = PostroomConfiguration.Account(name: account, further: "forward = \"relay\"\n" + further)
        var configuration = PostroomConfiguration(accounts: [account], rules: rules, name: name)
        configuration.further = """

            [smtp.relay]
            host = "127.0.0.1"
            tls = "\(relay.security.rawValue)"
            port = \(relay.security == .implicit ? postfix.tlsPort : postfix.port)
            from = "\(Self.sender)"
            \(relay.trustsServer && relay.security != .none ? "ca-file = \"\(postfix.certificate)\"" : "")
            \(relay.user.map { "user = \"\($0)\"\npassword = \"\(relay.password)\"" } ?? "")
            \(relay.further)

            """
        return try configuration.write(for: dovecot, in: scratch, state: name == "postroom" ? "state" : "state-\(name)")
    }

    // MARK: - What it does

    /// One poll, which must go well; its report of the only account.
    @discardableResult
    func poll(_ file: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String: Any] {
        let outcome = try await program.run("poll", "--config", file, "--json")
        #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)", sourceLocation: sourceLocation)
        return try #require(try outcome.objects().first, "no report", sourceLocation: sourceLocation)
    }

    /// What `postroom queue` lists.
    func queue(_ file: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> [[String: Any]] {
        let outcome = try await program.run("queue", "list", "--config", file, "--json")
        #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
        return try outcome.objects()
    }

    /// What was kept for an account.
    func kept(_ account: String = "ann") throws -> DeliveredMail {
        try DeliveredMail(in: PostroomConfiguration.mail(of: account, in: scratch), layout: .directories)
    }

    /// Records an issue for each message that did not arrive at the recipient exactly once.
    func expectArrivedOnce(
        _ messages: [MixedMessage], at recipient: String = recipient, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let mail = try await postfix.settledMail()
        let arrivals = mail.reduce(into: [Int: Int]()) { $0[$1.serial ?? -1, default: 0] += 1 }
        let wrong = messages.filter { arrivals[$0.serial] != 1 }.map { "\($0.serial) arrived \(arrivals[$0.serial] ?? 0) times" }
        #expect(wrong.isEmpty, "\(wrong.count) wrong: \(wrong.prefix(10).joined(separator: "; "))", sourceLocation: sourceLocation)
        #expect(mail.count == messages.count, sourceLocation: sourceLocation)
        #expect(mail.allSatisfy { $0.recipient == recipient && $0.sender == Self.sender }, sourceLocation: sourceLocation)
    }
}
