import Configuration
import Foundation
import POP3
import Store

/// Looks at the headers of what a moved mailbox lists under new UIDLs, and finds the messages that the ledger has already.
struct MoveSurvey {
    /// The beginning of what is recorded when reading a header ended the session.
    static let mark = "reading headers: "
    /// Such sessions count for so long.
    private static let memory: TimeInterval = 86_400
    /// After so many of them headers are read by RETR instead of TOP,
    private static let patience = 3
    /// and after so many not at all: better that a message comes twice than that none comes.
    private static let surrender = 6
    /// So often the header of one message is tried.
    private static let tries = 2

    let client: POP3Client
    let limits: Limits
    /// What the server did not give out before, by UIDL.
    let refusals: [String: Refusal]
    let now: Date
    /// Told the octets so far, every few seconds.
    let progress: (Int) -> Void

    /// A session that ended over a message's header.
    struct Broken: Error {
        let error: any Error
        /// The message, if it can be told.
        let culprit: Int?
    }

    /// What is found, by the numbers of this session; nothing where the mailbox has not moved.
    ///
    /// - Parameters:
    ///   - move: Nil where the listing may be partial.
    ///   - summaries: Gives what the ledger has of rows.
    /// - Throws: ``Broken``; the session is over.
    nonisolated(nonsending) func claims(
        _ listing: Listing, _ move: MovedMailbox?, summaries: ([Int64]) async throws -> [Int64: MessageSummary]
    ) async throws -> [(number: Int, claim: HeaderClaim)] {
        let tried = refusals.filter { $0.value.answer.hasPrefix(Self.mark) && $0.value.lastTry > now.addingTimeInterval(-Self.memory) }
        let failures = tried.values.reduce(0) { $0 + $1.attempts }
        guard failures < Self.surrender else { return [] }
        let readable = listing.new.filter {
            !listing.nameless.contains($0.number) && tried[$0.uidl].map { $0.attempts < Self.tries } ?? true
        }
        let fresh = readable.filter { tried[$0.uidl] == nil } + readable.filter { tried[$0.uidl] != nil }
        let strangers = fresh.count { listing.returned[$0.number] == nil }
        let candidates = move.flatMap { $0.isWorthReading(strangers) ? $0.candidates : nil }
        let numbers = fresh.map(\.number).filter { candidates != nil || listing.returned[$0] != nil }
        guard !numbers.isEmpty else { return [] }
        let known = try await summaries((candidates.map { Array($0.keys) } ?? []) + listing.returned.values.map(\.row))
        guard !known.isEmpty else { return [] }
        let headers = try await read(numbers, byTOP: client.capabilities.offersTOP && failures < Self.patience)

        var claims: [(number: Int, claim: HeaderClaim)] = []
        for (number, header) in headers {
            guard let (row, uidl) = listing.returned[number], let before = known[row] else { continue }
            if HeaderMatching.match([(number, header)], [(row, before)]).isEmpty { continue }
            claims.append((number, HeaderClaim(row: row, known: uidl, uidl: uidl)))
        }
        guard let move, let candidates else { return claims }
        let uidls = Dictionary(uniqueKeysWithValues: fresh.map { ($0.number, $0.uidl) })
        let unknown = headers.filter { listing.returned[$0.number] == nil }
        let rows = candidates.keys.sorted().compactMap { row in known[row].map { (row: row, header: $0) } }
        let found = HeaderMatching.match(unknown, rows)
        guard move.isProven(by: found.count, of: unknown.count) else { return claims }
        for one in found {
            guard let uidl = uidls[one.number], let before = candidates[one.row] else { continue }
            claims.append((one.number, HeaderClaim(row: one.row, known: before, uidl: uidl)))
        }
        return claims
    }

    /// By TOP, and by RETR what the server does not give out by TOP; what it does not give out at all is left for later.
    nonisolated(nonsending) private func read(_ numbers: [Int], byTOP: Bool) async throws -> [(number: Int, header: MessageSummary)] {
        var intake = HeaderIntake(limit: limits.headerOctets, progress: progress)
        var (asked, answered) = (numbers, 0)
        do {
            if byTOP {
                try await client.retrieveHeaders(numbers, into: &intake)
                asked = intake.refused
                answered = intake.headers.count
                intake.forgetRefused()
            }
            try await client.retrieve(asked, into: &intake)
        } catch {
            let position = intake.answered - answered
            throw Broken(error: error, culprit: intake.unfinished ?? (asked.indices.contains(position) ? asked[position] : nil))
        }
        return intake.headers
    }
}
