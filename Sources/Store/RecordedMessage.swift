public import Foundation

/// Everything the ledger knows of one message.
public struct RecordedMessage: Sendable {
    public let id: MessageRow
    public let account: String
    public let uidl: String
    /// 0 at first; counts the other contents that came under the same UIDL.
    public let generation: Int
    public let contentHash: [UInt8]
    /// Octets as retrieved.
    public let size: Int
    public let firstSeen: Date
    public let state: MessageState
    public let serverCopy: ServerCopy
    /// Why it is quarantined.
    public let reason: String?
    public let deferrals: Int
    public let spoolName: String?
    public let summary: MessageSummary
    /// Nil while it is not decided.
    public let plan: RecordedPlan?
    public let effects: [EffectRecord]
    public let tags: [String]
    /// The rules of then, in their order.
    public let rules: [RulesText]
}

/// A decision as it was recorded.
public struct RecordedPlan: Sendable {
    public let decidedAt: Date
    public let rulesVersion: String
    public let settled: Bool
    public let keep: Bool
    public let decidedBy: String?
    public let error: String?
    public let trace: [UInt8]
}

/// How many messages and effects stand where.
public struct LedgerCounts: Equatable, Sendable {
    public let messages: [MessageState: Int]
    public let effects: [EffectState: Int]
}

/// A tag, and how it is used.
public struct TagUse: Equatable, Sendable {
    /// One of its spellings; case does not count.
    public let tag: String
    public let count: Int
    /// The newest message with it, by its date, else by its arrival.
    public let newest: Date?
}
