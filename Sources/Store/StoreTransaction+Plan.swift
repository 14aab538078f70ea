public import Foundation
import GRDB

extension StoreTransaction {
    /// Records decisions: plan, effects, tags and sightings of each message together; the messages are planned then.
    ///
    /// - Returns: The identities of each message's effects, in their order; none for a deferred one.
    /// - Throws: ``StoreError/unexpectedState(message:)`` for a message that is not spooled, or not the account's.
    public func plan(_ messages: [PlannedMessage], account: Int64) throws -> [[Int64]] {
        let statements = try PlanStatements(database)
        let effects = try messages.map { try plan($0, account: account, statements) }
        if let version = messages.last(where: { !$0.deferred })?.rulesVersion { try usedRules(version, account: account) }
        return effects
    }

    private func plan(_ message: PlannedMessage, account: Int64, _ statements: PlanStatements) throws -> [Int64] {
        let summary = message.summary
        let state: MessageState = message.deferred ? .spooled : .planned
        try statements.summary.execute(arguments: [
            summary.messageID, summary.from, summary.to, summary.subject, summary.date?.timeIntervalSince1970,
            state.rawValue, message.deferred, message.id, account,
        ])
        guard database.changesCount == 1 else { throw StoreError.unexpectedState(message: message.id) }
        if message.deferred { return [] }

        try statements.plan.execute(arguments: [
            message.id, message.decidedAt.timeIntervalSince1970, message.rulesVersion, message.settled, message.keep,
            message.decidedBy, message.error, message.trace.isEmpty ? nil : Data(message.trace),
        ])
        var effects: [Int64] = []
        for (ordinal, effect) in message.effects.enumerated() {
            try statements.effect.execute(arguments: [
                message.id, ordinal, effect.kind, effect.mailbox, effect.address, effect.payload,
                effect.flags.isEmpty ? nil : effect.flags.joined(separator: " "), effect.copy, effect.rule,
                effect.state.rawValue, effect.spoolName, effect.lastAnswer,
                effect.mailbox == nil ? message.decidedAt.timeIntervalSince1970 : nil,
            ])
            effects.append(database.lastInsertedRowID)
        }
        for tag in message.tags {
            try statements.tag.execute(arguments: [message.id, TagText.folded(tag), tag])
        }
        for sighting in message.sightings {
            try statements.sighting.execute(arguments: [
                account, sighting.purpose, sighting.rule, sighting.text, sighting.firstSeen.timeIntervalSince1970,
                sighting.expires.timeIntervalSince1970, message.id,
            ])
        }
        return effects
    }

    /// Forgets the keys whose time is over.
    public func forgetExpiredKeys(at now: Date) throws {
        try database.execute(sql: "DELETE FROM seen_key WHERE expires_at <= ?", arguments: [now.timeIntervalSince1970])
    }
}

/// The statements of a plan, prepared once a connection.
private struct PlanStatements {
    let summary: Statement
    let plan: Statement
    let effect: Statement
    let tag: Statement
    let sighting: Statement

    init(_ database: Database) throws {
        summary = try database.cachedStatement(sql: """
            UPDATE message SET message_id = ?, from_text = ?, to_text = ?, subject = ?, date = ?, state = ?,
                deferrals = deferrals + ?
            WHERE id = ? AND account_id = ? AND state = 0
            """)
        plan = try database.cachedStatement(sql: """
            INSERT INTO plan (message_id, decided_at, rules_version, settled, keep, decided_by, error, trace)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        effect = try database.cachedStatement(sql: """
            INSERT INTO effect (message_id, ordinal, kind, mailbox, address, payload, flags, copy, rule, state, spool_name,
                last_answer, queued_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        tag = try database.cachedStatement(sql: "INSERT OR IGNORE INTO tag (message_id, folded, tag) VALUES (?, ?, ?)")
        // The first sighting stays the first until its time is over.
        sighting = try database.cachedStatement(sql: """
            INSERT INTO seen_key (account_id, purpose, rule, key_text, first_seen, expires_at, message_id)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET first_seen = excluded.first_seen, expires_at = excluded.expires_at,
                message_id = excluded.message_id
            WHERE expires_at <= excluded.first_seen
            """)
    }
}
