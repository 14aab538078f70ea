import Configuration
import Delivery
import Foundation
import Spool
import Store

/// Carries out the effects that put a message into a folder, whatever kind of store that lies in. Belongs to one account's pipeline.
final class FolderDelivery {
    enum Outcome: Sendable {
        /// In the folder, and durable.
        case delivered
        /// To be tried again; why, in a sentence.
        case deferred(String)
        /// It can't be done; the effect was set aside with its reason, and the message is in the inbox or another folder of its plan.
        case parked(String)
    }

    private let writer: any MailboxWriter
    private let inbox: String

    /// - Throws: ``DeliveryError`` for a place that can't hold mail.
    init(_ place: FolderStore, spool: Spool, inbox: String) throws(DeliveryError) {
        switch place {
        case .maildir(let path, let layout):
            let maildir = try Maildir(path: path, layout: layout == .maildirPlusPlus ? .plusPlus : .directories, spool: spool)
            writer = MaildirDelivery(maildir: maildir, spool: spool)
        case .mbox(let path):
            writer = MboxDelivery(mbox: try Mbox(path: path), spool: spool)
        }
        self.inbox = inbox
    }

    /// Delivers, and makes durable what was delivered.
    ///
    /// - Returns: The outcome of each errand, and of those that were added to rescue a message into the inbox.
    /// - Throws: What the store throws; effects whose outcome is not told are found out about at the next start.
    nonisolated(nonsending) func deliver(_ errands: [FolderErrand], store: Store) async throws -> [(FolderErrand, Outcome)] {
        var outcomes: [(FolderErrand, Outcome)] = []
        var temporary: [(errand: FolderErrand, error: DeliveryError)] = []
        var final: [(errand: FolderErrand, error: DeliveryError)] = []
        for (errand, error) in try await writer.write(errands, store: store) {
            if let error {
                if error.isTemporary || errand.mailbox == inbox { temporary.append((errand, error)) } else { final.append((errand, error)) }
            } else {
                outcomes.append((errand, .delivered))
            }
        }
        if !temporary.isEmpty { outcomes += try await putOff(temporary, store: store) }
        if !final.isEmpty { outcomes += try await setAside(final, store: store) }
        return outcomes
    }

    /// Tells what an interrupted round had already delivered from what is still to be done.
    ///
    /// Among neither are errands that can't be asked about now.
    func sift(_ errands: [FolderErrand]) throws -> (arrived: [FolderErrand], open: [FolderErrand]) { try writer.sift(errands) }

    /// Trouble that may pass: the next round tries again, so a disk that has room by then takes it at once.
    nonisolated(nonsending) private func putOff(
        _ failures: [(errand: FolderErrand, error: DeliveryError)], store: Store
    ) async throws -> [(FolderErrand, Outcome)] {
        let next = Date()
        let deferrals = failures.compactMap { failure -> (id: Int64, answer: String)? in
            // An intent that stands is what the next start asks about.
            if case .undecided = failure.error { nil } else { (failure.errand.id, failure.error.description) }
        }
        if !deferrals.isEmpty {
            try await store.write { transaction in
                for deferral in deferrals { try transaction.deferEffect(deferral.id, answer: deferral.answer, nextTry: next) }
            }
        }
        return failures.map { ($0.errand, .deferred($0.error.description)) }
    }

    /// What can't be done is set aside, and its message put into the inbox unless another folder of its plan has it or is going to.
    nonisolated(nonsending) private func setAside(
        _ failures: [(errand: FolderErrand, error: DeliveryError)], store: Store
    ) async throws -> [(FolderErrand, Outcome)] {
        let parcels = failures.map { (errand: $0.errand, answer: $0.error.description, rescue: rescue(for: $0.errand)) }
        let planned = parcels.map { (id: $0.errand.id, message: $0.errand.message, answer: $0.answer, rescue: $0.rescue.planned) }
        let added = try await store.write { transaction in
            try planned.map { parcel -> Int64? in
                try transaction.park(parcel.id, reason: parcel.answer)
                guard try !transaction.hasFolder(message: parcel.message) else { return nil }
                return try transaction.addEffect(parcel.rescue, to: parcel.message)
            }
        }
        let rescues = zip(parcels, added).compactMap { parcel, id in
            id.flatMap { FolderErrand(id: $0, message: parcel.errand.message, errand: parcel.rescue) }
        }
        var rescued: [Int64: DeliveryError?] = [:]
        var outcomes: [(FolderErrand, Outcome)] = []
        for (errand, error) in rescues.isEmpty ? [] : try await writer.write(rescues, store: store) {
            rescued[errand.id] = .some(error)
            if error == nil { outcomes.append((errand, .delivered)) }
        }
        for (parcel, id) in zip(parcels, added) {
            switch id.flatMap({ rescued[$0] }) {
            case nil: outcomes.append((parcel.errand, .parked(parcel.answer)))
            case .some(nil): outcomes.append((parcel.errand, .parked("\(parcel.answer); the message was put into \(inbox)")))
            case .some(let error?): outcomes.append((parcel.errand, .deferred("\(parcel.answer); \(error.description)")))
            }
        }
        return outcomes
    }

    /// The same copy, for the inbox.
    private func rescue(for errand: FolderErrand) -> Errand {
        var rescue = Errand(kind: "keep", rule: errand.rule)
        rescue.mailbox = inbox
        rescue.flags = errand.flags
        rescue.create = true
        rescue.spoolName = errand.spoolName
        return rescue
    }
}
