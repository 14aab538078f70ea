import Configuration
import Delivery
import Foundation
import MailMessage
import Spool
import Store

/// Carries out the effects that put a message into a folder. Belongs to one account's pipeline.
final class FolderDelivery {
    enum Outcome: Sendable {
        /// In the folder, and durable.
        case delivered
        /// To be tried again; why, in a sentence.
        case deferred(String)
        /// It can't be done; the effect was set aside with its reason, and the message is in the inbox or another folder of its plan.
        case parked(String)
    }

    /// Behind this age a staged copy may have been taken away by whoever sweeps `tmp` (cr.yp.to/proto/maildir.html).
    private static let sweepingAge: TimeInterval = 36 * 3600

    private let maildir: Maildir
    private let spool: Spool
    private let inbox: String

    init(maildir: sending Maildir, spool: Spool, inbox: String) {
        self.maildir = maildir
        self.spool = spool
        self.inbox = inbox
    }

    /// Delivers, and makes durable what was delivered.
    ///
    /// - Throws: What the store throws; effects whose outcome is not told are found out about at the next start.
    nonisolated(nonsending) func deliver(_ errands: [FolderErrand], store: Store) async throws -> [(FolderErrand, Outcome)] {
        var outcomes: [(FolderErrand, Outcome)] = []
        var elsewhere: [FolderErrand] = []
        for errand in errands {
            do throws(DeliveryError) {
                switch try maildir.deliver(errand.spoolName, to: errand.mailbox, flags: errand.flags, mayMake: errand.create) {
                case .moved: outcomes.append((errand, .delivered))
                case .elsewhere: elsewhere.append(errand)
                }
            } catch {
                outcomes.append((errand, try await failed(errand, error, store: store)))
            }
        }
        let copied = elsewhere.isEmpty ? [] : try await copy(elsewhere, store: store)
        try maildir.synchronise()
        // The copies are durable; only a failed one still needs its source.
        for (errand, outcome) in copied where outcome.isDelivered { try spool.directory.remove(errand.spoolName) }
        return outcomes + copied
    }

    /// Tells what an interrupted round had already delivered from what is still to be done.
    ///
    /// By a rename a message leaves the spool: a missing source means delivered, whatever became of the file in the folder since.
    /// Among neither are copies that can't be asked about now.
    func sift(_ errands: [FolderErrand]) throws -> (arrived: [FolderErrand], open: [FolderErrand]) {
        var arrived: [FolderErrand] = []
        var open: [FolderErrand] = []
        for errand in errands {
            if errand.isIntended {
                // A copy was on its way into another file system.
                do {
                    guard try hasArrived(errand) else {
                        open.append(errand)
                        continue
                    }
                } catch let error as DeliveryError where error.isTemporary {
                    // It may be there: another copy now could be one too many. The next start asks again.
                    continue
                } catch {
                    // Whatever stands in its way, the spool has the source.
                    open.append(errand)
                    continue
                }
                arrived.append(errand)
                try maildir.synchronise()
                try spool.directory.remove(errand.spoolName)
            } else if try spool.directory.has(errand.spoolName) {
                open.append(errand)
            } else {
                arrived.append(errand)
            }
        }
        // A rename that a crash cut off from its sync: now it is durable as well.
        for mailbox in Set(arrived.map(\.mailbox)) { try? maildir.expectArrivals(in: mailbox) }
        try maildir.synchronise()
        return (arrived, open)
    }

    /// Whether a copy whose intent was committed is in its folder now; one that waited in `tmp` is moved there.
    ///
    /// A copy that has left `tmp` was published, and whoever reads the folder may have done with it what they like; only behind
    /// the sweepers' age is it looked for.
    private func hasArrived(_ errand: FolderErrand) throws -> Bool {
        guard try spool.directory.has(errand.spoolName) else { return true }
        if try maildir.publish(errand.spoolName, in: errand.mailbox, flags: errand.flags) { return true }
        return try age(of: errand) < Self.sweepingAge || maildir.holds(errand.spoolName, in: errand.mailbox)
    }

    /// Seconds since the message came into the spool.
    private func age(of errand: FolderErrand) throws(FileError) -> TimeInterval {
        Date().timeIntervalSince1970 - TimeInterval(try spool.directory.modificationTime(of: errand.spoolName))
    }

    /// Copies to another file system: synced copies in `tmp`, one commit of the intents, then the renames.
    nonisolated(nonsending) private func copy(_ errands: [FolderErrand], store: Store) async throws -> [(FolderErrand, Outcome)] {
        var outcomes: [(FolderErrand, Outcome)] = []
        var staged: [FolderErrand] = []
        for errand in errands {
            let octets = try Octets.mapping(path: spool.path(of: errand.spoolName))
            do throws(DeliveryError) {
                try octets.withUnsafeBytes { (buffer) throws(DeliveryError) in
                    try maildir.stage(errand.spoolName, octets: buffer, in: errand.mailbox, mayMake: errand.create)
                }
                staged.append(errand)
            } catch {
                outcomes.append((errand, try await failed(errand, error, store: store)))
            }
        }
        let intents = staged.map { (id: $0.id, destination: Optional($0.mailbox)) }
        try await store.write { transaction in try transaction.intent(effects: intents) }
        for errand in staged {
            do throws(DeliveryError) {
                _ = try maildir.publish(errand.spoolName, in: errand.mailbox, flags: errand.flags)
                outcomes.append((errand, .delivered))
            } catch {
                outcomes.append((errand, try await failed(errand, error, store: store)))
            }
        }
        return outcomes
    }

    /// What a failure means: trouble that may pass is tried again; what can't be done is set aside, and the message put into the inbox
    /// unless another folder of its plan has it or is going to.
    nonisolated(nonsending) private func failed(_ errand: FolderErrand, _ error: DeliveryError, store: Store) async throws -> Outcome {
        let answer = error.description
        if error.isTemporary || errand.mailbox == inbox {
            // The next round tries again: a disk that has room by then takes it at once.
            let next = Date()
            try await store.write { try $0.deferEffect(errand.id, answer: answer, nextTry: next) }
            return .deferred(answer)
        }
        var rescue = Errand(kind: "keep", rule: errand.rule)
        rescue.mailbox = inbox
        rescue.flags = errand.flags
        rescue.create = true
        rescue.spoolName = errand.spoolName
        let kept = rescue.planned
        let isRescued = try await store.write { transaction in
            try transaction.park(errand.id, reason: answer)
            guard try !transaction.hasFolder(message: errand.message) else { return false }
            _ = try transaction.addEffect(kept, to: errand.message)
            return true
        }
        guard isRescued else { return .parked(answer) }
        do throws(DeliveryError) {
            guard try maildir.deliver(errand.spoolName, to: inbox, flags: errand.flags, mayMake: true) == .moved else {
                return .deferred(answer)
            }
        } catch {
            return .deferred("\(answer); \(error.description)")
        }
        return .parked("\(answer); the message was put into \(inbox)")
    }
}

extension FolderDelivery.Outcome {
    var isDelivered: Bool {
        if case .delivered = self { true } else { false }
    }
}
