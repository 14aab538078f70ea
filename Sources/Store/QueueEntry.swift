public import Foundation

/// Where an entry of the queue stands.
public enum QueueState: String, CaseIterable, Sendable {
    case planned, intent, deferred, held, parked, waiting
    /// Only ``Store/queueEntry(_:)`` tells of these two; they are in the queue no more.
    case done, dropped
    /// A whole message that was put aside.
    case quarantined

    public init(_ state: EffectState) {
        self =
            switch state {
            case .planned: .planned
            case .intent: .intent
            case .done: .done
            case .deferred: .deferred
            case .parked: .parked
            case .waiting: .waiting
            case .held: .held
            case .dropped: .dropped
            }
    }

    /// The state of effects that it stands for; nil for ``quarantined``.
    var effectState: EffectState? {
        switch self {
        case .planned: .planned
        case .intent: .intent
        case .done: .done
        case .deferred: .deferred
        case .parked: .parked
        case .waiting: .waiting
        case .held: .held
        case .dropped: .dropped
        case .quarantined: nil
        }
    }
}

/// Something that is still to happen, or that a person has to look at.
public struct QueueEntry: Equatable, Sendable {
    public let id: QueueID
    public let message: MessageRow
    public let account: String
    /// The effect's; `message` for a quarantined message.
    public let kind: String
    public let address: String?
    public let mailbox: String?
    public let state: QueueState
    public let attempts: Int
    /// When it was put into the queue; of a quarantined message, when it was first seen.
    public let queuedAt: Date
    public let nextTry: Date?
    /// When it was sent.
    public let finishedAt: Date?
    /// The last answer, or the reason.
    public let lastAnswer: String?
    public let subject: String?
    public let from: String?
    /// Octets of the message as retrieved.
    public let size: Int
    public let rule: String?
    /// The name in the spool that holds its octets, as far as the ledger knows.
    public let spoolName: String?
}
