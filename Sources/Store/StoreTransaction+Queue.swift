public import Foundation
import GRDB

/// What a person does with the queue. Each of these leaves alone what it does not fit, and says what it changed.
extension StoreTransaction {
    /// Has redirects and copies for folders tried again now: what is parked, put off, held or waiting, if its octets are still here.
    ///
    /// Its time in the queue begins anew, and its message is open again.
    /// - Returns: Those that will be tried.
    @discardableResult
    public func retry(_ effects: [Int64], at now: Date = Date()) throws -> [Int64] {
        // The octets are here if a name is, and no other effect has used that name up or is about to.
        let look = try database.cachedStatement(sql: """
            SELECT message.id, coalesce(effect.spool_name, message.spool_name) AS name
            FROM effect JOIN message ON message.id = effect.message_id
            WHERE effect.id = ? AND effect.state IN (3, 4, 5, 6) AND message.state IN (1, 2)
                AND (effect.mailbox IS NOT NULL OR effect.kind = 'redirect') AND name IS NOT NULL
                AND NOT EXISTS (
                    SELECT 1 FROM effect AS other
                    WHERE other.message_id = message.id AND other.id <> effect.id AND other.spool_name = name
                        AND other.state IN (0, 1, 2, 3, 6))
            """)
        let retry = try database.cachedStatement(sql: "UPDATE effect SET state = 3, next_try = ?1, queued_at = ?1 WHERE id = ?2")
        return try effects.filter { effect in
            guard let row = try Row.fetchOne(look, arguments: [effect]) else { return false }
            try reopen(row[0], owning: row[1])
            try retry.execute(arguments: [now.timeIntervalSince1970, effect])
            return true
        }
    }

    /// Holds effects back until they are released: what is to be sent and not begun, and copies for folders that were put off.
    ///
    /// - Returns: Those that are held now and were not before.
    @discardableResult
    public func hold(_ effects: [Int64]) throws -> [Int64] {
        let hold = try database.cachedStatement(sql: """
            UPDATE effect SET state = 6 WHERE id = ? AND (state = 3 OR (state = 0 AND mailbox IS NULL))
            """)
        return try effects.filter { effect in
            try hold.execute(arguments: [effect])
            return database.changesCount == 1
        }
    }

    /// Lets held effects go on where they were. The time for which they were held does not count against them.
    ///
    /// - Returns: Those that were held.
    @discardableResult
    public func release(_ effects: [Int64], at now: Date = Date()) throws -> [Int64] {
        let release = try database.cachedStatement(sql: """
            UPDATE effect SET state = CASE WHEN next_try IS NULL THEN 0 ELSE 3 END, queued_at = ? WHERE id = ? AND state = 6
            """)
        return try effects.filter { effect in
            try release.execute(arguments: [now.timeIntervalSince1970, effect])
            return database.changesCount == 1
        }
    }

    /// Gives effects up for good: redirects and whatever else is not for folders unless it is done, copies for folders where they are
    /// parked, held or waiting. The last answer is kept; a message with nothing left to do is closed.
    ///
    /// Where this was the last thing to happen with a message, the message is in no folder and nowhere else then: that is the
    /// will of the person who drops it. An attempt that is under way may still succeed, and is done then.
    /// - Returns: Those that were dropped, and the names in the spool that nobody needs any more: they may be unlinked once this is
    ///   committed.
    public func drop(_ effects: [Int64]) throws -> (dropped: [Int64], released: [String]) {
        let look = try database.cachedStatement(sql: """
            SELECT message_id FROM effect WHERE id = ? AND (state IN (4, 5, 6) OR (state IN (0, 1, 3) AND mailbox IS NULL))
            """)
        let drop = try database.cachedStatement(sql: "UPDATE effect SET state = 7, next_try = NULL WHERE id = ?")
        let letGo = try database.cachedStatement(sql: "UPDATE effect SET spool_name = NULL WHERE id = ?")
        var released: Set<String> = []
        var messages: Set<MessageRow> = []
        let dropped = try effects.filter { effect in
            guard let message = try Int64.fetchOne(look, arguments: [effect]) else { return false }
            try drop.execute(arguments: [effect])
            if let name = try nameNobodyNeeds(ownedBy: effect) { released.insert(name) }
            try letGo.execute(arguments: [effect])
            messages.insert(message)
            return true
        }
        released.formUnion(try settle(messages: messages.sorted()))
        return (dropped, released.sorted())
    }

    /// Has a quarantined message decided again, as if it had just come; one that was decided goes on with its plan.
    ///
    /// - Returns: Whether it was quarantined, and its row has a name in the spool. Whether there is a file under it is the caller's to see.
    @discardableResult
    public func restoreFromQuarantine(_ message: MessageRow) throws -> Bool {
        try database.execute(
            sql: """
                UPDATE message SET state = EXISTS (SELECT 1 FROM plan WHERE message_id = message.id), attempts = 0, deferrals = 0,
                    reason = NULL
                WHERE id = ? AND state = 3 AND spool_name IS NOT NULL
                """,
            arguments: [message])
        return database.changesCount == 1
    }

    /// Gives a quarantined message up for good; the reason is kept.
    ///
    /// - Returns: Whether it was quarantined, and the names in the spool that may be unlinked once this is committed.
    public func dropQuarantined(_ message: MessageRow) throws -> (dropped: Bool, released: [String]) {
        guard
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM message WHERE id = ? AND state = 3)", arguments: [message]) == true
        else { return (false, []) }
        let names = try String.fetchSet(
            database,
            sql: """
                SELECT spool_name FROM message WHERE id = ?1 AND spool_name IS NOT NULL
                UNION SELECT spool_name FROM effect WHERE message_id = ?1 AND state NOT IN (2, 7) AND spool_name IS NOT NULL
                """,
            arguments: [message])
        try database.execute(
            sql: "UPDATE effect SET state = 7, next_try = NULL, spool_name = NULL WHERE message_id = ? AND state NOT IN (2, 7)",
            arguments: [message])
        try database.execute(sql: "UPDATE message SET state = 2, spool_name = NULL WHERE id = ?", arguments: [message])
        return (true, names.sorted())
    }
}
