import Foundation

/// Whether a mailbox seems to have moved: a server that took it over may give its messages other UIDLs, and render them anew.
///
/// Then a message may be known by its header. Anywhere else a header proves nothing, since whoever writes a message writes it.
struct MovedMailbox {
    /// So many messages have to vanish, and to be found again, at least,
    static let fewest = 3
    /// and for so long what was not found again may still turn up: a mailbox may move in several steps.
    static let settling: TimeInterval = 7 * 86_400

    /// Rows that a message of this listing may be, with the UIDLs that they were known by.
    let candidates: [Int64: String]
    /// Whether most of what the server had vanished in this very listing.
    let vanishes: Bool
    /// Whether messages have been found again lately, so that this is one of the later steps: then any further one counts.
    private let isConfirmed: Bool

    /// - Parameter listing: A complete one.
    init(_ listing: Listing, now: Date) {
        let since = now.addingTimeInterval(-Self.settling)
        vanishes = listing.missing.count >= Self.fewest && listing.missing.count > listing.known.count
        let earlier = listing.gone.filter { row, _ in listing.vanished[row].map { $0 > since } ?? false }
        isConfirmed = !vanishes && listing.latestClaim.map { $0 > since } ?? false
        candidates = vanishes || !earlier.isEmpty ? earlier.merging(listing.missing) { first, _ in first } : [:]
    }

    /// Whether so many headers may say anything.
    func isWorthReading(_ count: Int) -> Bool { !candidates.isEmpty && count >= (isConfirmed ? 1 : Self.fewest) }

    /// Whether the mailbox has moved indeed: so many of the headers read are those of candidates.
    func isProven(by matches: Int, of read: Int) -> Bool {
        isConfirmed ? matches > 0 : matches >= Self.fewest && matches * 2 >= min(read, candidates.count)
    }
}
