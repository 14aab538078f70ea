public import Foundation

/// What a round tells while it runs, for a progress line and for the demo's table.
public enum PollEvent: Sendable {
    case connecting(account: String)
    /// The listing is there: so many messages are new.
    case listed(account: String, total: Int, new: Int)
    /// So many of the new ones are retrieved.
    case retrieved(account: String, count: Int, octets: Int)
    /// A message was decided, and in a real run its plan is committed.
    case decided(account: String, DecidedMessage)
    /// So many forwards of committed plans wait for their server.
    case queued(account: String, count: Int)
    case forwarded(ForwardAttempt)
    /// A server can't be used now: so many forwards wait for it.
    case unreachable(relay: String, waiting: Int, answer: String)
    case finished(PollReport)
}

/// What came of one attempt to forward a message.
public struct ForwardAttempt: Sendable {
    public enum Outcome: Sendable, Equatable {
        /// The server took it.
        case sent
        /// To be tried again then.
        case deferred(until: Date)
        /// Given up; whether the message was put into the inbox for it, since no folder had it.
        case parked(isKept: Bool)
    }

    public var account: String
    /// The message's row: the decision that asked for it.
    public var message: Int64
    /// The effect's row: its number in the queue.
    public var effect: Int64
    public var recipient: String
    /// The NAME of the `[smtp.NAME]`.
    public var relay: String
    public var outcome: Outcome
    /// False where it was put off without an attempt of its own, since its server can't be used.
    public var wasTried = true
    /// The server's last word, or what went wrong.
    public var answer: String
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
