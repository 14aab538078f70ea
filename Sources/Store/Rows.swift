import Foundation
import GRDB

/// Columns in the order in which the initialisers beside them read a row.
extension EffectRecord {
    static let columns = """
        effect.id, effect.message_id, effect.ordinal, effect.kind, effect.mailbox, effect.address, effect.payload, effect.flags,
        effect.copy, effect.rule, effect.state, effect.spool_name, effect.destination, effect.attempts, effect.next_try,
        effect.last_answer, message.spool_name, effect.queued_at, effect.finished_at
        """

    init(_ row: Row) {
        let flags: String? = row[7]
        id = row[0]
        message = row[1]
        ordinal = row[2]
        kind = row[3]
        mailbox = row[4]
        address = row[5]
        payload = row[6]
        self.flags = flags?.split(separator: " ").map(String.init) ?? []
        copy = row[8]
        rule = row[9]
        state = EffectState(rawValue: row[10]) ?? .parked
        spoolName = row[11]
        destination = row[12]
        attempts = row[13]
        nextTry = Date(unixSeconds: row[14])
        lastAnswer = row[15]
        messageSpoolName = row[16]
        queuedAt = Date(unixSeconds: row[17])
        finishedAt = Date(unixSeconds: row[18])
    }
}

extension SpooledMessage {
    static let columns = "id, uidl, spool_name, size, content_hash, first_seen, deferrals, attempts"

    init(_ row: Row) {
        let hash: Data = row[4]
        id = row[0]
        uidl = row[1]
        spoolName = row[2]
        size = row[3]
        contentHash = [UInt8](hash)
        firstSeen = Date(timeIntervalSince1970: row[5])
        deferrals = row[6]
        attempts = row[7]
    }
}

extension Date {
    init?(unixSeconds: Double?) {
        guard let unixSeconds else { return nil }
        self.init(timeIntervalSince1970: unixSeconds)
    }
}
