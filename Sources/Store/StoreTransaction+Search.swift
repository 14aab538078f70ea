import GRDB

extension StoreTransaction {
    /// Fills the full text behind: messages that were decided and are not in it yet, up to `limit` of them, oldest first.
    ///
    /// - Returns: How many were looked at; fewer than `limit` means that nothing is left.
    @discardableResult
    public func indexPending(limit: Int) throws -> Int {
        let behind = try Int64.fetchAll(
            database,
            sql: """
                SELECT message_id FROM search_behind WHERE EXISTS (SELECT 1 FROM plan WHERE plan.message_id = search_behind.message_id)
                ORDER BY message_id LIMIT ?
                """,
            arguments: [limit])
        for id in behind {
            try database.cachedStatement(sql: "DELETE FROM search_behind WHERE message_id = ?").execute(arguments: [id])
            try enter(id)
        }
        guard behind.count < limit else { return behind.count }

        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT id, EXISTS (SELECT 1 FROM plan WHERE plan.message_id = message.id) FROM message
                WHERE id > (SELECT filled_to FROM search_progress) ORDER BY id LIMIT ?
                """,
            arguments: [limit - behind.count])
        for row in rows {
            let id: Int64 = row[0]
            if row[1] {
                try enter(id)
            } else {
                try database.cachedStatement(sql: "INSERT INTO search_behind (message_id) VALUES (?)").execute(arguments: [id])
            }
        }
        if let last: Int64 = rows.last?[0] {
            try database.execute(sql: "UPDATE search_progress SET filled_to = ?", arguments: [last])
        }
        return behind.count + rows.count
    }

    private func enter(_ id: MessageRow) throws {
        try database.cachedStatement(sql: """
            INSERT INTO search (rowid, from_text, to_text, subject)
            SELECT id, from_text, to_text, subject FROM message WHERE id = ?
            """).execute(arguments: [id])
    }
}
