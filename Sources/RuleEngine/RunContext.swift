public import Foundation
public import MailMessage

/// All that an evaluation knows besides the message and the rules.
public struct RunContext: Sendable {
    /// The account's name.
    public var account: String
    /// The clock of this run: `now`.
    public var now: Date
    /// For `now`, `received`, and dates without a zone (rules language §4).
    public var timeZone: TimeZone
    public var state: any StateSnapshot
    public var limits: EvaluationLimits
    /// The folder of the implicit keep.
    public var inbox: String
    /// Tags and flags that the message has already.
    public var tags: [String]
    public var flags: [String]
    /// When the message was retrieved: `received` where no Received field tells.
    public var retrieved: Date?
    /// The name of the header field that holds the envelope's recipient, if the account has one configured.
    public var envelopeToHeader: String?
    /// A hash of the message's octets: `content-hash`. Absent where nobody made one.
    public var contentHash: String?
    /// The authserv-ids of the servers whose Authentication-Results are believed: `auth`.
    public var trustedServers: [String] = []
    /// Whether a message passed this installation before, or too many servers: `looped`. Nil where nobody can tell: it is false.
    public var hasLooped: (@Sendable (Message) -> Bool)?
    /// How often this message was put off already by `on error defer`.
    public var deferrals: Int

    public init(
        account: String = "default", now: Date, timeZone: TimeZone = .current, state: any StateSnapshot = EmptyState(),
        limits: EvaluationLimits = .standard, inbox: String = "INBOX", tags: [String] = [], flags: [String] = [],
        retrieved: Date? = nil, envelopeToHeader: String? = nil, contentHash: String? = nil, deferrals: Int = 0
    ) {
        self.account = account
        self.now = now
        self.timeZone = timeZone
        self.state = state
        self.limits = limits
        self.inbox = inbox
        self.tags = tags
        self.flags = flags
        self.retrieved = retrieved
        self.envelopeToHeader = envelopeToHeader
        self.contentHash = contentHash
        self.deferrals = deferrals
    }
}
