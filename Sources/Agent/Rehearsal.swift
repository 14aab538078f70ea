import Configuration
import Delivery
import Foundation
import MailMessage
import POP3
import RuleEngine
import Spool
import Store
import Synchronization
import Transport

/// A round that only shows what it would do: the same session, the same decider, no ledger, no folders, no deletion.
struct Rehearsal: Sendable {
    let account: Account
    let configuration: Configuration
    let rules: RuleSet
    let tell: @Sendable (PollEvent) -> Void

    func run() async -> PollReport {
        let began = ContinuousClock.Instant.now
        tell(.connecting(account: account.name))
        var report = PollReport(account: account.name)
        let executor = BlockingExecutor(label: "postroom.rehearsal.\(account.name)")
        let result = await withTaskExecutorPreference(executor) { await attempt() }
        switch result {
        case .success(let done): report = done
        case .failure(let failure): report.error = failure.description
        }
        report.seconds = (ContinuousClock.Instant.now - began).seconds
        tell(.finished(report))
        return report
    }

    @concurrent private func attempt() async -> Result<PollReport, SessionFailure> {
        do {
            return .success(try await rehearse())
        } catch let error as SessionFailure {
            return .failure(error)
        } catch let error as POP3Error {
            return .failure(SessionFailure(error, account: account))
        } catch {
            return .failure(SessionFailure("\(error)"))
        }
    }

    nonisolated(nonsending) private func rehearse() async throws -> PollReport {
        let state = try Self.readState(configuration.state.directory)
        let row = try await state?.accountID(named: account.name)
        let ledger = state.flatMap { state in row.map { (store: state, account: $0) } }
        let loopGuard = try LoopGuard(readingFrom: configuration.state.directory)
        let decider = Decider(account: account, rules: rules, limits: configuration.limits, loopGuard: loopGuard) { key, id in
            row.flatMap { try? state?.firstSeen(account: $0, purpose: key.purpose.number, rule: key.rule, text: key.text, excluding: id ?? 0) }
        }
        let client = try await MailboxSession.open(account, limits: configuration.limits)
        do {
            var listing = try await MailboxSession.listing(client, ledger: ledger, account: account, limits: configuration.limits)
            let move = try await MailboxSession.isComplete(listing, client) ? MovedMailbox(listing, now: Date()) : nil
            let claims = try await survey(client, listing, move, state, row)
            listing.leaveOut(Set(claims.map(\.number)))
            var known = KnownContents(listing, claimed: Set(claims.map(\.claim.row)), isComplete: move != nil)
            if let ledger { known = try await ledger.store.reduceLedger(account: ledger.account, into: known) { $0.take($1) } }
            tell(.listed(account: account.name, total: listing.total, new: listing.new.count))
            var report = PollReport(account: account.name)
            report.notes = listing.notes
            report.deferred = listing.tooLarge
            let directory = try TemporaryDirectory()
            defer { directory.remove() }
            let spool = try Spool(path: directory.path)
            let forwarding = ForwardPolicy(account: account, configuration: configuration, loopGuard: loopGuard)
            var sink = RehearsalSink(
                spool: spool, listing: listing, known: known, decider: decider, forwarding: forwarding, account: account, report: report, tell: tell)
            try await client.retrieve(listing.new.map(\.number), into: &sink)
            try await client.quit()
            return sink.report
        } catch {
            await client.close()
            throw error
        }
    }

    /// What a real round would find by headers in a mailbox that has moved.
    nonisolated(nonsending) private func survey(
        _ client: POP3Client, _ listing: Listing, _ move: MovedMailbox?, _ state: Store?, _ row: Int64?
    ) async throws -> [(number: Int, claim: HeaderClaim)] {
        guard let state, let row, !listing.new.isEmpty else { return [] }
        let survey = MoveSurvey(
            client: client, limits: configuration.limits, refusals: try await state.refusals(account: row), now: Date(),
            progress: { tell(.retrieved(account: account.name, count: 0, octets: $0)) })
        do {
            return try await survey.claims(listing, move) { try await state.summaries(of: $0) }
        } catch let broken as MoveSurvey.Broken {
            throw broken.error
        }
    }

    /// The state as it is; nil where there is none yet.
    private static func readState(_ directory: String) throws -> Store? {
        do throws(StoreError) {
            return try Store(readingFrom: directory)
        } catch {
            if case .missing = error { return nil }
            throw error
        }
    }
}

/// Decides each message as it comes, and forgets it.
private struct RehearsalSink: MessageSink {
    private let writer: SpoolWriter
    private let spool: Spool
    private let uidls: [Int: String]
    private var known: KnownContents
    private let decider: Decider
    private let forwarding: ForwardPolicy
    private let account: Account
    private let tell: @Sendable (PollEvent) -> Void
    private(set) var report: PollReport

    init(
        spool: Spool, listing: Listing, known: KnownContents, decider: Decider, forwarding: ForwardPolicy, account: Account, report: PollReport,
        tell: @escaping @Sendable (PollEvent) -> Void
    ) {
        writer = SpoolWriter(spool)
        self.spool = spool
        uidls = Dictionary(uniqueKeysWithValues: listing.new.map { ($0.number, $0.uidl) })
        self.known = known
        self.decider = decider
        self.forwarding = forwarding
        self.account = account
        self.report = report
        self.tell = tell
    }

    mutating func begin(_ number: Int) throws { try writer.begin() }

    mutating func append(_ octets: UnsafeRawBufferPointer) throws { try writer.append(octets) }

    nonisolated(nonsending) mutating func finish(_ number: Int) async throws {
        let file = try writer.finish()
        defer { try? spool.directory.remove(file.name) }
        if known.take(uidls[number] ?? "", file.contentHash) { return }
        let octets = try file.octets.map { Octets($0) } ?? Octets.mapping(path: spool.path(of: file.name))
        let now = Date()
        let message = decider.message(octets)
        let plan = decider.decide(message, id: nil, contentHash: file.contentHash, retrieved: now, deferrals: 0, now: now)
        let errands = plan.deferral == nil ? plan.errands(account: account) { forwarding.verdict(on: message, octets, to: $0) } : []
        report.retrieved += 1
        report.octets += file.retrievedSize
        report.count(errands, tags: plan.tags, isDeferred: plan.deferral != nil)
        report.forwarded += errands.count { $0.isForward && $0.state == .planned }
        tell(.retrieved(account: account.name, count: report.retrieved, octets: report.octets))
        tell(
            .decided(
                account: account.name,
                DecidedMessage(uidl: uidls[number] ?? "", summary: MessageSummary(message), plan: plan, errands: errands)))
    }

    nonisolated(nonsending) mutating func refused(_ number: Int, _ refusal: POP3Refusal) async throws {
        report.deferred += 1
        report.notes.append("the server would not give out message \(number): \(refusal)")
    }
}
