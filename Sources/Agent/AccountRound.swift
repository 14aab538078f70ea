import Configuration
import Foundation
import POP3
import RuleEngine
import Spool
import Store
import Transport

/// One round of one account: take up what was left, retrieve what is new, delete what is due, and see it all delivered.
struct AccountRound: Sendable {
    /// Batches on their way at once: one being retrieved into, one becoming durable, one being decided.
    private static let batchesInFlight = 2

    let account: Account
    let configuration: Configuration
    let rules: RuleSet
    let state: AgentState
    let tell: @Sendable (PollEvent) -> Void

    var store: Store { state.store }
    private var spool: Spool { state.spool }

    /// Never throws: what went wrong is in the report, and what was retrieved before is on its way all the same.
    func run() async -> PollReport {
        let began = Date()
        tell(.connecting(account: account.name))
        let report = await reporting { pipeline, row, report in
            let retrieval = BlockingExecutor(label: "postroom.retrieval.\(account.name)")
            let outcome = await withTaskExecutorPreference(retrieval) { await retrieve(into: pipeline, row) }
            report.notes = outcome.notes
            report.deferred = outcome.refused
            return outcome.failure
        }
        let (name, error) = (account.name, report.error)
        // The round stands as it is; whether it is remembered decides about nothing. One that was told to stop has not failed.
        if error == nil || !Task.isCancelled {
            try? await remember(name, began, error)
        }
        tell(.finished(report))
        return report
    }

    /// Records the round. What batches that failed have left in the spool is nobody's behind this commit.
    private func remember(_ name: String, _ began: Date, _ error: String?) async throws {
        try await store.write { try $0.recordRound(account: try $0.accountID(named: name), began: began, error: error) }
        guard spool.hasLeft else { return }
        let owned = try await store.spoolNames()
        try await BlockingExecutor.run("postroom.sweep") { [spool] () throws(FileError) in try spool.sweepLeft(keeping: owned) }
    }

    /// Only takes up what was left, without a session: copies that came into the plan since, say.
    func takeUp() async -> PollReport {
        await reporting { _, _, _ in nil }
    }

    /// Takes up what was left, then runs `body`; what it returns is the failure.
    private func reporting(_ body: (BatchPipeline, Int64, inout PollReport) async -> String?) async -> PollReport {
        let began = ContinuousClock.Instant.now
        var report = PollReport(account: account.name)
        do {
            let row = try await accountRow()
            let pipeline = try makePipeline(row)
            var failure: String?
            do {
                try await pipeline.recover()
                failure = await body(pipeline, row, &report)
            } catch {
                failure = Self.sentence(error)
            }
            do {
                try await pipeline.flush()
            } catch {
                failure = failure ?? Self.sentence(error)
            }
            let figures = await pipeline.figures
            report.add(figures)
            report.error = failure ?? figures.error
        } catch {
            report.error = Self.sentence(error)
        }
        report.seconds = (ContinuousClock.Instant.now - began).seconds
        return report
    }

    /// The account's row in the ledger; the rules of this round are recorded with it.
    private func accountRow() async throws -> Int64 {
        let name = account.name
        let (version, texts) = (rules.version, rules.texts.map { RulesText(name: $0.name, hash: $0.hash, text: $0.text) })
        return try await store.write { transaction in
            try transaction.recordRules(version: version, texts: texts)
            return try transaction.accountID(named: name)
        }
    }

    private func makePipeline(_ row: Int64) throws -> BatchPipeline {
        guard let place = configuration.folderStore(of: account) else {
            throw SessionFailure("there is no [folders.\(account.folders)]")
        }
        let store = store
        let forwarding = ForwardPolicy(account: account, configuration: configuration, loopGuard: state.loopGuard)
        let decider = Decider(account: account, rules: rules, limits: configuration.limits, loopGuard: state.loopGuard) { key, id in
            try? store.firstSeen(account: row, purpose: key.purpose.number, rule: key.rule, text: key.text, excluding: id ?? 0)
        }
        return BatchPipeline(
            account: account, accountRow: row, store: store, spool: spool, decider: decider, forwarding: forwarding,
            folders: try FolderDelivery(place, spool: spool, inbox: account.inbox), tell: tell)
    }

    // MARK: - The session

    struct Outcome: Sendable {
        var failure: String?
        var notes: [String] = []
        var refused = 0
    }

