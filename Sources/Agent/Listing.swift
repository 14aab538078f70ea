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
    /// Rows whose message the server had and does not list any more, with their UIDLs. Empty where unique-ids name nothing.
    private(set) var missing: [Int64: String] = [:]
    /// The numbers whose UIDL names nothing by itself, being blank or shared: such messages are retrieved each time, and known by
    /// their content.
    private(set) var nameless: Set<Int> = []
    /// How many messages ``leaveOut(largerThan:sizes:)`` took out.
    private(set) var tooLarge = 0
    private var largest = 0
    /// How many messages the server has beyond those that it gives unique-ids.
    private var unnamed = 0
    let total: Int

    init(_ listed: [POP3UniqueID], ledger: [String: KnownMessage]) {
        total = listed.count
        var seen: Set<Int64> = []
        for id in listed {
            let message = ledger[id.uidl]
            if let message { seen.insert(message.id) }
            if id.anomaly == .blank || id.anomaly == .duplicate {
                nameless.insert(id.number)
                new.append((id.number, id.uidl))
            } else if let message, message.serverCopy == .present || message.serverCopy == .deleteDue {
                known.append((id.number, message))
            } else {
                new.append((id.number, id.uidl))
            }
        }
        guard nameless.isEmpty else { return }
        for (uidl, message) in ledger where message.serverCopy == .present || message.serverCopy == .deleteDue {
            if !seen.contains(message.id) { missing[message.id] = uidl }
        }
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
