public import Foundation
import GRDB

extension Store {
    /// Seconds. Nothing is put off for longer: a time that lies farther ahead was written by a clock that was wrong, and is due.
    private static let longestWait = 4 * 3600.0

    /// The redirects of these accounts that are to be tried at `now`: planned, begun, or put off until then at most.
    ///
    /// By the time at which they are due (planned: the time at which they were queued), then in the order of their effects.
    /// Those of a quarantined message are not among them.
    public func dueForwards(at now: Date = Date(), accounts: [String], limit: Int) async throws -> [QueuedForward] {
        try await read { database in
            let accounts = try Self.accountRows(accounts, in: database)
            guard !accounts.isEmpty, limit > 0 else { return [] }
            // Stretches of the index, in its order; of what is put off, all but what lies ahead within the longest wait.
            let (now, far) = (now.timeIntervalSince1970, Double.greatestFiniteMagnitude)
            var due: [(at: Double, forward: QueuedForward)] = []
            for (state, after, until) in [
                (EffectState.planned, -far, far), (.intent, -far, far), (.deferred, -far, now), (.deferred, now + Self.longestWait, far),
            ] {
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT \(QueuedForward.columns), coalesce(effect.next_try, effect.queued_at, 0)
                        FROM effect INDEXED BY effect_queue
                        CROSS JOIN message ON message.id = effect.message_id
                        CROSS JOIN account ON account.id = message.account_id
                        CROSS JOIN plan ON plan.message_id = message.id
                        WHERE \(Self.openForwards(state)) AND coalesce(effect.next_try, effect.queued_at, 0) > ?
                            AND coalesce(effect.next_try, effect.queued_at, 0) <= ? AND message.state = 1 AND message.account_id IN (\(accounts))
                        ORDER BY coalesce(effect.next_try, effect.queued_at, 0), effect.id LIMIT ?
                        """,
                    arguments: [after, until, limit])
                due += rows.map { (at: $0[QueuedForward.columnCount], forward: QueuedForward($0)) }
            }
            due.sort { ($0.at, $0.forward.effect) < ($1.at, $1.forward.effect) }
            return due.prefix(limit).map(\.forward)
        }
    }

    /// When the next redirect of these accounts is due: `now` if one is, nil if there is none.
    public func nextForwardTime(accounts: [String], at now: Date = Date()) async throws -> Date? {
        try await read { database in
            let accounts = try Self.accountRows(accounts, in: database)
            guard !accounts.isEmpty else { return nil }
            func time(of state: EffectState, _ order: String) throws -> Date? {
                Date(unixSeconds: try Double.fetchOne(
                    database,
                    sql: """
                        SELECT coalesce(effect.next_try, effect.queued_at, 0) FROM effect INDEXED BY effect_queue
                        CROSS JOIN message ON message.id = effect.message_id
                        WHERE \(Self.openForwards(state)) AND message.state = 1 AND message.account_id IN (\(accounts))
                        ORDER BY coalesce(effect.next_try, effect.queued_at, 0) \(order) LIMIT 1
                        """))
            }
            for state in [EffectState.planned, .intent] where try time(of: state, "ASC") != nil { return now }
            guard let first = try time(of: .deferred, "ASC"), let last = try time(of: .deferred, "DESC") else { return nil }
            return last > now.addingTimeInterval(Self.longestWait) ? now : max(now, first)
        }
    }

    /// How many redirects of the account were sent at `since` or later. Times that `now` has not reached, of a clock that was wrong, do
    /// not count.
    public func forwardsSent(account: Int64, since: Date, now: Date = Date()) async throws -> Int {
        try await read { database in
            try Int.fetchOne(
                database, sql: "SELECT count(*) \(Self.sentForwards)", arguments: [since.timeIntervalSince1970, now.timeIntervalSince1970, account]) ?? 0
        }
    }

    /// When the first of the account's redirects since then was sent.
    public func earliestForwardSent(account: Int64, since: Date, now: Date = Date()) async throws -> Date? {
        try await read { database in
            Date(unixSeconds: try Double.fetchOne(
                database, sql: "SELECT effect.finished_at \(Self.sentForwards) ORDER BY effect.finished_at LIMIT 1",
                arguments: [since.timeIntervalSince1970, now.timeIntervalSince1970, account]))
        }
    }

    private static let sentForwards = """
        FROM effect INDEXED BY effect_sent CROSS JOIN message ON message.id = effect.message_id
        WHERE effect.finished_at BETWEEN ? AND ? AND effect.state = 2 AND effect.kind = 'redirect' AND message.account_id = ?
        """

    /// The last three conditions are those of the index.
    private static func openForwards(_ state: EffectState) -> String {
        """
        effect.kind = 'redirect' AND effect.state = \(state.rawValue) AND effect.mailbox IS NULL AND effect.state IN (0, 1, 3)
        """
    }

    /// The rows of the accounts with these names, as a list for SQL.
    private static func accountRows(_ names: [String], in database: Database) throws -> String {
        try names.compactMap { try Int64.fetchOne(database, sql: "SELECT id FROM account WHERE name = ?", arguments: [$0]) }
            .map(String.init).joined(separator: ", ")
    }
}

extension QueuedForward {
    static let columns = """
        effect.id, effect.message_id, account.name, account.id, coalesce(effect.address, ''),
        coalesce(effect.spool_name, message.spool_name), effect.state, effect.attempts, coalesce(effect.queued_at, plan.decided_at),
        plan.decided_at, effect.rule, effect.flags, effect.payload, effect.last_answer
        """
    static let columnCount = 14

    init(_ row: Row) {
        let flags: String? = row[11]
        effect = row[0]
        message = row[1]
        account = row[2]
        accountRow = row[3]
        address = row[4]
        spoolName = row[5]
        state = EffectState(rawValue: row[6]) ?? .parked
        attempts = row[7]
        queuedAt = Date(timeIntervalSince1970: row[8])
        decidedAt = Date(timeIntervalSince1970: row[9])
        rule = row[10]
        self.flags = flags?.split(separator: " ").map(String.init) ?? []
        payload = row[12]
        lastAnswer = row[13]
    }
}
