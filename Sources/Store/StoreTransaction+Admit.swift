import Foundation
import GRDB

extension StoreTransaction {
    /// Enters arrivals into the ledger. Once this is committed, their copies on the server may be deleted.
    ///
    /// The same UIDL with other content is a new generation. A new UIDL takes over a known row of the same content, if that
    /// row is among `absent`; each row at most once.
    /// - Parameter absent: The rows that a *complete* listing lacks, and doubtful ones, each with the UIDL that it was known by. A row
    ///   whose UIDL has changed since was claimed already and is not claimed again, so the same dictionary serves all batches of a poll.
    /// - Returns: One answer an arrival, in order.
    public func admit(
        _ arrivals: [Arrival], account: Int64, absent: [MessageRow: String] = [:]
    ) throws -> [Admission] {
        let statements = try AdmissionStatements(database)
        var admissions: [Admission] = []
        admissions.reserveCapacity(arrivals.count)
        for arrival in arrivals {
            admissions.append(try admit(arrival, account: account, absent: absent, statements))
        }
        if try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM refusal)") == true {
            for arrival in arrivals {
                try database.execute(
                    sql: "DELETE FROM refusal WHERE account_id = ? AND uidl = ?", arguments: [account, arrival.uidl])
            }
        }
        return admissions
    }

    private func admit(
        _ arrival: Arrival, account: Int64, absent: [MessageRow: String], _ statements: AdmissionStatements
    ) throws -> Admission {
        let hash = Data(arrival.contentHash)
        if absent.isEmpty, let row = try insert(arrival, hash, account, generation: 0, statements) { return .new(row) }

        var generation = 0
        if let latest = try Row.fetchOne(statements.latest, arguments: [account, arrival.uidl]) {
            let row: Int64 = latest[0]
            let latestGeneration: Int = latest[1]
            let known: Data = latest[2]
            if known == hash {
                try statements.comeBack.execute(arguments: [arrival.serverCopy.rawValue, row])
                return .known(row)
            }
            // A UIDL that a server gives to several messages: each of them is known by its content.
            if latestGeneration > 0,
                let row = try Int64.fetchOne(statements.earlier, arguments: [account, arrival.uidl, hash])
            {
                try statements.comeBack.execute(arguments: [arrival.serverCopy.rawValue, row])
                return .known(row)
            }
            generation = latestGeneration + 1
        }
        if !absent.isEmpty {
            for candidate in try Row.fetchAll(statements.sameContent, arguments: [account, hash]) {
                let row: Int64 = candidate[0]
                let uidl: String = candidate[1]
                guard absent[row] == uidl, uidl != arrival.uidl else { continue }
                try statements.claim.execute(arguments: [arrival.uidl, generation, arrival.serverCopy.rawValue, row])
                return .claimed(row)
            }
        }
        guard let row = try insert(arrival, hash, account, generation: generation, statements) else {
            throw StoreError.database(code: -1, message: "the UIDL has no free generation")
        }
        return .new(row)
    }

    /// - Returns: The new row, or nil when account, UIDL and generation are taken.
    private func insert(
        _ arrival: Arrival, _ hash: Data, _ account: Int64, generation: Int, _ statements: AdmissionStatements
    ) throws -> MessageRow? {
        try statements.insert.execute(arguments: [
            account, arrival.uidl, generation, hash, arrival.size, arrival.storedSize, arrival.hasBareLineEnds,
            arrival.firstSeen.timeIntervalSince1970, arrival.serverCopy.rawValue, arrival.spoolName,
        ])
        return database.changesCount == 1 ? database.lastInsertedRowID : nil
    }
}

/// The statements of an admission, prepared once a connection.
private struct AdmissionStatements {
    let insert: Statement
    let latest: Statement
    let earlier: Statement
    let sameContent: Statement
    let claim: Statement
    let comeBack: Statement

    init(_ database: Database) throws {
        insert = try database.cachedStatement(sql: """
            INSERT INTO message (account_id, uidl, generation, content_hash, size, stored_size, bare_line_ends, first_seen,
                state, server_copy, spool_name)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
            ON CONFLICT (account_id, uidl, generation) DO NOTHING
            """)
        latest = try database.cachedStatement(sql: """
            SELECT id, generation, content_hash FROM message WHERE account_id = ? AND uidl = ?
            ORDER BY generation DESC LIMIT 1
            """)
        earlier = try database.cachedStatement(sql: """
            SELECT id FROM message WHERE account_id = ? AND uidl = ? AND content_hash = ? ORDER BY generation DESC LIMIT 1
            """)
        sameContent = try database.cachedStatement(sql: """
            SELECT id, uidl FROM message WHERE account_id = ? AND content_hash = ? ORDER BY id
            """)
        claim = try database.cachedStatement(sql: """
            UPDATE message SET uidl = ?, generation = ?, server_copy = ?, vanished_at = NULL, claimed_at = NULL WHERE id = ?
            """)
        comeBack = try database.cachedStatement(sql: """
            UPDATE message SET server_copy = ?, vanished_at = NULL, claimed_at = NULL WHERE id = ?
            """)
    }
}
