/// `[accounts.NAME]`: one POP3 mailbox, how to get in, and what becomes of its mail.
public struct Account: Sendable, Hashable {
    /// The NAME of the table.
    public var name: String
    public var host: String
    public var tls: ConnectionSecurity
    public var port: Int
    /// Certificates in PEM that are trusted besides the system's.
    public var caFile: String?
    /// Whether the password may travel unencrypted to a host that is not this one.
    public var allowPlaintext: Bool
    public var user: String
    public var password: PasswordSource
    public var authentication: Authentication
    /// The time between two polls.
    public var poll: Duration
    public var after: AfterRetrieval
    /// Paths of rule files, in the order they are run.
    public var rules: [String]
    /// The NAME of a `[folders.NAME]`.
    public var folders: String
    /// The mailbox that mail is kept in when no rule files it.
    public var inbox: String
    /// The NAME of an `[smtp.NAME]` for mail that rules forward; nil: nothing can be forwarded.
    public var forward: String?
    /// What a forward looks like. ``ForwardForm/attachment`` is only loaded where the `[smtp.NAME]` has a `from`.
    public var forwardAs: ForwardForm
    /// More than these within an hour wait.
    public var forwardsPerHour: Int
    /// Whether `fileinto` makes a folder that is missing.
    public var createFolders: Bool
    /// An IANA name such as `Europe/Paris`, for `now` and bare dates in rules; nil: the system's.
    public var timezone: String?
    /// The header that tells the recipient for whom the server took the message, such as `X-Original-To`.
    public var envelopeTo: String?
    /// The addresses that are this account's owner.
    public var addresses: [String]
    /// The authserv-ids of the servers whose Authentication-Results are believed (RFC 8601 §2.5).
    public var trustedServers: [String]
    /// Messages of more octets stay on the server; nil: ``Limits/messageSize`` holds.
    public var maxSize: Int?

    public init(
        name: String, host: String, tls: ConnectionSecurity = .implicit, port: Int? = nil, caFile: String? = nil,
        allowPlaintext: Bool = false, user: String, password: PasswordSource, authentication: Authentication = .automatic,
        poll: Duration = Account.defaultPoll, after: AfterRetrieval = .keep, rules: [String] = [], folders: String,
        inbox: String = "INBOX", forward: String? = nil, createFolders: Bool = true, timezone: String? = nil,
        envelopeTo: String? = nil, addresses: [String] = [], trustedServers: [String] = [], maxSize: Int? = nil,
        forwardAs: ForwardForm = .resent, forwardsPerHour: Int = Account.defaultForwardsPerHour
    ) {
        self.name = name
        self.host = host
        self.tls = tls
        self.port = port ?? tls.defaultPOP3Port
        self.caFile = caFile
        self.allowPlaintext = allowPlaintext
        self.user = user
        self.password = password
        self.authentication = authentication
        self.poll = poll
        self.after = after
        self.rules = rules
        self.folders = folders
        self.inbox = inbox
        self.forward = forward
        self.createFolders = createFolders
        self.timezone = timezone
        self.envelopeTo = envelopeTo
        self.addresses = addresses
        self.trustedServers = trustedServers
        self.maxSize = maxSize
        self.forwardAs = forwardAs
        self.forwardsPerHour = forwardsPerHour
    }

    public static let defaultPoll = Duration.seconds(120)
    public static let defaultForwardsPerHour = 2_000
}
