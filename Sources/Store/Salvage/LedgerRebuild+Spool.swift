public import Foundation
import GRDB

/// A row whose message the ledger takes to be on its way.
public struct OpenMessage: Sendable {
    public struct Effect: Sendable {
        public let id: Int64
        public let state: EffectState
        public let isFolder: Bool
        public let spoolName: String?
    }

    public let id: MessageRow
    public let account: String
    public let state: MessageState
    public let serverCopy: ServerCopy
    public let contentHash: [UInt8]
    public let spoolName: String?
    public let from: String?
    public let subject: String?
    /// Whether the row is from a backup, so older than what was done since.
    public let isOld: Bool
    /// Whether only indexes knew of it: what was done with it is not known but by its effects.
    public let isFromIndexes: Bool
    /// Whether a repair entered it, for a file that it found.
    public let isFound: Bool
    public let effects: [Effect]

    /// Whether it still has something to do.
    public var isOpen: Bool { state == .spooled || effects.contains { $0.state.isOpen } }
}

extension EffectState {
    public var isOpen: Bool { [.planned, .intent, .deferred, .held].contains(self) }
}

extension LedgerRebuild {
    /// The messages that are not settled, or own a name in the spool.
    public func openMessages() throws -> [OpenMessage] {
        try read { database in
            try Row.fetchAll(database, sql: "\(Self.messageColumns) WHERE message.spool_name IS NOT NULL OR message.state IN (0, 1) ORDER BY message.id")
                .map { try Self.message($0, database) }
        }
    }

    /// The messages with these octets.
    public func messages(with contentHash: [UInt8]) throws -> [OpenMessage] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "\(Self.messageColumns) WHERE message.account_id IN (SELECT id FROM account) AND message.content_hash = ? ORDER BY message.id",
                arguments: [Data(contentHash)]
            ).map { try Self.message($0, database) }
        }
    }

    private static let messageColumns = """
        SELECT message.id, account.name, message.state, message.server_copy, message.content_hash, message.spool_name, message.from_text,
            message.subject, uncertain.origin, message.uidl FROM message JOIN account ON account.id = message.account_id LEFT JOIN uncertain ON uncertain.id = message.id
        """

    private static func message(_ row: Row, _ database: Database) throws -> OpenMessage {
        let hash: Data = row[4]
        let origin: Int64? = row[8]
        let effects = try Row.fetchAll(
            database, sql: "SELECT id, state, mailbox IS NOT NULL, spool_name FROM effect WHERE message_id = ? ORDER BY ordinal",
            arguments: [row[0] as Int64])
        return OpenMessage(
            id: row[0], account: row[1], state: MessageState(rawValue: row[2]) ?? .quarantined, serverCopy: ServerCopy(rawValue: row[3]) ?? .present,
            contentHash: [UInt8](hash), spoolName: row[5], from: row[6], subject: row[7], isOld: origin == Origin.backup.rawValue, isFromIndexes: origin == Origin.indexes.rawValue,
            isFound: (row[9] as String).hasPrefix(namelessPrefix),
            effects: effects.map {
                OpenMessage.Effect(id: $0[0], state: EffectState(rawValue: $0[1]) ?? .parked, isFolder: $0[2], spoolName: $0[3])
            })
    }

    public func messageCount() throws -> Int { try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM message") ?? 0 } }

    /// Every name in the spool that a row or an effect owns.
    public func spoolNames() throws -> Set<String> { try read(Store.ownedNames) }

    /// What becomes of a message that is known.
    public enum Verdict: Sendable, Equatable {
        /// It has reached where it should; these are its effects that are.
        case done
        /// To be decided as if it had just come, by this name in the spool. What was planned before is forgotten.
        case decide(spoolName: String)
        /// As if it had never come: the server still has it.
        case forget
        /// For a person to look at.
        case setAside(spoolName: String?, reason: String)
    }

    public func settle(_ message: MessageRow, _ verdict: Verdict) throws {
        try write { database in
            func forgetPlan() throws {
                for table in ["effect", "plan", "tag"] { try database.execute(sql: "DELETE FROM \(table) WHERE message_id = ?", arguments: [message]) }
            }
            switch verdict {
            case .done:
                try database.execute(sql: "UPDATE effect SET state = 2, next_try = NULL WHERE message_id = ? AND state IN (0, 1, 3, 6)", arguments: [message])
                try database.execute(sql: "UPDATE message SET state = 2, spool_name = NULL WHERE id = ?", arguments: [message])
            case .decide(let name):
                try forgetPlan()
                try database.execute(
                    sql: "UPDATE message SET state = 0, spool_name = ?, attempts = 0, deferrals = 0, reason = NULL WHERE id = ?", arguments: [name, message])
            case .forget:
                try forgetPlan()
                try database.execute(sql: "DELETE FROM message WHERE id = ?", arguments: [message])
            case .setAside(let name, let reason):
                try database.execute(
                    sql: "UPDATE message SET state = 3, spool_name = ?, reason = ? WHERE id = ?", arguments: [name, reason, message])
            }
        }
    }

    /// Marks effects as done: their copies were found, or their names in the spool are used up.
    public func finish(effects: [Int64]) throws {
        try write { database in
            for effect in effects { try database.execute(sql: "UPDATE effect SET state = 2, next_try = NULL WHERE id = ?", arguments: [effect]) }
        }
    }

    /// Gives a forward up until a person says what is to be done: it may have been sent.
    public func park(effects: [Int64], reason: String) throws {
        try write { database in
            for effect in effects {
                try database.execute(sql: "UPDATE effect SET state = 4, next_try = NULL, last_answer = ? WHERE id = ?", arguments: [reason, effect])
            }
        }
    }

    /// Enters a file of the spool that no row knows: to be decided, or set aside with the reason.
    ///
    /// If the server has it as well, the next poll finds it by its octets, and does not take it for another message.
    public func adopt(_ finding: FolderFinding, spoolName: String, account: Int64, reason: String?, at time: Date) throws -> MessageRow {
        try write { database in
            try Self.insert(
                finding, spoolName: spoolName, state: reason == nil ? .spooled : .quarantined, copy: .doubtful, vanishedAt: nil, reason: reason, account,
                time, database)
        }
    }

    /// The account's row, made where it is missing.
    public func account(named name: String) throws -> Int64 {
        try write { database in
            if let id = try Int64.fetchOne(database, sql: "SELECT id FROM account WHERE name = ?", arguments: [name]) { return id }
            try database.execute(sql: "INSERT INTO account (name) VALUES (?)", arguments: [name])
            return database.lastInsertedRowID
        }
    }
}
