/// What a round tells while it runs, for a progress line and for the demo's table.
public enum PollEvent: Sendable {
    case connecting(account: String)
    /// The listing is there: so many messages are new.
    case listed(account: String, total: Int, new: Int)
    /// So many of the new ones are retrieved.
    case retrieved(account: String, count: Int, octets: Int)
    /// A message was decided, and in a real run its plan is committed.
    case decided(account: String, DecidedMessage)
    case finished(PollReport)
}

/// One message's outcome in short, for people.
public struct DecidedMessage: Sendable {
    /// The row in the ledger; nil in a dry run.
    public var id: Int64?
    public var uidl: String
    public var from: String
    public var subject: String
    /// The rule that settled the message, `otherwise`, or nil for the implicit keep.
    public var rule: String?
    /// What happens, in words: `fileinto Lists/swift`, `keep`, `tag +list`.
    public var outcome: [String]
    public var error: String?

    public init(
        id: Int64? = nil, uidl: String, from: String, subject: String, rule: String?, outcome: [String], error: String? = nil
    ) {
        self.id = id
        self.uidl = uidl
        self.from = from
        self.subject = subject
        self.rule = rule
        self.outcome = outcome
        self.error = error
    }
}
