import Configuration
import Foundation
import POP3
import Store

extension AccountRound {
    /// In a mailbox that has moved: finds by their headers messages that are here already, and commits that they are.
    ///
    /// - Returns: Their rows, by the numbers of this session.
    nonisolated(nonsending) func claim(
        _ client: POP3Client, _ listing: Listing, _ move: MovedMailbox?, _ row: Int64, _ outcome: inout Outcome
    ) async throws -> [Int: Int64] {
        guard !listing.new.isEmpty, move?.candidates.isEmpty == false || !listing.returned.isEmpty else { return [:] }
        let now = Date()
        let survey = MoveSurvey(
            client: client, limits: configuration.limits, refusals: try await store.refusals(account: row), now: now,
            progress: { tell(.retrieved(account: account.name, count: 0, octets: $0)) })
        let found: [(number: Int, claim: HeaderClaim)]
        do {
            found = try await survey.claims(listing, move) { try await store.summaries(of: $0) }
        } catch let broken as MoveSurvey.Broken {
            if !Task.isCancelled, let culprit = broken.culprit, broken.error is POP3Error {
                try await record([(culprit, MoveSurvey.mark + "\(broken.error)")], of: row, listing.new)
            }
            throw broken.error
        }
        guard !found.isEmpty else { return [:] }
        let claims = found.map(\.claim)
        let made = Set(try await store.write { try $0.claim(claims, account: row, serverCopy: .present, at: now) }.map(\.row))
        outcome.notes.append("the mailbox has moved: \(made.count) messages were known by their headers under their new unique-ids")
        return Dictionary(uniqueKeysWithValues: found.filter { made.contains($0.claim.row) }.map { ($0.number, $0.claim.row) })
    }

    /// What a complete listing does not show, and no message turned out to be, is gone from the server. It is still known by its octets:
    /// one that could not be retrieved now may turn out to be it.
    ///
    /// - Parameter knowsAll: Whether each message of the listing was retrieved: then nothing is in doubt any more.
    nonisolated(nonsending) func lose(_ listing: Listing, except found: Set<Int64>, _ move: MovedMailbox, knowsAll: Bool) async throws {
        try await mark(listing.deleted, .deleted)
        let doubtful = knowsAll ? Array(listing.doubtful.keys) : []
        let lost = Set(listing.missing.keys).union(doubtful).subtracting(found).sorted()
        guard !lost.isEmpty else { return }
        if move.vanishes {
            let now = Date()
            try await store.write { try $0.vanished(lost, at: now) }
        } else {
            try await mark(lost, .gone)
        }
    }
}
