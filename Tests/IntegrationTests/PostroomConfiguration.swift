/// A `postroom.toml` written for a test: accounts on a test's server, one tree of folders each.
struct PostroomConfiguration {
    enum Security: String { case implicit, starttls, none }

    struct Account {
        var name: String
        var security: Security = .implicit
        var layout: DeliveredMail.Layout = .directories
        var host = "127.0.0.1"
        /// Nil: the server's own for this kind of security.
        var port: Int?
        var password = DovecotServer.password
        var trustsServer = true
        var after = "keep"
        /// Rules of its own; nil: those of all.
        var rules: String?
        /// Whether its mail goes into mbox files instead of a Maildir tree.
        var isMbox = false
        /// Further lines of its table.
        var further = ""
    }

    var accounts: [Account]
    var rules = MixedMessage.rules
    /// Further lines of `[state]`.
    var state = ""
    /// Further tables.
    var further = ""
    /// Of the files that are written; two configurations in one scratch directory need two.
    var name = "postroom"

    /// Where an account's mail goes.
    static func mail(of account: String, in scratch: ScratchDirectory) -> String { "\(scratch.path)/mail-\(account)" }

    /// Writes configuration and rules, for that server, and returns the configuration's path.
    func write(for server: DovecotServer, in scratch: ScratchDirectory, state: String = "state") throws -> String {
        let rulesFile = try scratch.write(rules, to: name == "postroom" ? "mixed.rules" : "\(name).rules")
        var text = "[state]\ndirectory = \"\(scratch.path)/\(state)\"\n\(self.state)\n"
        for account in accounts {
            let ownRules = try account.rules.map { try scratch.write($0, to: "\(name)-\(account.name).rules") }
            text += """

                [accounts.\(account.name)]
                host = "\(account.host)"
                tls = "\(account.security.rawValue)"
                port = \(account.port ?? (account.security == .implicit ? server.tlsPort : server.port))
                user = "\(account.name)"
                password = "\(account.password)"
                after = "\(account.after)"
                rules = ["\(ownRules ?? rulesFile)"]
                folders = "\(account.name)"
                inbox = "INBOX"
                \(account.trustsServer && account.security != .none ? "ca-file = \"\(server.certificate)\"" : "")
                \(account.further)

                [folders.\(account.name)]
                \(account.isMbox ? "mbox" : "maildir") = "\(Self.mail(of: account.name, in: scratch))"
                \(account.isMbox ? "" : "layout = \"\(account.layout.rawValue)\"")

                """
        }
        return try scratch.write(text + further, to: "\(name).toml")
    }
}
