import Foundation
import Store

/// A recorded decision for scripts.
struct RecordedDecisionLine: Encodable {
    private let record: RecordedMessage

    init(_ record: RecordedMessage) {
        self.record = record
    }

    private enum CodingKeys: String, CodingKey {
        case id, account, uidl, from, subject, size, state, rule, error, effects, tags, trace
        case messageID = "message-id"
        case firstSeen = "first-seen"
        case decidedAt = "decided-at"
        case rulesVersion = "rules-version"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(record.id, forKey: .id)
        try container.encode(record.account, forKey: .account)
        try container.encode(record.uidl, forKey: .uidl)
        try container.encode(record.summary.messageID, forKey: .messageID)
        try container.encode(record.summary.from, forKey: .from)
        try container.encode(record.summary.subject, forKey: .subject)
        try container.encode(record.size, forKey: .size)
        try container.encode(record.firstSeen, forKey: .firstSeen)
        try container.encode("\(record.state)", forKey: .state)
        try container.encode(record.plan?.decidedAt, forKey: .decidedAt)
        try container.encode(record.plan?.decidedBy, forKey: .rule)
        try container.encode(record.plan?.rulesVersion, forKey: .rulesVersion)
        try container.encode(record.plan?.error, forKey: .error)
        try container.encode(record.effects.map(Effect.init), forKey: .effects)
        try container.encode(record.tags, forKey: .tags)
        try container.encode(record.plan.flatMap { RecordedTrace($0.trace) }, forKey: .trace)
    }

    private struct Effect: Encodable {
        let record: EffectRecord

        init(_ record: EffectRecord) {
            self.record = record
        }

        private enum CodingKeys: String, CodingKey {
            case id, kind, folder, address, rule, copy, flags, state, attempts, answer
            case nextTry = "next-try"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(record.id, forKey: .id)
            try container.encode(record.kind, forKey: .kind)
            try container.encode(record.mailbox, forKey: .folder)
            try container.encode(record.address, forKey: .address)
            try container.encode(record.rule, forKey: .rule)
            try container.encode(record.copy, forKey: .copy)
            try container.encode(record.flags, forKey: .flags)
            try container.encode(QueueState(record.state).rawValue, forKey: .state)
            try container.encode(record.attempts, forKey: .attempts)
            try container.encode(record.nextTry, forKey: .nextTry)
            try container.encode(record.lastAnswer, forKey: .answer)
        }
    }
}
