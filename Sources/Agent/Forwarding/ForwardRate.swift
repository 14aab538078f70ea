import Configuration
import Foundation
import Store

/// How many messages an account has forwarded within an hour, so that a loop or a flood that nothing else stops is slow.
struct ForwardRate: Sendable {
    private static let window: TimeInterval = 3600
    private static let shortestPause: TimeInterval = 60

    private let limit: Int
    private var sent: Int
    private let earliest: Date
    /// When the account may forward again at the earliest: not for each message that leaves the window alone.
    private let soonest: Date

    init(account: Account, store: Store, now: Date = Date()) async throws {
        limit = account.forwardsPerHour
        let since = now.addingTimeInterval(-Self.window)
        let row = try await store.accountID(named: account.name) ?? 0
        sent = try await store.forwardsSent(account: row, since: since)
        soonest = now.addingTimeInterval(Self.shortestPause)
        earliest = try await store.earliestForwardSent(account: row, since: since) ?? now
    }

    mutating func count() { sent += 1 }

    /// Until when the account has to wait; nil while it may forward.
    var pause: Date? { sent < limit ? nil : max(earliest.addingTimeInterval(Self.window), soonest) }
}
