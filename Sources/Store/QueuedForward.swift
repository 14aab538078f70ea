public import Foundation

/// A redirect that is due: one address, to be sent as one SMTP transaction.
public struct QueuedForward: Equatable, Sendable {
    /// The effect's row.
    public let effect: Int64
    public let message: MessageRow
    public let account: String
    /// The account's row.
    public let accountRow: Int64
    /// The recipient.
    public let address: String
    /// The name in the spool that holds its octets: the effect's own, else its message's. Nil: they are lost.
    public let spoolName: String?
    /// ``EffectState/planned``, ``EffectState/intent`` or ``EffectState/deferred``.
    public let state: EffectState
    public let attempts: Int
    /// When it was put into the queue, by its plan or by a person; the time after which it is given up counts from here.
    public let queuedAt: Date
    /// When its plan was made; the same for each repeat, so that a repeat composes the same octets.
    public let decidedAt: Date
    public let rule: String?
    public let flags: [String]
    public let payload: String?
    public let lastAnswer: String?

    /// Whether an attempt was begun whose end is not known: the recipient may have it already.
    public var isInDoubt: Bool { state == .intent }
}
