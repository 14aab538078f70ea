/// `[smtp.NAME]`: a submission server for mail that rules forward.
public struct SMTPSettings: Sendable, Hashable {
    /// The NAME of the table.
    public var name: String
    public var host: String
    public var tls: ConnectionSecurity
    public var port: Int
    /// Certificates in PEM that are trusted besides the system's.
    public var caFile: String?
    public var allowPlaintext: Bool
    /// Nil, together with ``password``: the server asks for no login.
    public var user: String?
    public var password: PasswordSource?
    public var authentication: Authentication
    /// The envelope sender of forwards; nil: the null sender `<>`.
    public var from: String?
    public var inDoubt: InDoubt
    /// How long a forward is tried before it is parked, counted from the rules' decision (RFC 5321 §4.5.4.1).
    public var giveUpAfter: Duration
    /// The name in EHLO; nil: this machine's.
    public var helo: String?

    public init(
        name: String, host: String, tls: ConnectionSecurity = .starttls, port: Int? = nil, caFile: String? = nil,
        allowPlaintext: Bool = false, user: String? = nil, password: PasswordSource? = nil,
        authentication: Authentication = .automatic, from: String? = nil,
        inDoubt: InDoubt = .resend, giveUpAfter: Duration = SMTPSettings.defaultGiveUpAfter, helo: String? = nil
    ) {
        self.name = name
        self.host = host
        self.tls = tls
        self.port = port ?? tls.defaultSMTPPort
        self.caFile = caFile
        self.allowPlaintext = allowPlaintext
        self.user = user
        self.password = password
        self.authentication = authentication
        self.from = from
        self.inDoubt = inDoubt
        self.giveUpAfter = giveUpAfter
        self.helo = helo
    }

    public static let defaultGiveUpAfter = Duration.seconds(5 * 86_400)
}
