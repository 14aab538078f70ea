import Foundation
import GRDB

extension Store {
    /// The newest messages that the query finds, up to `limit`.
    ///
    /// Words are found in messages that ``StoreTransaction/indexPending(limit:)`` came past.
    public func search(_ query: SearchQuery, limit: Int) async throws -> [SearchHit] {
        let condition = SearchCondition(query)
        return try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT message.id, account.name, message.uidl, message.message_id,
                        coalesce(message.date, message.first_seen) AS at, message.from_text, message.subject
                    FROM message JOIN account ON account.id = message.account_id
                    WHERE \(condition.sql) ORDER BY at DESC, message.id DESC LIMIT ?
                    """,
                arguments: condition.arguments + [max(limit, 0)])
            return try rows.map { row in
                let id: Int64 = row[0]
                let tags = try String.fetchAll(
                    database.cachedStatement(sql: "SELECT tag FROM tag WHERE message_id = ? ORDER BY folded"), arguments: [id])
                let folders = try String.fetchAll(
                    database.cachedStatement(sql: """
                        SELECT mailbox FROM effect WHERE message_id = ? AND mailbox IS NOT NULL AND state < 4
                        GROUP BY mailbox ORDER BY min(ordinal)
                        """),
                    arguments: [id])
                return SearchHit(
                    id: id, account: row[1], uidl: row[2], messageID: row[3], date: Date(timeIntervalSince1970: row[4]),
                    from: row[5], subject: row[6], tags: tags, folders: folders)
            }
        }
    }
}
