import Configuration
import Foundation
import POP3
import Store

/// What this session's UIDL listing means beside the ledger.
struct Listing {
    /// To be retrieved: the number of this session, and the UIDL.
    private(set) var new: [(number: Int, uidl: String)] = []
    /// Durably here already, and still on the server.
    private(set) var known: [(number: Int, row: MessageRow, firstSeen: Date)] = []
    /// Rows whose message the server had and does not list any more, with their UIDLs.
    private(set) var missing: [Int64: String] = [:]
    /// Rows whose message an earlier session was about to delete, and that are not listed any more: it went, though nobody heard of it.
    /// An equal message is another one.
    private(set) var deleted: [Int64] = []
    /// Rows that a complete listing lacked before, and that are not listed now either, with their UIDLs.
    private(set) var gone: [Int64: String] = [:]
    /// Rows of a session out of step, with their UIDLs: each may be the message of another.
    private(set) var doubtful: [Int64: String] = [:]
    /// Rows that are not listed and vanished together with most others, by the time of that.
    private(set) var vanished: [Int64: Date] = [:]
    /// Rows that have been gone and are listed again under a UIDL that they took over by their header: the octets can't be compared.
    private(set) var returned: [Int: (row: MessageRow, uidl: String)] = [:]
    /// When a row took over a UIDL by its header last.
    private(set) var latestClaim: Date?
    /// The numbers whose UIDL names nothing by itself, being blank or shared: such messages are retrieved each time, and known by
    /// their content.
    private(set) var nameless: Set<Int> = []
    /// How many messages ``leaveOut(largerThan:sizes:)`` took out.
    private(set) var tooLarge = 0
    private var largest = 0
    /// The octets of each message, by the server's word, as far as it gives any.
    private(set) var sizes: [Int: Int] = [:]
    /// How many messages the server has beyond those that it gives unique-ids.
    private var unnamed = 0
    let total: Int

    /// - Parameter comparison: Behind the last row of the ledger.
    init(_ comparison: ListingComparison) {
        total = comparison.listed.count
        namelessIDs = comparison.namelessIDs
        for (id, latest) in comparison.pairs {
            if id.isNameless {
                nameless.insert(id.number)
                new.append((id.number, id.uidl))
            } else if let latest, latest.serverCopy.isThere {
                known.append((id.number, latest.row, latest.firstSeen))
            } else {
                new.append((id.number, id.uidl))
                if let latest, latest.isClaimed { returned[id.number] = (latest.row, id.uidl) }
            }
        }
        missing = comparison.missing
        deleted = comparison.deleted
        gone = comparison.gone
        doubtful = comparison.doubtful
        vanished = comparison.vanished
        latestClaim = comparison.latestClaim
    }

    /// The blank or shared UIDLs of this listing.
    let namelessIDs: NamelessIDs

    /// Takes out of ``new`` what is known by now.
    mutating func leaveOut(_ numbers: Set<Int>) {
        new.removeAll { numbers.contains($0.number) }
    }

    /// Takes out of ``new`` what is larger than so many octets: it stays on the server and is reported.
    mutating func leaveOut(largerThan limit: Int, sizes: [Int: Int]) {
        let before = new.count
        new.removeAll { (sizes[$0.number] ?? 0) > limit }
        tooLarge += before - new.count
        largest = limit
        self.sizes = sizes
        unnamed = max(0, sizes.count - total)
    }

    /// Takes out of ``new`` what there is no room for, and returns how large those are: a later session finds them.
    mutating func leaveOut(largerThanRoom room: Int) -> [Int] {
        let crowded = new.compactMap { message in sizes[message.number].flatMap { $0 > room ? (message.number, $0) : nil } }
        leaveOut(Set(crowded.map(\.0)))
        return crowded.map(\.1)
    }

    /// Remarks for the report.
    var notes: [String] {
        var notes: [String] = []
        if !nameless.isEmpty {
            notes.append("the server gives \(nameless.count) messages blank or shared unique-ids; they are told apart by their content")
        }
        if unnamed > 0 { notes.append("the server gives \(unnamed) messages no unique-id; they stay there until it does") }
        if tooLarge > 0 { notes.append("\(tooLarge) messages are larger than \(largest >> 20) MB and stay on the server") }
        return notes
    }

    /// The known messages whose server copy has to go by now.
    func due(_ after: AfterRetrieval, now: Date) -> [(number: Int, row: MessageRow)] {
        switch after {
        case .keep: []
        case .delete: known.map { ($0.number, $0.row) }
        case .deleteAfter(let age):
            known.filter { $0.firstSeen.addingTimeInterval(age.seconds) <= now }.map { ($0.number, $0.row) }
        }
    }
}
