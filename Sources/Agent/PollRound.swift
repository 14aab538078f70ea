public import Configuration
import Foundation
import RuleEngine
import SourceText
import Spool
import Store
import Transport

/// One round over accounts: real, or as a rehearsal that changes nothing.
public struct PollRound: Sendable {
    /// Accounts that are polled at once.
    static let accountsAtOnce = 4

    let configuration: Configuration
    let accounts: [Account]

    /// - Parameter accounts: Names; nil for all.
    public init(configuration: Configuration, accounts names: [String]? = nil) {
        self.configuration = configuration
        accounts = names.map { names in configuration.accounts.filter { names.contains($0.name) } } ?? configuration.accounts
    }

    /// Polls the accounts; some side by side. The failure of one is in its report and touches no other.
    ///
    /// - Throws: ``AgentError`` where nothing could begin: wrong rules, or a state directory that can't be used.
    public func run(telling tell: @escaping @Sendable (PollEvent) -> Void = { _ in }) async throws -> [PollReport] {
        let rules = try loadRules()
        let (store, spool) = try await BlockingExecutor.run("postroom.start") { try openState() }
        try await sweep(spool, of: store)
        let reports = await forEachAccount { account in
            guard let rules = rules[account.rules] else { return PollReport(account: account.name) }
            return await AccountRound(
                account: account, configuration: configuration, rules: rules, store: store, spool: spool, tell: tell
            ).run()
        }
        let now = Date()
        try await translating { try await store.write { try $0.forgetExpiredKeys(at: now) } }
        // Full-text rows are filled behind; what is left over comes next time.
        try await translating {
            while try await store.write({ try $0.indexPending(limit: 2_000) }) == 2_000 {}
        }
        return reports
    }

    /// Retrieves and decides as ``run(telling:)`` does, and throws the outcome away: nothing is written here but temporary files,
    /// nothing deleted there.
    public func rehearse(telling tell: @escaping @Sendable (PollEvent) -> Void = { _ in }) async throws -> [PollReport] {
        let rules = try loadRules()
        return await forEachAccount { account in
            guard let rules = rules[account.rules] else { return PollReport(account: account.name) }
            return await Rehearsal(account: account, configuration: configuration, rules: rules, tell: tell).run()
        }
    }

    // MARK: - Parts

    private var ruleFileSets: [[String]] {
        var sets: [[String]] = []
        for account in accounts where !sets.contains(account.rules) { sets.append(account.rules) }
        return sets
    }

    /// The rules of each account, by its rule files. A mistake in any of them stops the round before any mail is touched.
    private func loadRules() throws(AgentError) -> [[String]: RuleSet] {
        var loaded: [[String]: RuleSet] = [:]
        var findings: [Diagnostic] = []
        for paths in ruleFileSets {
            let (rules, found) = RuleSet.load(paths: paths)
            findings += found.filter { $0.severity == .error }
            loaded[paths] = rules
        }
        guard !findings.hasErrors else {
            throw AgentError(.rules, "the rules have mistakes; no mail was touched", findings: findings)
        }
        return loaded
    }

    private func openState() throws(AgentError) -> (Store, Spool) {
        do {
            let store = try Store(directory: configuration.state.directory)
            return (store, try Spool(path: configuration.state.directory + "/spool"))
        } catch {
            throw AgentError(error)
        }
    }

    /// Removes files of the spool that no row owns: what a crash left behind before its batch was committed.
    private func sweep(_ spool: Spool, of store: Store) async throws {
        try await translating {
            let owned = try await store.spoolNames()
            _ = try await BlockingExecutor.run("postroom.sweep") { try spool.sweep(keeping: owned) }
        }
    }

    private func translating(_ body: () async throws -> Void) async throws(AgentError) {
        do { try await body() } catch { throw AgentError(error) }
    }

    /// Runs `body` for each account, a bounded number side by side; the reports in the accounts' order.
    private func forEachAccount(_ body: @escaping @Sendable (Account) async -> PollReport) async -> [PollReport] {
        await withTaskGroup(of: (Int, PollReport).self) { group in
            var reports: [Int: PollReport] = [:]
            for (index, account) in accounts.enumerated() {
                if index >= Self.accountsAtOnce, let (done, report) = await group.next() { reports[done] = report }
                group.addTask { (index, await body(account)) }
            }
            for await (done, report) in group { reports[done] = report }
            return accounts.indices.compactMap { reports[$0] }
        }
    }
}

extension BlockingExecutor {
    /// Runs blocking work on a thread of its own.
    static func run<Value: Sendable, Failure: Error>(
        _ label: String, _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withTaskExecutorPreference(BlockingExecutor(label: label)) {
            await Self.result(of: body)
        }
        return try result.get()
    }

    /// Asynchronous and nonisolated, so that it runs on the preferred executor.
    @concurrent private static func result<Value: Sendable, Failure: Error>(
        of body: @Sendable () throws(Failure) -> Value
    ) async -> Result<Value, Failure> {
        do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }
}

extension AgentError {
    init(_ error: any Error) {
        switch error {
        case let error as AgentError: self = error
        case let error as StoreError:
            if case .locked = error { self.init(.busy, "\(error)") } else { self.init(.storage, "\(error)") }
        default: self.init(.storage, "\(error)")
        }
    }
}
