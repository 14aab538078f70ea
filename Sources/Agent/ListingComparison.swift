import Foundation
import POP3
import Store

/// Goes through the ledger beside a UIDL listing, row by row, and keeps only what the two say together: a mailbox may hold hundreds of
/// thousands of messages, and the ledger those of years.
struct ListingComparison: Sendable {
    /// The latest generation under a UIDL that is listed.
    struct Latest: Sendable {
        let row: MessageRow
        let generation: Int
        let serverCopy: ServerCopy
        let isClaimed: Bool
        let firstSeen: Date
    }

    let listed: [POP3UniqueID]
    let namelessIDs: NamelessIDs
    private(set) var missing: [MessageRow: String] = [:]
    private(set) var deleted: [MessageRow] = []
    private(set) var gone: [MessageRow: String] = [:]
    private(set) var doubtful: [MessageRow: String] = [:]
    private(set) var vanished: [MessageRow: Date] = [:]
    private(set) var latestClaim: Date?
    /// Where a UIDL stands in ``listed``; of those that share one, the last.
    private let positions: [String: Int32]
    /// By positions.
    private var latest: [Latest?]

    init(_ listed: [POP3UniqueID]) {
        self.listed = listed
        namelessIDs = NamelessIDs(listed)
        var positions: [String: Int32] = [:]
        positions.reserveCapacity(listed.count)
        for (position, id) in listed.enumerated() { positions[id.uidl] = Int32(truncatingIfNeeded: position) }
        self.positions = positions
        latest = Array(repeating: nil, count: listed.count)
    }

    /// The listing, each message with the row of the ledger that has its UIDL.
    var pairs: Zip2Sequence<[POP3UniqueID], [Latest?]> { zip(listed, latest) }

    /// One row of the ledger.
    mutating func take(_ message: KnownMessage) {
        if let claim = message.claimedAt { latestClaim = max(claim, latestClaim ?? claim) }
        if message.serverCopy == .doubtful { doubtful[message.id] = message.uidl }
        if let position = positions[message.uidl] {
            guard latest[Int(position)].map({ $0.generation < message.generation }) ?? true else { return }
            latest[Int(position)] = Latest(
                row: message.id, generation: message.generation, serverCopy: message.serverCopy, isClaimed: message.claimedAt != nil,
                firstSeen: message.firstSeen)
        } else if namelessIDs.base(of: message.uidl) == nil {
            takeUnlisted(message)
        }
    }

    private mutating func takeUnlisted(_ message: KnownMessage) {
        switch message.serverCopy {
        case .present: missing[message.id] = message.uidl
        case .deleteDue: deleted.append(message.id)
        case .deleted, .doubtful: break
        case .gone:
            gone[message.id] = message.uidl
            vanished[message.id] = message.vanishedAt
        }
    }
}
