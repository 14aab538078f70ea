public import Foundation
import GRDB

/// What a file in a folder tells of a message.
public struct FolderFinding: Sendable {
    /// As the ledger keeps it: of the octets with CRLF.
    public let contentHash: [UInt8]
    /// Octets with CRLF.
    public let size: Int
    public let storedSize: Int
    public let summary: MessageSummary
    public let place: String

    public init(contentHash: [UInt8], size: Int, storedSize: Int, summary: MessageSummary, place: String) {
        self.contentHash = contentHash
        self.size = size
        self.storedSize = storedSize
        self.summary = summary
        self.place = place
    }
}

extension LedgerRebuild {
    /// Whether a file of this name in a folder is one that an effect put there. What the ledger takes to be open is noted as arrived.
    public func recognise(folderName name: String) throws -> Bool {
        try write { database in
            let states = try Int64.fetchAll(
                database.cachedStatement(sql: """
                    SELECT state FROM effect INDEXED BY repair_effect_name WHERE spool_name = ? AND spool_name IS NOT NULL AND mailbox IS NOT NULL
                    """),
                arguments: [name])
            let isWaiting = try Bool.fetchOne(
                database.cachedStatement(sql: """
                    SELECT EXISTS (SELECT 1 FROM message INDEXED BY repair_message_name WHERE spool_name = ? AND spool_name IS NOT NULL)
                    """),
                arguments: [name]) ?? false
            if isWaiting || states.contains(where: { EffectState(rawValue: $0)?.isOpen ?? false }) {
                try database.cachedStatement(sql: "INSERT OR IGNORE INTO arrived (name) VALUES (?)").execute(arguments: [name])
            }
            return !states.isEmpty
        }
    }

    /// Whether a folder has a file of this name.
    public func hasArrived(_ name: String) throws -> Bool {
        try read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM arrived WHERE name = ?)", arguments: [name]) ?? false }
    }

    /// Enters messages that lie in folders, for each of these accounts where it has fewer rows with the same octets than one of its folders
    /// has files: so that the next poll knows them again. Copies in several folders are one message, those in one folder are several.
    ///
    /// - Parameter byHeader: Whether a poll may know them by their headers as well, as those of a mailbox that has moved: where the folder
    ///   belongs to one account alone.
    /// - Returns: How many were entered.
    public func enter(_ findings: [FolderFinding], accounts: [Int64], byHeader: Bool, at time: Date) throws -> Int {
        try write { database in
            var entered = 0
            for finding in findings {
                let hash = Data(finding.contentHash)
                let copies = try Int.fetchOne(
                    database.cachedStatement(sql: """
                        INSERT INTO census (content_hash, place, copies) VALUES (?, ?, 1)
                        ON CONFLICT (content_hash, place) DO UPDATE SET copies = copies + 1 RETURNING copies
                        """),
                    arguments: [hash, finding.place]) ?? 1
                for account in accounts {
                    let known = try Int.fetchOne(
                        database.cachedStatement(sql: "SELECT count(*) FROM message WHERE account_id = ? AND content_hash = ?"),
                        arguments: [account, hash]) ?? 0
                    guard known < copies else { continue }
                    try Self.insert(
                        finding, spoolName: nil, state: .done, copy: byHeader ? .gone : .doubtful, vanishedAt: byHeader ? time : nil, account, time, database)
                    entered += 1
                }
            }
            return entered
        }
    }

    /// Where a message of these octets lies, whose file no effect names; nil if nowhere.
    public func place(of contentHash: [UInt8]) throws -> String? {
        try read { try String.fetchOne($0, sql: "SELECT place FROM census WHERE content_hash = ?", arguments: [Data(contentHash)]) }
    }

    @discardableResult
    static func insert(
        _ finding: FolderFinding, spoolName: String?, state: MessageState, copy: ServerCopy, vanishedAt: Date?, reason: String? = nil,
        _ account: Int64, _ time: Date, _ database: Database
    ) throws -> MessageRow {
        let id = (try Int64.fetchOne(database, sql: "SELECT max(id) FROM message") ?? 0) + 1
        try database.cachedStatement(sql: """
            INSERT INTO message (id, account_id, uidl, generation, content_hash, size, stored_size, bare_line_ends, first_seen, state,
                server_copy, spool_name, message_id, from_text, to_text, subject, date, reason, vanished_at)
            VALUES (?, ?, ?, 0, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """).execute(arguments: [
                id, account, "\(namelessPrefix)\(id)", Data(finding.contentHash), finding.size, finding.storedSize, time.timeIntervalSince1970,
                state.rawValue, copy.rawValue, spoolName, finding.summary.messageID, finding.summary.from, finding.summary.to,
                finding.summary.subject, finding.summary.date?.timeIntervalSince1970, reason, vanishedAt?.timeIntervalSince1970,
            ])
        return id
    }
}
