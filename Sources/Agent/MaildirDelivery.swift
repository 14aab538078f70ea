import Delivery
import Foundation
import MailMessage
import Spool
import Store

/// Puts messages into a Maildir: by a rename out of the spool, or as a copy where that lies on another file system.
final class MaildirDelivery: MailboxWriter {
    /// Behind this age a staged copy may have been taken away by whoever sweeps `tmp` (cr.yp.to/proto/maildir.html).
    private static let sweepingAge: TimeInterval = 36 * 3600

    private let maildir: Maildir
    private let spool: Spool

    init(maildir: Maildir, spool: Spool) {
        self.maildir = maildir
        self.spool = spool
    }

    nonisolated(nonsending) func write(_ errands: [FolderErrand], store: Store) async throws -> [(FolderErrand, DeliveryError?)] {
        var outcomes: [(FolderErrand, DeliveryError?)] = []
        var elsewhere: [FolderErrand] = []
        for errand in errands {
            do throws(DeliveryError) {
                switch try maildir.deliver(errand.spoolName, to: errand.mailbox, flags: errand.flags, mayMake: errand.create) {
                case .moved: outcomes.append((errand, nil))
                case .elsewhere: elsewhere.append(errand)
                }
            } catch {
                outcomes.append((errand, error))
            }
        }
        let copied = elsewhere.isEmpty ? [] : try await copy(elsewhere, store: store)
        try maildir.synchronise()
        // The copies are durable; only a failed one still needs its source.
        for (errand, error) in copied where error == nil { try spool.directory.remove(errand.spoolName) }
        return outcomes + copied
    }

    /// By a rename a message leaves the spool: a missing source means delivered, whatever became of the file in the folder since.
    func sift(_ errands: [FolderErrand]) throws -> (arrived: [FolderErrand], open: [FolderErrand]) {
        var arrived: [FolderErrand] = []
        var open: [FolderErrand] = []
        for errand in errands {
            // Another intent than to copy into this mailbox was for a store of another kind.
            if errand.intent == errand.mailbox {
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
        // The rename may have been cut off from its sync: that comes before the source goes.
        try? maildir.expectArrivals(in: errand.mailbox)
        return try age(of: errand) < Self.sweepingAge || maildir.holds(errand.spoolName, in: errand.mailbox)
    }

    /// Seconds since the message came into the spool.
    private func age(of errand: FolderErrand) throws(FileError) -> TimeInterval {
        Date().timeIntervalSince1970 - TimeInterval(try spool.directory.modificationTime(of: errand.spoolName))
    }

    /// Copies to another file system: synced copies in `tmp`, one commit of the intents, then the renames.
    nonisolated(nonsending) private func copy(_ errands: [FolderErrand], store: Store) async throws -> [(FolderErrand, DeliveryError?)] {
        var outcomes: [(FolderErrand, DeliveryError?)] = []
        var staged: [FolderErrand] = []
        for errand in errands {
            let octets = try Octets.mapping(path: spool.path(of: errand.spoolName))
            do throws(DeliveryError) {
                try octets.withUnsafeBytes { (buffer) throws(DeliveryError) in
                    try maildir.stage(errand.spoolName, octets: buffer, in: errand.mailbox, mayMake: errand.create)
                }
                staged.append(errand)
            } catch {
                outcomes.append((errand, error))
            }
        }
        let intents = staged.map { (id: $0.id, destination: Optional($0.mailbox)) }
        let allowed = Set(try await store.write { transaction in try transaction.intent(effects: intents) })
        for errand in staged where allowed.contains(errand.id) {
            do throws(DeliveryError) {
                _ = try maildir.publish(errand.spoolName, in: errand.mailbox, flags: errand.flags)
                outcomes.append((errand, nil))
            } catch {
                outcomes.append((errand, error))
            }
        }
        return outcomes
    }
}
