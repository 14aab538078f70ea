import Store

/// Which of the messages that come are known by their octets: what admission to the ledger would say, for a round that changes nothing.
struct KnownContents: Sendable {
    private let listed: Set<String>
    private let namelessIDs: NamelessIDs
    private let claimed: Set<MessageRow>
    /// Rows that a message under any UIDL may be.
    private let unlisted: Set<MessageRow>
    private var own: [String: [[UInt8]: Int]] = [:]
    private var absent: [[UInt8]: Int] = [:]

    /// - Parameters:
    ///   - claimed: Rows that messages of this listing were found to be already.
    ///   - isComplete: Whether the listing shows all that the server has.
    init(_ listing: Listing, claimed: Set<MessageRow>, isComplete: Bool) {
        listed = Set(listing.new.map(\.uidl))
        namelessIDs = listing.namelessIDs
        self.claimed = claimed
        var unlisted = Set(listing.doubtful.keys)
        if isComplete { unlisted.formUnion(Array(listing.missing.keys) + Array(listing.gone.keys)) }
        self.unlisted = unlisted
    }

    /// One row of the ledger.
    mutating func take(_ message: KnownMessage) {
        guard !claimed.contains(message.id) else { return }
        let uidl = listed.contains(message.uidl) ? message.uidl : namelessIDs.base(of: message.uidl)
        if let uidl, listed.contains(uidl) {
            own[uidl, default: [:]][message.contentHash, default: 0] += 1
        } else if unlisted.contains(message.id) {
            absent[message.contentHash, default: 0] += 1
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