    /// Runs on a thread of its own: files are written where their octets arrive.
    @concurrent private func retrieve(into pipeline: BatchPipeline, _ row: Int64) async -> Outcome {
        var outcome = Outcome()
        var room = StorageRoom(spool: spool, state: configuration.state)
        if let shortage = room.shortage() {
            outcome.failure = shortage
            return outcome
        }
        let client: POP3Client
        do throws(SessionFailure) {
            client = try await MailboxSession.open(account, limits: configuration.limits)
        } catch {
            outcome.failure = error.description
            return outcome
        }
        do {
            try await session(client, pipeline, row, room, &outcome)
        } catch {
            await client.close()
            outcome.failure = (error as? POP3Error).map { SessionFailure($0, account: account).description } ?? Self.sentence(error)
        }
        return outcome
    }

    nonisolated(nonsending) private func session(
        _ client: POP3Client, _ pipeline: BatchPipeline, _ row: Int64, _ room: StorageRoom, _ outcome: inout Outcome
    ) async throws {
        var listing = try await MailboxSession.listing(client, ledger: (store, row), account: account, limits: configuration.limits)
        outcome.notes += listing.notes
        outcome.refused += listing.tooLarge
        let move = try await MailboxSession.isComplete(listing, client) ? MovedMailbox(listing, now: Date()) : nil
        let claimed = try await claim(client, listing, move, row, &outcome)
        listing.leaveOut(Set(claimed.keys))
        let crowded = listing.leaveOut(largerThanRoom: try room.largestMessage())
        outcome.refused += crowded.count
        if let largest = crowded.max() { outcome.failure = room.sentence(of: crowded.count, upTo: largest) }
        tell(.listed(account: account.name, total: listing.total, new: listing.new.count))

        // Not listed, so what comes under another UIDL may be one of them; nobody knows it of what is doubtful.
        var absent = listing.doubtful
        if move != nil { absent.merge(listing.missing.merging(listing.gone) { first, _ in first }) { first, _ in first } }
        let conveyor = BatchConveyor(pipeline: pipeline, permits: Self.batchesInFlight, absent: absent)
        do {
            let admitted = try await exchange(client, listing, claimed, conveyor, row, room, &outcome)
            if let move { try await lose(listing, except: Set(admitted.values), move, knowsAll: outcome.refused == 0) }
        } catch {
            // What is on its way belongs to this round, whatever became of the session.
            try? await conveyor.finish()
            throw error
        }
        try await conveyor.finish()
    }

    /// Retrieves what is new, and deletes what is due. Ends the session.
    ///
    /// - Parameter claimed: Rows that took over UIDLs of this session, by its numbers.
    /// - Returns: The rows of the messages that are new or claimed, by the numbers of the session.
    nonisolated(nonsending) private func exchange(
        _ client: POP3Client, _ listing: Listing, _ claimed: [Int: Int64], _ conveyor: BatchConveyor, _ row: Int64, _ room: StorageRoom,
        _ outcome: inout Outcome
    ) async throws -> [Int: Int64] {
        let wanted = listing.new
        let order = RetrievalOrder(wanted, failed: try await store.refusals(account: row).mapValues(\.lastTry))
        var room = room
        var intake = SpoolIntake(
            spool: spool, uidls: Dictionary(uniqueKeysWithValues: wanted.map { ($0.number, $0.uidl) }), nameless: listing.nameless,
            sizes: listing.sizes, requireRoom: { [room] in try room.check(for: $0) },
            handOn: { batch in
                try await conveyor.take(batch)
                try await room.check(adding: batch.octets) { await conveyor.settle() }
            },
            progress: { tell(.retrieved(account: account.name, count: $0, octets: $1)) })
        var broken: (any Error)?
        var (run, inStep) = ([Int](), 0)
        do {
            for next in order.runs {
                run = next
                try await client.retrieve(run, into: &intake)
                inStep += run.count
            }
        } catch {
            broken = error
        }
        do { try await intake.pass() } catch { broken = broken ?? error }
        let admitted = try await conveyor.admitted()
        let refusals = intake.refusals.map { (number: $0.number, answer: $0.refusal.description) }
        outcome.refused += refusals.count
        outcome.notes += refusals.prefix(3).map { "the server would not give out message \($0.number): \($0.answer)" }
        try await record(refusals, of: row, wanted)
        if let broken {
            if let error = broken as? POP3Error {
                // A round that was told to stop broke off by itself.
                if !Task.isCancelled, let culprit = intake.culprit(of: error, in: run, after: inStep) {
                    try await record([(culprit, error.description)], of: row, wanted)
                }
                if error.isOutOfStep { try await doubt(order.all[inStep...], admitted, error, of: row, wanted) }
            }
            // Larger than the server said: it comes last from now on.
            if broken is StorageShortage, let culprit = intake.begun { try await record([(culprit, "\(broken)")], of: row, wanted) }
            throw broken
        }

        try await delete(client, listing, admitted, claimed, order, row)
        return admitted.merging(claimed) { first, _ in first }
    }

