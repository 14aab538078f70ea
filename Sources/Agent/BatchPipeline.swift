import Configuration
import Delivery
import Foundation
import MailMessage
import RuleEngine
import Spool
import Store
import Transport

/// The way of one account's messages behind retrieval: ledger, rules, plan, folders.
///
/// Each step reads what the step before it committed, so a crash anywhere is a restart from the ledger. The actor has a thread of
/// its own: its syncs, evaluations and renames never hold up the cooperative pool.
actor BatchPipeline {
    private let executor: BlockingExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let account: Account
    private let accountRow: Int64
    private let store: Store
    private let spool: Spool
    private let decider: Decider
    private let forwarding: ForwardPolicy
    private let folders: FolderDelivery
    private let tell: @Sendable (PollEvent) -> Void
    private var report: PollReport
    /// Messages of this round that no folder could take, and the first reason.
    private var held = 0
    private var obstacle: String?
    /// Effects and messages that are done; written with the next transaction.
    private var finished = Finished()

    private struct Finished: Sendable {
        var effects: [Int64] = []
        var messages: [Int64] = []
        var isEmpty: Bool { effects.isEmpty && messages.isEmpty }
    }

    init(
        account: Account, accountRow: Int64, store: Store, spool: Spool, decider: sending Decider, forwarding: ForwardPolicy,
        folders: sending FolderDelivery,
        tell: @escaping @Sendable (PollEvent) -> Void
    ) {
        self.account = account
        self.accountRow = accountRow
        self.store = store
        self.spool = spool
        self.decider = decider
        self.forwarding = forwarding
        self.folders = folders
        self.tell = tell
        report = PollReport(account: account.name)
        executor = BlockingExecutor(label: "postroom.pipeline.\(account.name)")
    }

    /// What came of the batches so far.
    var figures: PollReport { report }

    // MARK: - The ledger

    /// Makes a batch durable: data, names, then the rows. When it returns, the server's copies may go.
    ///
    /// - Parameter absent: Rows that a complete listing of this session does not show; a new UIDL may claim one of them.
    /// - Returns: For each of the batch's numbers the row that now stands for it, and the messages that are new and to be decided.
    func admit(_ batch: Batch, absent: [Int64: String]) async throws -> (rows: [Int: Int64], new: [AdmittedMessage]) {
        let now = Date()
        let arrivals = batch.items.map { item in
            Arrival(
                uidl: item.uidl, contentHash: item.file.contentHash, size: item.file.retrievedSize, storedSize: item.file.size,
                hasBareLineEnds: item.file.hasBareLineEnds, spoolName: item.file.name, firstSeen: now, serverCopy: .present)
        }
        let account = accountRow
        let names = batch.items.map(\.file.name)
        let admissions: [Admission]
        do {
            try spool.sync(names, batch.watch)
            let finished = takeFinished()
            admissions = try await writing(finished) { transaction in
                try transaction.admit(arrivals, account: account, absent: absent)
            }
        } catch {
            spool.leave(names)
            throw error
        }
        var rows: [Int: Int64] = [:]
        var new: [AdmittedMessage] = []
        for (item, admission) in zip(batch.items, admissions) {
            switch admission {
            case .new(let id):
                rows[item.number] = id
                new.append(
                    AdmittedMessage(
                        id: id, uidl: item.uidl, spoolName: item.file.name, size: item.file.size,
                        retrievedSize: item.file.retrievedSize, contentHash: item.file.contentHash, firstSeen: now,
                        octets: item.file.octets))
                report.retrieved += 1
                report.octets += item.file.retrievedSize
            case .claimed(let id), .known(let id):
                // It was delivered under this row before; the file that came now is nobody's.
                rows[item.number] = id
                try spool.directory.remove(item.file.name)
            }
        }
        return (rows, new)
    }

    // MARK: - Rules, plan, folders

    /// Decides messages, commits their plans, and carries out what folders can hold.
    func process(_ messages: [AdmittedMessage]) async throws {
        guard !messages.isEmpty else { return }
        var made: [String] = []
        do {
            try await process(messages, &made)
        } catch {
            spool.leave(made)
            throw error
        }
    }

    /// - Parameter made: Names in the spool that were made for the plans.
    private func process(_ messages: [AdmittedMessage], _ made: inout [String]) async throws {
        let now = Date()
        var plans: [PlannedMessage] = []
        plans.reserveCapacity(messages.count)
        var decisions: [DecidedMessage] = []
        var written: [String] = []
        var watch: WriteWatch?
        var errandsByPlan: [[Errand]] = []
        var lost: [Int64] = []
        for message in messages {
            guard let octets = try octets(of: message) else {
                lost.append(message.id)
                continue
            }
            let mail = decider.message(octets)
            let plan = message.isHopeless
                ? decider.undecided(Self.hopeless)
                : decider.decide(
                    mail, id: message.id, contentHash: message.contentHash, retrieved: message.firstSeen,
                    deferrals: message.deferrals, now: now)
            var errands: [Errand] = []
            if plan.deferral == nil {
                errands = plan.errands(account: account) { forwarding.verdict(on: mail, octets, to: $0) }
                var ownsFirstName = false
                for index in errands.indices where errands[index].needsOctets {
                    if !errands[index].edits.isEmpty {
                        if watch == nil { watch = try spool.watch() }
                        let name = try spool.add(errands[index].edits.applied(to: octets[0..<octets.count]))
                        errands[index].spoolName = name
                        made.append(name)
                        written.append(name)
                    } else if ownsFirstName {
                        let name = try spool.addName(for: message.spoolName)
                        errands[index].spoolName = name
                        made.append(name)
                    } else {
                        errands[index].spoolName = message.spoolName
                        ownsFirstName = true
                    }
                }
            }
            let summary = MessageSummary(mail)
            plans.append(
                PlannedMessage(
                    id: message.id, summary: summary, decidedAt: now, rulesVersion: decider.rules.version, settled: plan.settled,
                    keep: plan.keep, decidedBy: plan.decidedBy, error: plan.error?.description,
                    trace: PlanTrace.encoded(plan.rules), effects: errands.map(\.planned), tags: plan.tags,
                    sightings: plan.sightings.map { SeenKeyRow($0, firstSeen: now) }, deferred: plan.deferral != nil))
            decisions.append(DecidedMessage(id: message.id, uidl: message.uidl, summary: summary, plan: plan, errands: errands))
            errandsByPlan.append(errands)
        }
        if let watch {
            try spool.sync(written, watch)
        } else if !made.isEmpty {
            try spool.directory.sync()
        }

        let (committed, quarantined) = (plans, lost)
        let account = accountRow
        let finished = takeFinished()
        let ids = try await writing(finished) { transaction in
            for id in quarantined { try transaction.quarantine(id, reason: Self.octetsAreGone) }
            return try transaction.plan(committed, account: account)
        }
        report.parked += lost.count
        report.notes += lost.map { "message \($0) was set aside: \(Self.octetsAreGone)" }
        for decision in decisions { tell(.decided(account: self.account.name, decision)) }
        let queued = errandsByPlan.joined().count { $0.isForward && $0.state == .planned }
        if queued > 0 { tell(.queued(account: self.account.name, count: queued)) }
        for (plan, errands) in zip(plans, errandsByPlan) { report.count(errands, tags: plan.tags, isDeferred: plan.deferred) }
        // Owned by rows from here on.
        made = []
        let folderErrands = zip(zip(plans, ids), errandsByPlan).flatMap { planned, errands in
            zip(planned.1, errands).compactMap { FolderErrand(id: $0, message: planned.0.id, errand: $1) }
        }
        let open = try await carryOut(folderErrands, of: plans.filter { !$0.deferred }.map(\.id))
        // Counted with their plans; but they are in no folder yet.
        report.filed -= open.count
    }

    private static let octetsAreGone = "its octets are no longer in the spool"

    /// The octets of a message; nil if the spool does not have them any more, which nothing here mends.
    private func octets(of message: AdmittedMessage) throws -> Octets? {
        if let octets = message.octets { return Octets(octets) }
        guard try spool.directory.has(message.spoolName) else { return nil }
        return try Octets.mapping(path: spool.path(of: message.spoolName))
    }

    /// Carries out effects that folders can hold, then remembers what is done. `messages` are settled unless something is left to do.
    ///
    /// - Returns: The messages that have to wait, with what stands in the way.
    @discardableResult
    private func carryOut(_ errands: [FolderErrand], of messages: [Int64]) async throws -> Set<Int64> {
        var open: Set<Int64> = []
        for (errand, outcome) in try await folders.deliver(errands, store: store) {
            switch outcome {
            case .delivered:
                finished.effects.append(errand.id)
            case .deferred(let answer):
                open.insert(errand.message)
                obstacle = obstacle ?? answer
            case .parked(let answer):
                report.parked += 1
                report.notes.append(answer)
            }
        }
        report.deferred += open.count
        held += open.count
        if let obstacle { report.error = "\(held) message\(held == 1 ? " waits" : "s wait") in the spool, because a folder could not take them: \(obstacle)" }
        finished.messages += messages.filter { !open.contains($0) }
        return open
    }

    // MARK: - Restart

    /// Takes up what an earlier round left: effects that were planned, then messages that were not decided.
    func recover() async throws {
        let unfinished = try await store.unfinishedEffects(account: accountRow)
        let (arrived, open) = try folders.sift(unfinished.compactMap(FolderErrand.init))
        finished.effects += arrived.map(\.id)
        let messages = Set(unfinished.map(\.message)).union(try await store.unsettled(account: accountRow))
        try await carryOut(open, of: messages.sorted())
        try await flush()
        try await decideLeftOver(try await store.unplanned(account: accountRow))
    }

    /// Decisions of earlier rounds that ended with the process: from so many on, a message is decided alone, so that one which makes
    /// rules or parsers fail is known by name;
    private static let suspicious = 2
    /// and from so many on it goes to the inbox without the rules being asked.
    private static let hopeless = 5

    private func decideLeftOver(_ messages: [SpooledMessage]) async throws {
        // Put off by `on error defer` is no failure.
        func failures(_ message: SpooledMessage) -> Int { message.attempts - message.deferrals }
        for chunk in messages.filter({ failures($0) < Self.suspicious }).chunks(of: Batch.messages) {
            try await attempt(chunk) { try await process(chunk.map(AdmittedMessage.init)) }
        }
        for message in messages where failures(message) >= Self.suspicious {
            var admitted = AdmittedMessage(message)
            admitted.isHopeless = failures(message) >= Self.hopeless
            try await attempt([message]) { try await process([admitted]) }
        }
    }

    /// Counts a decision before it is begun. One that ends in an error, a full disk, say, is no fault of the message and counts for
    /// nothing: only what ended the process does.
    private func attempt(_ messages: [SpooledMessage], _ decide: () async throws -> Void) async throws {
        let ids = messages.map(\.id)
        try await store.write { try $0.countAttempt(messages: ids) }
        do {
            try await decide()
        } catch {
            try await store.write { try $0.countAttempt(messages: ids, by: -1) }
            throw error
        }
    }

    /// Writes what is done and not written yet: at the end of a round.
    func flush() async throws {
        let finished = takeFinished()
        guard !finished.isEmpty else { return }
        try await writing(finished) { _ in }
    }

    // MARK: - Shared

    private func takeFinished() -> Finished {
        defer { finished = Finished() }
        return finished
    }

    /// One transaction: first what is done, then `body`. After an error what was done is remembered for the next one.
    private func writing<Value: Sendable>(
        _ done: Finished, _ body: @escaping @Sendable (borrowing StoreTransaction) throws -> Value
    ) async throws -> Value {
        do {
            let (value, released) = try await store.write { transaction in
                var released: [String] = []
                if !done.isEmpty {
                    try transaction.finish(effects: done.effects)
                    released = try transaction.settle(messages: done.messages)
                }
                return (try body(transaction), released)
            }
            // Of discarded messages, say: nobody needs their octets any more.
            for name in released { try spool.directory.remove(name) }
            return value
        } catch {
            finished.effects += done.effects
            finished.messages += done.messages
            throw error
        }
    }
}

extension SeenKey.Purpose {
    /// As the ledger keeps it.
    var number: Int {
        switch self {
        case .duplicate: 0
        case .vacation: 1
        }
    }
}

extension AdmittedMessage {
    init(_ message: SpooledMessage) {
        self.init(
            id: message.id, uidl: message.uidl, spoolName: message.spoolName, size: message.size, retrievedSize: message.size,
            contentHash: message.contentHash, firstSeen: message.firstSeen, deferrals: message.deferrals)
    }
}

extension SeenKeyRow {
    init(_ sighting: Sighting, firstSeen: Date) {
        self.init(
            purpose: sighting.key.purpose.number, rule: sighting.key.rule, text: sighting.key.text,
            firstSeen: firstSeen, expires: firstSeen.addingTimeInterval(TimeInterval(sighting.window)))
    }
}

extension Array {
    func chunks(of count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
    }
}
