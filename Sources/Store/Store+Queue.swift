import Foundation
import GRDB

extension Store {
    /// What is still to happen outside of folders, and everything that is parked, held or waiting; then the quarantined messages.
    ///
    /// In the order of their identities; at most `limit` of them.
    /// - Parameter states: Nil for all. ``QueueState/done`` and ``QueueState/dropped`` are in no queue.
    public func queue(account: String? = nil, states: Set<QueueState>? = nil, limit: Int = .max) async throws -> [QueueEntry] {
        try await read { database in
            let wanted = (states ?? Set(QueueState.allCases)).compactMap(\.effectState).map { String($0.rawValue) }
            var entries = try Row.fetchAll(
                database,
                sql: """
                    \(QueueEntry.ofEffects)
                    WHERE effect.id IN (\(Self.queuedEffects)) AND effect.state IN (\(wanted.sorted().joined(separator: ", ")))
                        AND account.name = ifnull(?, account.name)
                    ORDER BY effect.id LIMIT ?
                    """,
                arguments: [account, max(limit, 0)]
            ).map(QueueEntry.init(effect:))
            guard states?.contains(.quarantined) ?? true, entries.count < limit else { return entries }
            entries += try Row.fetchAll(
                database,
                sql: """
                    \(QueueEntry.ofMessages) WHERE message.id IN (SELECT id FROM message INDEXED BY message_quarantined WHERE state = 3)
                        AND account.name = ifnull(?, account.name)
                    ORDER BY message.id LIMIT ?
                    """,
                arguments: [account, limit - entries.count]
            ).map(QueueEntry.init(message:))
            return entries
        }
    }

    /// One effect, in whatever state, or one quarantined message; nil for an unknown one.
    public func queueEntry(_ id: QueueID) async throws -> QueueEntry? {
        try await read { database in
            switch id {
            case .effect(let effect):
                try Row.fetchOne(database, sql: "\(QueueEntry.ofEffects) WHERE effect.id = ?", arguments: [effect])
                    .map(QueueEntry.init(effect:))
            case .message(let message):
                try Row.fetchOne(
                    database, sql: "\(QueueEntry.ofMessages) WHERE message.id = ? AND message.state = 3", arguments: [message]
                ).map(QueueEntry.init(message:))
            }
        }
    }

    /// The queue in a few numbers.
    public func queueFigures() async throws -> QueueFigures {
        try await read { database in
            let toSend = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*), min(coalesce(queued_at, next_try)), min(coalesce(next_try, queued_at, 0)) FROM effect INDEXED BY effect_queue
                    WHERE mailbox IS NULL AND state IN (0, 1, 3)
                    """)
            let atRest = try Row.fetchAll(
                database,
                sql: """
                    SELECT state, count(*) FROM effect INDEXED BY effect_unhappy
                    WHERE state IN (3, 4, 5, 6) AND state <> 3 GROUP BY state
                    """)
            let counts = Dictionary(uniqueKeysWithValues: atRest.map { ($0[0] as Int64, $0[1] as Int) })
            func count(_ state: EffectState) -> Int { counts[state.rawValue] ?? 0 }
            let quarantined = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM message INDEXED BY message_quarantined WHERE state = 3") ?? 0
            let sending: Int = toSend?[0] ?? 0
            return QueueFigures(
                count: sending + counts.values.reduce(0, +) + quarantined, toSend: sending, oldest: Date(unixSeconds: toSend?[1]),
                nextTry: Date(unixSeconds: toSend?[2]), parked: count(.parked), held: count(.held), waiting: count(.waiting),
                quarantined: quarantined)
        }
    }

    /// Two small indices have all of them between them.
    private static let queuedEffects = """
        SELECT id FROM effect INDEXED BY effect_queue WHERE mailbox IS NULL AND state IN (0, 1, 3)
        UNION ALL SELECT id FROM effect INDEXED BY effect_unhappy WHERE state IN (3, 4, 5, 6) AND state <> 3
        """
}

extension QueueEntry {
    static let ofEffects = """
        SELECT effect.id, effect.message_id, account.name, effect.kind, effect.address, effect.mailbox, effect.state, effect.attempts,
            coalesce(effect.queued_at, plan.decided_at, message.first_seen), effect.next_try, effect.finished_at, effect.last_answer,
            message.subject, message.from_text, message.size, effect.rule, coalesce(effect.spool_name, message.spool_name)
        FROM effect JOIN message ON message.id = effect.message_id JOIN account ON account.id = message.account_id
        LEFT JOIN plan ON plan.message_id = message.id
        """
    static let ofMessages = """
        SELECT message.id, account.name, message.attempts, message.first_seen, message.reason, message.subject, message.from_text,
            message.size, message.spool_name
        FROM message JOIN account ON account.id = message.account_id
        """

    init(effect row: Row) {
        id = .effect(row[0])
        message = row[1]
        account = row[2]
        kind = row[3]
        address = row[4]
        mailbox = row[5]
        state = QueueState(EffectState(rawValue: row[6]) ?? .parked)
        attempts = row[7]
        queuedAt = Date(timeIntervalSince1970: row[8])
        nextTry = Date(unixSeconds: row[9])
        finishedAt = Date(unixSeconds: row[10])
        lastAnswer = row[11]
        subject = row[12]
        from = row[13]
        size = row[14]
        rule = row[15]
        spoolName = row[16]
    }

    init(message row: Row) {
        id = .message(row[0])
        message = row[0]
        account = row[1]
        kind = "message"
        address = nil
        mailbox = nil
        state = .quarantined
        attempts = row[2]
        queuedAt = Date(timeIntervalSince1970: row[3])
        nextTry = nil
        finishedAt = nil
        lastAnswer = row[4]
        subject = row[5]
        from = row[6]
        size = row[7]
        rule = nil
        spoolName = row[8]
    }
}
