public import Foundation
import GRDB

extension StoreTransaction {
    /// Lets rows take over the UIDLs under which a moved mailbox shows their messages. Once this is committed, these messages are known.
    ///
    /// - Parameter copy: ``ServerCopy/present``, or ``ServerCopy/deleteDue`` where it may be gone already.
    /// - Returns: Those that are the case now: a row that has another UIDL by now, or is quarantined, is not claimed.
    public func claim(_ claims: [HeaderClaim], account: Int64, serverCopy copy: ServerCopy, at time: Date) throws -> [HeaderClaim] {
        let generation = try database.cachedStatement(sql: """
            SELECT coalesce(max(generation) + 1, 0) FROM message WHERE account_id = ? AND uidl = ? AND id <> ?
            """)
        let claim = try database.cachedStatement(sql: """
            UPDATE message SET uidl = ?, generation = ?, server_copy = ?, vanished_at = NULL, claimed_at = ?
            WHERE id = ? AND account_id = ? AND uidl = ? AND state <> 3
            """)
        let forget = try database.cachedStatement(sql: "DELETE FROM refusal WHERE account_id = ? AND uidl = ?")
        return try claims.filter { one in
            try claim.execute(arguments: [
                one.uidl, try Int.fetchOne(generation, arguments: [account, one.uidl, one.row]), copy.rawValue, time.timeIntervalSince1970,
                one.row, account, one.known,
            ])
            guard database.changesCount == 1 else { return false }
            try forget.execute(arguments: [account, one.uidl])
            return true
        }
    }

    /// These messages are gone from the server, together with most others: they may be found again under other UIDLs.
    public func vanished(_ messages: [MessageRow], at time: Date) throws {
        let statement = try database.cachedStatement(sql: "UPDATE message SET server_copy = 3, vanished_at = ? WHERE id = ?")
        for message in messages { try statement.execute(arguments: [time.timeIntervalSince1970, message]) }
    }
}
