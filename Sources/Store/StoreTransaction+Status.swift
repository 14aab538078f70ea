public import Foundation
import GRDB

extension StoreTransaction {
    /// Records how a round of an account ended: well, or with an error, which is counted.
    public func recordRound(account: Int64, began: Date, error: String?, ended: Date = Date()) throws {
        let (began, ended) = (began.timeIntervalSince1970, ended.timeIntervalSince1970)
        if let error {
            try database.execute(
                sql: """
                    INSERT INTO account_status (account_id, last_begin, last_error, last_error_at, failures) VALUES (?, ?, ?, ?, 1)
                    ON CONFLICT DO UPDATE SET last_begin = excluded.last_begin, last_error = excluded.last_error,
                        last_error_at = excluded.last_error_at, failures = failures + 1
                    """,
                arguments: [account, began, error, ended])
        } else {
            try database.execute(
                sql: """
                    INSERT INTO account_status (account_id, last_begin, last_success) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET last_begin = excluded.last_begin, last_success = excluded.last_success, failures = 0
                    """,
                arguments: [account, began, ended])
        }
    }

    /// The version of the rules that a plan was made with.
    func usedRules(_ version: String, account: Int64) throws {
        try database.cachedStatement(sql: """
            INSERT INTO account_status (account_id, rules_version) VALUES (?, ?)
            ON CONFLICT DO UPDATE SET rules_version = excluded.rules_version WHERE rules_version IS NOT excluded.rules_version
            """).execute(arguments: [account, version])
    }
}
