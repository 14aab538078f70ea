/// A first configuration with one account, and the rules to go with it, as commented texts that a person can go on from.
public struct StarterConfiguration: Sendable {
    public enum Password: Sendable, Hashable {
        case command([String])
        case file(String)
        case credential(String)
    }

    public var accountName: String
    public var host: String
    public var tls: ConnectionSecurity
    /// Nil: the usual one.
    public var port: Int?
    /// Certificates in PEM that are trusted besides the system's.
    public var caFile: String?
    public var user: String
    public var password: Password
    /// The owner's mail address, for the rules; nil: guessed by ``guessedAddress(user:host:)``.
    public var address: String?
    /// As a person writes it: `~/Mail`.
    public var maildir: String
    public var after: AfterRetrieval

    public init(
        accountName: String = "home", host: String, tls: ConnectionSecurity = .implicit, port: Int? = nil, caFile: String? = nil, user: String,
        password: Password, address: String? = nil, maildir: String = "~/Mail", after: AfterRetrieval = .keep
    ) {
        self.accountName = accountName
        self.host = host
        self.tls = tls
        self.port = port
        self.caFile = caFile
        self.user = user
        self.password = password
        self.address = address
        self.maildir = maildir
        self.after = after
    }

    public static let configurationName = "postroom.toml"
    public static let rulesName = "personal.rules"

    /// The user's name if it is an address, else the name at the host's domain.
    public static func guessedAddress(user: String, host: String) -> String {
        user.contains("@") ? user : user + "@" + domain(of: host)
    }

    /// The host without what says that it is a mail server.
    private static func domain(of host: String) -> String {
        var labels = host.split(separator: ".").map(String.init)
        if labels.count > 2, ["pop", "pop3", "pops", "mail", "mx", "imap"].contains(labels[0].lowercased()) { labels.removeFirst() }
        return labels.joined(separator: ".")
    }

    /// The text of `postroom.toml`. It loads without findings if the values are possible and the files are there.
    public var configurationText: String {
        let quoted = TableReader.quoted
        var lines = """
            # Postroom's configuration. `postroom check` finds every mistake in it and in the rules.
            # docs/configuration.md explains all keys; those behind # below show their defaults.

            [state]
            # The database and the spool. One postroom at a time works here.
            # directory = "~/.local/state/postroom"
            # max-spool = "10GB"          # retrieval pauses beyond this
            # min-free = "256MB"          # and with less room than this on the disk

            [accounts.\(accountName)]
            host = \(quoted(host))
            tls = \(quoted(tls.rawValue))\(String(repeating: " ", count: max(1, 22 - tls.rawValue.count)))# implicit (995) | starttls (110) | none (this machine only)

            """
        if let port { lines += "port = \(port)\n" }
        if let caFile { lines += "ca-file = \(quoted(caFile))\n" }
        lines += "user = \(quoted(user))\n"
        lines += passwordLines
        lines += """
            # auth = "auto"               # the strongest login that both sides know
            # poll = "2m"
            after = \(quoted(ValueText.text(after)))\(String(repeating: " ", count: max(1, 20 - ValueText.text(after).count)))# on the server: "keep" | "delete" | "delete after 14d"
            rules = [\(quoted(Self.rulesName))]    # run in this order; paths begin at this file's directory
            folders = "local"
            # inbox = "INBOX"             # for what no rule files
            # timezone = "Europe/Paris"   # for `now` and bare dates in rules; the system's
            \(addresses)
            # forward = "submission"      # where `redirect` in rules goes out by: the table at the end
            # forward-as = "resent"       # as it came, so that signatures stay valid; or "attachment", in a new message from you
            # forwards-per-hour = 2000    # more than these wait

            [folders.local]
            maildir = \(quoted(maildir))
            # layout = "maildir++"        # Lists/swift is .Lists.swift; or "directories"

            # Where forwards leave by. For `redirect "books@example.org"` in rules take the # away from the next lines, and from
            # `forward` above.
            # [smtp.submission]
            # host = \(quoted("smtp." + Self.domain(of: host)))
            # tls = "starttls"            # starttls (port 587) | implicit (465) | none (this machine only)
            # user = \(quoted(user))
            \(passwordLines.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { "# \($0)" }.joined(separator: "\n"))
            # from = \(quoted(owner))
            # give-up-after = "5d"        # then the message is kept, and `postroom queue` shows it

            """
        return lines
    }

    private var owner: String { address ?? Self.guessedAddress(user: user, host: host) }

    /// A guess is shown only.
    private var addresses: String {
        let line = "addresses = [\(TableReader.quoted(owner))]"
        return "\(address == nil ? "# " : "")\(line)    # yours: nothing is forwarded to one of them"
    }

    private var passwordLines: String {
        let quoted = TableReader.quoted
        return switch password {
        case .command(let words):
            """
            # Run without a shell; the first line it prints is the password.
            password-command = [\(words.map(quoted).joined(separator: ", "))]

            """
        case .file(let path):
            """
            # Its first line is the password. Nobody else may be able to read it: chmod 600.
            password-file = \(quoted(path))

            """
        case .credential(let name):
            """
            # A credential that systemd hands over: LoadCredential=\(name):/path
            password-credential = \(quoted(name))

            """
        }
    }

    /// The text of the starter rules: a few that harm nobody, with a test each.
    public var rulesText: String {
        """
            # Rules for your mail.
            #
            # They run from top to bottom. A rule that puts the message somewhere (fileinto, discard, keep) ends the run; a rule
            # that only tags or flags lets the next ones look too. What no rule settles comes to `otherwise`, at the end.
            #
            #   postroom check                                         finds every mistake
            #   postroom test \(Self.rulesName)                           runs the tests at the end of this file
            #   postroom explain --rules \(Self.rulesName) MESSAGE...     says what would happen to a message, and why
            #   postroom poll --dry-run                                tries them on real mail and changes nothing

            # Your addresses.
            let me = [\(TableReader.quoted(owner))]

            # The list names its folder: <gardeners.lists.example.net> goes to Lists/gardeners. A list letter that is also
            # addressed to you stays in the inbox.
            rule "mailing lists" {
              when list-id matches /<(?<listname>[\\w-]+)\\./
              unless to.address in me
              tag +list
              fileinto "Lists/${listname}"
            }

            # Tagged only: it stays in the inbox, and `postroom search tag:invoice` finds it.
            rule "invoices" {
              when subject matches /\\b(invoice|facture|rechnung|factura)\\b/
               and any attachments.filename matches "*.pdf"
              tag +invoice
            }

            # A shadow rule is decided, counted and reported, and does nothing. Take `shadow` away once it does what you want.
            rule "newsletters" shadow {
              when exists header("List-Unsubscribe")
              tag +newsletter
              fileinto "Newsletters"
            }

            otherwise { keep }


            # --- Tests: no mail is touched ---

            test "a list letter goes to its list's folder" {
              given message {
                From: Bo <bo@garden.example>
                To: gardeners@lists.example.net
                Date: Tue, 3 Nov 2026 09:14:03 +0100
                Subject: Pruning
                List-Id: People who garden <gardeners.lists.example.net>
              }
              expect fileinto "Lists/gardeners"
              expect tag list
            }

            test "an invoice is tagged and stays in the inbox" {
              given message {
                From: Shop <orders@shop.example>
                To: you@example.org
                Date: Mon, 2 Nov 2026 09:12:00 +0100
                Subject: Your invoice
                attachment "invoice.pdf" type "application/pdf"
              }
              expect tag invoice
              expect keep
            }

            """
    }
}
