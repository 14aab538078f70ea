public import Foundation
import GRDB

extension StoreTransaction {
    /// A forward was taken over by its server, with this answer; the time counts for the account's rate.
    ///
    /// - Returns: The name in the spool that it owned, which may be unlinked once this is committed; nil if something else needs it.
    @discardableResult
    public func sent(_ effect: Int64, answer: String, at time: Date = Date()) throws -> String? {
        try database.cachedStatement(sql: """
            UPDATE effect SET state = 2, next_try = NULL, finished_at = ?, last_answer = ? WHERE id = ?
            """).execute(arguments: [time.timeIntervalSince1970, answer, effect])
        return try nameNobodyNeeds(ownedBy: effect)
    }

    /// Gives an effect up with the reason, and keeps the message: `keeping`, the copy in the inbox, becomes one more effect of it unless
    /// a folder has it or is going to.
    ///
    /// A message that was closed is open again then. Changes nothing where the effect is final by now.
    /// - Returns: The new effect; nil where none was needed, and then the name in the spool that was made for it is nobody's.
    @discardableResult
    public func park(_ effect: Int64, reason: String, keeping: PlannedEffect?) throws -> Int64? {
        let message = try Int64.fetchOne(
            database,
            sql: """
                SELECT message.id FROM effect JOIN message ON message.id = effect.message_id
                WHERE effect.id = ? AND effect.state NOT IN (2, 4, 7) AND message.state IN (1, 2)
                """,
            arguments: [effect])
        try park(effect, reason: reason)
        guard let message, let keeping, try !hasFolder(message: message) else { return nil }
        try reopen(message, owning: keeping.spoolName)
        return try addEffect(keeping, to: message)
    }

    /// Puts effects off without having tried each, for a server that is down; one attempt counts for each of them.
    ///
    /// Those that are final or held back by now stay as they are.
    public func deferAll(_ effects: [Int64], answer: String, nextTry: Date) throws {
        // Whose intent is committed has its attempt counted.
        let statement = try database.cachedStatement(sql: """
            UPDATE effect SET attempts = attempts + (state <> 1), state = 3, last_answer = ?, next_try = ?
            WHERE id = ? AND state IN (0, 1, 3)
            """)
        for effect in effects { try statement.execute(arguments: [answer, nextTry.timeIntervalSince1970, effect]) }
    }

    /// Makes a message planned again, with a name in the spool, so that it is looked at.
    func reopen(_ message: MessageRow, owning spoolName: String?) throws {
        try database.cachedStatement(sql: """
            UPDATE message SET state = 1, spool_name = coalesce(spool_name, ?) WHERE id = ? AND state IN (1, 2)
            """).execute(arguments: [spoolName, message])
    }

    /// The effect's name in the spool, unless another effect shares it, or has none of its own and lives by its message's.
    func nameNobodyNeeds(ownedBy effect: Int64) throws -> String? {
        try String.fetchOne(
            database.cachedStatement(sql: """
                SELECT effect.spool_name FROM effect JOIN message ON message.id = effect.message_id
                WHERE effect.id = ? AND effect.spool_name IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM effect AS other
                    WHERE other.message_id = message.id AND other.id <> effect.id AND other.state NOT IN (2, 7)
                        AND coalesce(other.spool_name, message.spool_name) = effect.spool_name)
                """),
            arguments: [effect])
    }
}
