import Store

/// Which of the messages that come are known by their octets: what admission to the ledger would say, for a round that changes nothing.
struct KnownContents {
    private var own: [String: [[UInt8]: Int]] = [:]
    private var absent: [[UInt8]: Int] = [:]

    /// - Parameters:
    ///   - claimed: Rows that messages of this listing were found to be already.
    ///   - isComplete: Whether the listing shows all that the server has.
    init(_ ledger: KnownMessages, _ listing: Listing, claimed: Set<Int64>, isComplete: Bool) {
        let listed = Set(listing.new.map(\.uidl))
        for message in Array(ledger.latest.values) + ledger.earlier where !claimed.contains(message.id) {
            let uidl = listed.contains(message.uidl) ? message.uidl : listing.base(of: message.uidl)
            if let uidl, listed.contains(uidl) {
                own[uidl, default: [:]][message.contentHash, default: 0] += 1
            } else if listing.doubtful[message.id] != nil
                || isComplete && (listing.missing[message.id] != nil || listing.gone[message.id] != nil)
            {
                absent[message.contentHash, default: 0] += 1
            }
        }
    }

    /// Whether a message is known; each row counts once.
    mutating func take(_ uidl: String, _ contentHash: [UInt8]) -> Bool {
        if Self.takeOne(of: contentHash, &own[uidl, default: [:]]) { return true }
        return Self.takeOne(of: contentHash, &absent)
    }

    private static func takeOne(of contentHash: [UInt8], _ counts: inout [[UInt8]: Int]) -> Bool {
        guard let count = counts[contentHash], count > 0 else { return false }
        counts[contentHash] = count - 1
        return true
    }
}
