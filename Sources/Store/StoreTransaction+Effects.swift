public import Foundation
import GRDB

extension StoreTransaction {
    /// Records that these effects are about to be tried, and where; one more attempt is counted for each.
    ///
    /// To be committed before the attempt.
    /// - Returns: Those that may be tried. What a person has held back or given up since it was read is not among them; a copy for a
    ///   folder is, once it is held: it is under way, and its intent has to be known.
    @discardableResult
    public func intent(effects: [(id: Int64, destination: String?)]) throws -> [Int64] {
        let statement = try database.cachedStatement(sql: """
            UPDATE effect SET state = 1, attempts = attempts + 1, destination = ?, next_try = NULL
            WHERE id = ? AND (state IN (0, 1, 3) OR (state = 6 AND mailbox IS NOT NULL))
            """)
        return try effects.filter { effect in
            try statement.execute(arguments: [effect.destination, effect.id])
            return database.changesCount == 1
        }.map(\.id)
    }

    /// These effects have happened.
    public func finish(effects: [Int64]) throws {
        let statement = try database.cachedStatement(sql: "UPDATE effect SET state = 2, next_try = NULL WHERE id = ?")
        for id in effects { try statement.execute(arguments: [id]) }
    }

    /// Gives an effect up, with the reason. What is done or dropped stays so.
    public func park(_ effect: Int64, reason: String) throws {
        try database.cachedStatement(sql: """
            UPDATE effect SET state = 4, next_try = NULL, last_answer = ? WHERE id = ? AND state NOT IN (2, 7)
            """).execute(arguments: [reason, effect])
    }

    /// Puts an effect off: the answer it got, and when it is tried again. Counts no attempt: the intent did.
    ///
    /// Changes nothing where the effect is final or held back by now.
    public func deferEffect(_ effect: Int64, answer: String, nextTry: Date) throws {
        try database.cachedStatement(sql: """
            UPDATE effect SET state = 3, last_answer = ?, next_try = ? WHERE id = ? AND state IN (0, 1, 3)
            """).execute(arguments: [answer, nextTry.timeIntervalSince1970, effect])
    }

    /// One more effect of a planned message, at the end of its plan: the copy in the inbox after a final refusal, say.
    ///
    /// - Throws: ``StoreError/unexpectedState(message:)`` unless the message is planned.
    public func addEffect(_ effect: PlannedEffect, to message: MessageRow) throws -> Int64 {
        try database.execute(
            sql: """
                INSERT INTO effect (message_id, ordinal, kind, mailbox, address, payload, flags, copy, rule, state, spool_name,
                    last_answer, queued_at)
                SELECT id, (SELECT coalesce(max(ordinal) + 1, 0) FROM effect WHERE message_id = message.id),
                    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    CASE WHEN ? THEN (SELECT decided_at FROM plan WHERE message_id = message.id) END
                FROM message WHERE id = ? AND state = 1
                """,
            arguments: [
                effect.kind, effect.mailbox, effect.address, effect.payload,
                effect.flags.isEmpty ? nil : effect.flags.joined(separator: " "), effect.copy, effect.rule,
                effect.state.rawValue, effect.spoolName, effect.lastAnswer, effect.mailbox == nil, message,
            ])
        guard database.changesCount == 1 else { throw StoreError.unexpectedState(message: message) }
        return database.lastInsertedRowID
    }

    /// Whether an effect puts this message into a folder, or has; those that were given up do not count.
    public func hasFolder(message: MessageRow) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM effect WHERE message_id = ? AND mailbox IS NOT NULL AND state IN (0, 1, 2, 3, 6))",
            arguments: [message]) ?? false
    }

    /// Closes the planned messages among these whose every effect is final; others stay as they are.
    ///
    /// A closed message lets go of its name in the spool, unless a parked or waiting effect without a name of its own still
    /// needs the octets; one that was closed before does so once nothing needs them any more.
    /// - Returns: The names that were let go, in no order: they may be unlinked once this is committed. A name that an effect
    ///   owns too is not among them: its delivery uses it up.
    @discardableResult
    public func settle(messages: [MessageRow]) throws -> [String] {
        let look = try database.cachedStatement(sql: """
            SELECT message.spool_name, total(effect.state IN (0, 1, 3, 6)),
                total(effect.state IN (4, 5) AND effect.spool_name IS NULL), total(effect.spool_name = message.spool_name)
            FROM message LEFT JOIN effect ON effect.message_id = message.id
            WHERE message.id = ? AND message.state IN (1, 2) GROUP BY message.id
            """)
        let settle = try database.cachedStatement(sql: "UPDATE message SET state = 2 WHERE id = ?")
        let letGo = try database.cachedStatement(sql: "UPDATE message SET state = 2, spool_name = NULL WHERE id = ?")
        var names: [String] = []
        for message in messages {
            guard let row = try Row.fetchOne(look, arguments: [message]) else { continue }
            let name: String? = row[0]
            let open: Double = row[1]
            let dependent: Double = row[2]
            let sharing: Double = row[3]
            if open > 0 { continue }
            if dependent > 0 {
                try settle.execute(arguments: [message])
            } else {
                try letGo.execute(arguments: [message])
                if let name, sharing == 0 { names.append(name) }
            }
        }
        return names
    }

    /// Puts a message aside, with the reason; its octets stay in the spool.
    public func quarantine(_ message: MessageRow, reason: String) throws {
        try database.execute(sql: "UPDATE message SET state = 3, reason = ? WHERE id = ?", arguments: [reason, message])
    }

    /// Counts an attempt to decide about messages; to be committed before it, so that one which ends the process is known.
    ///
    /// - Parameter change: -1 takes one back.
    public func countAttempt(messages: [MessageRow], by change: Int = 1) throws {
        let statement = try database.cachedStatement(sql: "UPDATE message SET attempts = attempts + ? WHERE id = ?")
        for message in messages { try statement.execute(arguments: [change, message]) }
    }

    /// Records what the server has of these messages.
    public func serverCopy(_ messages: [MessageRow], _ copy: ServerCopy) throws {
        let statement = try database.cachedStatement(sql: "UPDATE message SET server_copy = ? WHERE id = ?")
        for message in messages { try statement.execute(arguments: [copy.rawValue, message]) }
    }
}
