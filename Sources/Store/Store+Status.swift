import Foundation
import GRDB

extension Store {
    /// How the rounds of every account that the ledger knows went, by name.
    public func accountStatus() async throws -> [AccountStatus] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT account.id, account.name, last_begin, last_success, last_error, last_error_at,
                        coalesce(failures, 0), rules_version
                    FROM account LEFT JOIN account_status ON account_status.account_id = account.id ORDER BY account.name
                    """
            ).map { row in
                AccountStatus(
                    id: row[0], account: row[1], lastBegin: Date(unixSeconds: row[2]), lastSuccess: Date(unixSeconds: row[3]),
                    lastError: row[4], lastErrorAt: Date(unixSeconds: row[5]), failures: row[6], rulesVersion: row[7])
            }
        }
    }
}
