import Configuration
import Foundation
import POP3
import Store

/// What this session's UIDL listing means beside the ledger.
struct Listing {
    /// To be retrieved: the number of this session, and the UIDL.
    private(set) var new: [(number: Int, uidl: String)] = []
    /// Durably here already, and still on the server.
    private(set) var known: [(number: Int, message: KnownMessage)] = []
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
    private(set) var returned: [Int: KnownMessage] = [:]
    /// When a row took over a UIDL by its header last.
    private(set) var latestClaim: Date?
    /// The numbers whose UIDL names nothing by itself, being blank or shared: such messages are retrieved each time, and known by
    /// their content.
    private(set) var nameless: Set<Int> = []
    /// How many messages ``leaveOut(largerThan:sizes:)`` took out.
    private(set) var tooLarge = 0
    private var largest = 0
    /// How many messages the server has beyond those that it gives unique-ids.
    private var unnamed = 0
    let total: Int

    init(_ listed: [POP3UniqueID], ledger: KnownMessages) {
        total = listed.count
        var seen: Set<String> = []
        for id in listed {
            seen.insert(id.uidl)
            let message = ledger.latest[id.uidl]
            if id.anomaly == .blank || id.anomaly == .duplicate {
                nameless.insert(id.number)
                namelessIDs.insert(id.uidl)
                new.append((id.number, id.uidl))
            } else if let message, message.serverCopy.isThere {
                known.append((id.number, message))
            } else {
                new.append((id.number, id.uidl))
                if let message, message.claimedAt != nil { returned[id.number] = message }
            }
        }
        for message in ledger.latest.values { classify(message, seen) }
        for message in ledger.earlier { classify(message, seen) }
    }

    private mutating func classify(_ message: KnownMessage, _ seen: Set<String>) {
        if let claim = message.claimedAt { latestClaim = max(claim, latestClaim ?? claim) }
        if message.serverCopy == .doubtful { doubtful[message.id] = message.uidl }
        guard !seen.contains(message.uidl), base(of: message.uidl) == nil else { return }
        switch message.serverCopy {
        case .present: missing[message.id] = message.uidl
        case .deleteDue: deleted.append(message.id)
        case .deleted, .gone, .doubtful: break
        }
        if message.serverCopy == .gone {
            gone[message.id] = message.uidl
            vanished[message.id] = message.vanishedAt
        }
    }

    private var namelessIDs: Set<String> = []

    /// The blank or shared UIDL of this listing in front of a number, as the second of equal contents has it; nil if it is none.
    func base(of uidl: String) -> String? {
        guard !namelessIDs.isEmpty, let mark = uidl.lastIndex(of: "#") else { return nil }
        let base = String(uidl[..<mark])
        return namelessIDs.contains(base) ? base : nil
    }

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
        unnamed = max(0, sizes.count - total)
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
    func due(_ after: AfterRetrieval, now: Date) -> [(number: Int, message: KnownMessage)] {
        switch after {
        case .keep: []
        case .delete: known
        case .deleteAfter(let age):
            known.filter { $0.message.firstSeen.addingTimeInterval(TimeInterval(age.components.seconds)) <= now }
        }
    }
}
