public import Foundation

/// The few header fields that the ledger keeps of a message, decoded, for people and the search.
public struct MessageSummary: Equatable, Sendable {
    public let messageID: String?
    public let from: String?
    public let to: String?
    public let subject: String?
    public let date: Date?

    public init(messageID: String?, from: String?, to: String?, subject: String?, date: Date?) {
        self.messageID = messageID
        self.from = from
        self.to = to
        self.subject = subject
        self.date = date
    }
}

/// A decision about one message, as it is recorded.
public struct PlannedMessage: Sendable {
    public let id: MessageRow
    public let summary: MessageSummary
    public let decidedAt: Date
    /// The version under which the rules were recorded (``StoreTransaction/recordRules(version:texts:)``).
    public let rulesVersion: String
    public let settled: Bool
    public let keep: Bool
    /// The name of the rule that decided.
    public let decidedBy: String?
    public let error: String?
    public let trace: [UInt8]
    public let effects: [PlannedEffect]
    public let tags: [String]
    public let sightings: [SeenKeyRow]
    /// No decision yet: only the summary is stored, and one more deferral counted; the message stays spooled.
    public let deferred: Bool

    public init(
        id: MessageRow, summary: MessageSummary, decidedAt: Date, rulesVersion: String, settled: Bool, keep: Bool,
        decidedBy: String?, error: String?, trace: [UInt8], effects: [PlannedEffect], tags: [String],
        sightings: [SeenKeyRow], deferred: Bool = false
    ) {
        self.id = id
        self.summary = summary
        self.decidedAt = decidedAt
        self.rulesVersion = rulesVersion
        self.settled = settled
        self.keep = keep
        self.decidedBy = decidedBy
        self.error = error
        self.trace = trace
        self.effects = effects
        self.tags = tags
        self.sightings = sightings
        self.deferred = deferred
    }
}

/// A text that a rule has seen: a duplicate's key, a sender that was answered.
public struct SeenKeyRow: Equatable, Sendable {
    /// What the key is for; the numbers are the caller's, and stay what they are.
    public let purpose: Int
    public let rule: String
    public let text: String
    public let firstSeen: Date
    public let expires: Date

    public init(purpose: Int, rule: String, text: String, firstSeen: Date, expires: Date) {
        self.purpose = purpose
        self.rule = rule
        self.text = text
        self.firstSeen = firstSeen
        self.expires = expires
    }
}
