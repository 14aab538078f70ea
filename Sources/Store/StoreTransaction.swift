public import Foundation
import GRDB

/// The identity of a message in the ledger.
public typealias MessageRow = Int64

/// What can be done inside ``Store/write(_:)``; it cannot be kept beyond it.
public struct StoreTransaction: ~Copyable {
    let database: Database

    /// The account's identity, made at first use.
    public func accountID(named name: String) throws -> Int64 {
        if let id = try Int64.fetchOne(database, sql: "SELECT id FROM account WHERE name = ?", arguments: [name]) { return id }
        try database.execute(sql: "INSERT INTO account (name) VALUES (?)", arguments: [name])
        return database.lastInsertedRowID
    }

    /// Records that the server would not give this message out: one more attempt, and its answer.
    public func refused(account: Int64, uidl: String, answer: String, at time: Date = Date()) throws {
        try database.cachedStatement(sql: """
            INSERT INTO refusal (account_id, uidl, attempts, answer, last_try) VALUES (?, ?, 1, ?, ?)
            ON CONFLICT DO UPDATE SET attempts = attempts + 1, answer = excluded.answer, last_try = excluded.last_try
            """).execute(arguments: [account, uidl, answer, time.timeIntervalSince1970])
    }

    /// Keeps the texts of a version of the rules, each once by its hash; a version that is known changes nothing.
    ///
    /// `texts` in the order in which they are read.
    public func recordRules(version: String, texts: [RulesText]) throws {
        for (position, text) in texts.enumerated() {
            try database.execute(
                sql: "INSERT OR IGNORE INTO rules_text (hash, text) VALUES (?, ?)", arguments: [text.hash, text.text])
            try database.execute(
                sql: "INSERT OR IGNORE INTO rules_version (version, position, name, hash) VALUES (?, ?, ?, ?)",
                arguments: [version, position, text.name, text.hash])
        }
    }
}
