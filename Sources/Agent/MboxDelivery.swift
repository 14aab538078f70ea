import Delivery
import Foundation
import MailMessage
import Spool
import Store

/// Puts messages into mbox files: all that a batch has for one mailbox as one group, under one intent and one sync.
final class MboxDelivery: MailboxWriter {
    private let mbox: Mbox
    private let spool: Spool
    /// Mailboxes that were waited for in vain; this round waits no more for them.
    private var busy: Set<String> = []
    /// One group at a time: two batches share a thread, and one that waited there for a mailbox which the other has locked, while
    /// that waits for the ledger, would wait in vain.
    private let turn = AsyncPermits(1)

    init(mbox: Mbox, spool: Spool) {
        self.mbox = mbox
        self.spool = spool
    }

    nonisolated(nonsending) func write(_ errands: [FolderErrand], store: Store) async throws -> [(FolderErrand, DeliveryError?)] {
        var outcomes: [(FolderErrand, DeliveryError?)] = []
        for group in Self.groups(errands, by: \.mailbox) {
            await turn.take()
            do {
                outcomes += try await write(group: group, to: group[0].mailbox, store: store)
            } catch {
                await turn.give()
                throw error
            }
            await turn.give()
        }
        return outcomes
    }

    nonisolated(nonsending) private func write(
        group errands: [FolderErrand], to mailbox: String, store: Store
    ) async throws -> [(FolderErrand, DeliveryError?)] {
        var group = errands
        let locked: LockedMbox
        do throws(DeliveryError) {
            locked = try lock(mailbox, mayMake: group.contains(where: \.create))
        } catch {
            return group.map { ($0, error) }
        }
        do {
            let intent = try await commitIntent(&group, locked, store: store)
            try locked.append(try group.map(message), behind: intent)
        } catch let error as DeliveryError {
            return group.map { ($0, error) }
        }
        locked.release()
        // What is gone from the spool is known to be delivered, whatever its reader did with it since.
        for errand in group { try spool.directory.remove(errand.spoolName) }
        return group.map { ($0, nil) }
    }

    /// Records what is about to be appended. What a person has given up since it was read leaves the group.
    nonisolated(nonsending) private func commitIntent(
        _ group: inout [FolderErrand], _ locked: borrowing LockedMbox, store: Store
    ) async throws -> MboxIntent {
        while true {
            let intent = try locked.intent(time: Int(Date().timeIntervalSince1970), count: group.count)
            let intents = group.enumerated().map { (id: $0.element.id, destination: Optional(intent.text(at: $0.offset))) }
            let allowed = Set(try await store.write { transaction in try transaction.intent(effects: intents) })
            if allowed.count == group.count { return intent }
            group.removeAll { !allowed.contains($0.id) }
        }
    }

    /// A source is taken away only when its whole group is durable: a missing one means delivered, for all of them. Otherwise the mailbox
    /// is asked, under both locks.
    func sift(_ errands: [FolderErrand]) throws -> (arrived: [FolderErrand], open: [FolderErrand]) {
        var arrived: [FolderErrand] = []
        var open: [FolderErrand] = []
        var begun: [Begun] = []
        for errand in errands {
            if let (intent, place) = errand.intent.flatMap(MboxIntent.reading) {
                begun.append(Begun(errand: errand, intent: intent, place: place))
            } else if try spool.directory.has(errand.spoolName) {
                open.append(errand)
            } else {
                arrived.append(errand)
            }
        }
        for group in Self.groups(begun, by: \.group) {
            let isComplete = try group.contains { try !spool.directory.has($0.errand.spoolName) }
            guard let places = try isComplete ? Set(group.map(\.place)) : recover(group) else { continue }
            for member in group {
                guard places.contains(member.place) else {
                    open.append(member.errand)
                    continue
                }
                arrived.append(member.errand)
                try spool.directory.remove(member.errand.spoolName)
            }
        }
        return (arrived, open)
    }

    /// An errand whose attempt was cut off.
    private struct Begun {
        struct Group: Hashable {
            let mailbox: String
            let intent: MboxIntent
        }

        let errand: FolderErrand
        let intent: MboxIntent
        let place: Int

        var group: Group { Group(mailbox: errand.mailbox, intent: intent) }
    }

    /// - Returns: The places of what has arrived; nil if the mailbox can't be asked now.
    private func recover(_ group: [Begun]) throws -> Set<Int>? {
        guard let first = group.first else { return [] }
        let messages = Dictionary(try group.map { ($0.place, try message(of: $0.errand)) }, uniquingKeysWith: { first, _ in first })
        do throws(DeliveryError) {
            return try lock(first.errand.mailbox, mayMake: false).recover(first.intent, messages)
        } catch {
            // It may be there: another copy now could be one too many. The next start asks again. Whatever else stands in the way, the
            // spool has the source.
            return error.isTemporary ? nil : []
        }
    }

    private func lock(_ mailbox: String, mayMake: Bool) throws(DeliveryError) -> LockedMbox {
        do throws(DeliveryError) {
            return try mbox.lock(mailbox, mayMake: mayMake, mayWait: !busy.contains(mailbox))
        } catch {
            if case .busy = error { busy.insert(mailbox) }
            throw error
        }
    }

    private func message(of errand: FolderErrand) throws -> MboxMessage {
        MboxMessage(try Octets.mapping(path: spool.path(of: errand.spoolName)), flags: errand.flags)
    }

    /// Groups in the order of their first members.
    private static func groups<Element, Key: Hashable>(_ elements: [Element], by key: (Element) -> Key) -> [[Element]] {
        var places: [Key: Int] = [:]
        var groups: [[Element]] = []
        for element in elements {
            if let place = places[key(element)] {
                groups[place].append(element)
            } else {
                places[key(element)] = groups.count
                groups.append([element])
            }
        }
        return groups
    }
}