    /// Deletes what is due: only what the ledger holds durably, by the numbers of this very session. Ends the session.
    nonisolated(nonsending) private func delete(
        _ client: POP3Client, _ listing: Listing, _ admitted: [Int: Int64], _ claimed: [Int: Int64], _ order: RetrievalOrder, _ row: Int64
    ) async throws {
        let now = Date()
        var due = listing.due(account.after, now: now).map { ($0.number, $0.row) }
        switch account.after {
        case .keep: break
        case .delete: due += admitted.merging(claimed) { first, _ in first }.map { ($0.key, $0.value) }
        case .deleteAfter(let age):
            // Their UIDLs name nothing, but this session has given out the octets that are here.
            let nameless = admitted.filter { listing.nameless.contains($0.key) }
            let seen = try await store.firstSeen(of: Array(nameless.values))
            due += nameless.filter { seen[$0.value].map { $0.addingTimeInterval(age.seconds) <= now } ?? false }.map { ($0.key, $0.value) }
        }
        let rows = Dictionary(due, uniquingKeysWith: { first, _ in first })
        do {
            let deleted = try await client.delete(due.map(\.0).sorted()).compactMap { rows[$0] }
            // Nothing goes before QUIT (RFC 1939 §6). From there on they may be gone, whether an answer comes or not.
            try await mark(deleted, .deleteDue)
            try await client.quit()
            try await mark(deleted, .deleted)
        } catch let error as POP3Error {
            if error.isOutOfStep { try await doubt(order.all[...], admitted, error, of: row, listing.new) }
            throw error
        }
    }

    /// Takes it back that these messages are here: in a session out of step, octets may have come in under the UIDL of another message.
    ///
    /// What is filed stays; the next session retrieves them again, each by itself, and compares it with all that is in doubt. Nothing is
    /// deleted before.
    nonisolated(nonsending) private func doubt(
        _ numbers: ArraySlice<Int>, _ admitted: [Int: Int64], _ error: POP3Error, of account: Int64, _ wanted: [(number: Int, uidl: String)]
    ) async throws {
        let doubtful = numbers.filter { admitted[$0] != nil }
        try await mark(doubtful.compactMap { admitted[$0] }, .doubtful)
        try await record(doubtful.map { ($0, error.description) }, of: account, wanted)
    }

    /// Records what could not be retrieved, so that it comes last the next time.
    nonisolated(nonsending) func record(
        _ refusals: [(number: Int, answer: String)], of account: Int64, _ wanted: [(number: Int, uidl: String)]
    ) async throws {
        guard !refusals.isEmpty else { return }
        let uidls = Dictionary(uniqueKeysWithValues: wanted.map { ($0.number, $0.uidl) })
        let rows = refusals.map { (uidl: uidls[$0.number] ?? "", answer: $0.answer) }
        try await store.write { transaction in
            for row in rows { try transaction.refused(account: account, uidl: row.uidl, answer: row.answer) }
        }
    }

    nonisolated(nonsending) func mark(_ ids: [Int64], _ copy: ServerCopy) async throws {
        guard !ids.isEmpty else { return }
        try await store.write { try $0.serverCopy(ids, copy) }
    }

    private static func sentence(_ error: any Error) -> String {
        error is CancellationError ? "the round was told to stop; the next one goes on" : "\(error)"
    }
}

extension PollReport {
    /// Adds the figures of the pipeline.
    fileprivate mutating func add(_ other: PollReport) {
        retrieved += other.retrieved
        filed += other.filed
        forwarded += other.forwarded
        tagged += other.tagged
        discarded += other.discarded
        deferred += other.deferred
        parked += other.parked
        waiting += other.waiting
        octets += other.octets
        notes += other.notes
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
