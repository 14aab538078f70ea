public import Configuration

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
        let rules = try RuleBook(accounts: accounts)
        let state = try await AgentState.open(configuration.state)
        let result: Result<[PollReport], any Error>
        do { result = .success(try await run(rules, state, tell)) } catch { result = .failure(error) }
        await state.close()
        return try result.get()
    }

    private func run(_ rules: RuleBook, _ state: AgentState, _ tell: @escaping @Sendable (PollEvent) -> Void) async throws -> [PollReport] {
        let rounds = accounts.compactMap { account in
            rules[account].map { AccountRound(account: account, configuration: configuration, rules: $0, state: state, tell: tell) }
        }
        var reports = await Self.sideBySide(rounds) { await $0.run() }

        let forwarding = await ForwardQueue(configuration: configuration, state: state, tell: tell).run(accounts: accounts)
        for index in reports.indices { reports[index].add(forwarding, of: reports[index].account) }
        // What was refused for good is kept: its copies are for the folders.
        let kept = rounds.filter { forwarding.kept.contains($0.account.name) }
        for failure in await Self.sideBySide(kept, { await $0.takeUp() }) where failure.error != nil {
            if let index = reports.firstIndex(where: { $0.account == failure.account && $0.error == nil }) {
                reports[index].error = failure.error
            }
        }
        do { try await state.keepHouse() } catch { throw AgentError(error) }
        return reports
    }

    /// Retrieves and decides as ``run(telling:)`` does, and throws the outcome away: nothing is written here but temporary files,
    /// nothing deleted there.
    public func rehearse(telling tell: @escaping @Sendable (PollEvent) -> Void = { _ in }) async throws -> [PollReport] {
        let rules = try RuleBook(accounts: accounts)
        let rehearsals = accounts.compactMap { account in
            rules[account].map { Rehearsal(account: account, configuration: configuration, rules: $0, tell: tell) }
        }
        return await Self.sideBySide(rehearsals) { await $0.run() }
    }

    /// Runs `body` for each, a bounded number side by side; the reports in the given order.
    private static func sideBySide<Round: Sendable>(
        _ rounds: [Round], _ body: @escaping @Sendable (Round) async -> PollReport
    ) async -> [PollReport] {
        await withTaskGroup(of: (Int, PollReport).self) { group in
            var reports: [Int: PollReport] = [:]
            for (index, round) in rounds.enumerated() {
                if index >= accountsAtOnce, let (done, report) = await group.next() { reports[done] = report }
                group.addTask { (index, await body(round)) }
            }
            for await (done, report) in group { reports[done] = report }
            return rounds.indices.compactMap { reports[$0] }
        }
    }
}
