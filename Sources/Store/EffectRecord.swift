public import Foundation

/// An effect as it stands in the ledger.
public struct EffectRecord: Sendable {
    public let id: Int64
    public let message: MessageRow
    /// Its place in the plan, from 0.
    public let ordinal: Int
    public let kind: String
    public let mailbox: String?
    public let address: String?
    public let payload: String?
    public let flags: [String]
    public let copy: Bool
    public let rule: String?
    public let state: EffectState
    /// The name in the spool that the effect owns, if it has one of its own.
    public let spoolName: String?
    /// What ``StoreTransaction/intent(effects:)`` recorded.
    public let destination: String?
    public let attempts: Int
    public let nextTry: Date?
    public let lastAnswer: String?
    /// When it was put into the queue; nil for folders, unless a person had it tried again.
    public let queuedAt: Date?
    /// When it was sent; nil for folders.
    public let finishedAt: Date?
    /// The name in the spool of its message, until that is settled.
    public let messageSpoolName: String?
}
