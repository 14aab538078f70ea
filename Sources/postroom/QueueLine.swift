import Foundation
import Store

/// An entry of the queue for scripts.
struct QueueLine: Encodable {
    private let entry: QueueEntry

    init(_ entry: QueueEntry) {
        self.entry = entry
    }

    private enum CodingKeys: String, CodingKey {
        case id, message, account, kind, address, folder, state, attempts, queued, answer, subject, from, size, rule
        case nextTry = "next-try"
        case finished
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(entry.id.description, forKey: .id)
        try container.encode(entry.message, forKey: .message)
        try container.encode(entry.account, forKey: .account)
        try container.encode(entry.kind, forKey: .kind)
        try container.encode(entry.address, forKey: .address)
        try container.encode(entry.mailbox, forKey: .folder)
        try container.encode(entry.state.rawValue, forKey: .state)
        try container.encode(entry.attempts, forKey: .attempts)
        try container.encode(entry.queuedAt, forKey: .queued)
        try container.encode(entry.nextTry, forKey: .nextTry)
        try container.encode(entry.finishedAt, forKey: .finished)
        try container.encode(entry.lastAnswer, forKey: .answer)
        try container.encode(entry.subject, forKey: .subject)
        try container.encode(entry.from, forKey: .from)
        try container.encode(entry.size, forKey: .size)
        try container.encode(entry.rule, forKey: .rule)
    }
}
