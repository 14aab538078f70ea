import Configuration
import Foundation
import Store
import Transport

/// Sends what is due: the forwards of committed plans, and those that are to be tried again.
///
/// Each server has a task and a connection of its own; the failure of one holds up no other.
struct ForwardQueue: Sendable {
    let configuration: Configuration
    let state: AgentState
    let tell: @Sendable (PollEvent) -> Void
    /// Called now and then in the middle of a message: a large one goes over a slow line.
    var progressed: @Sendable () -> Void = {}
    /// Asked between two messages: whether to leave the rest for later.
    var isStopping: @Sendable () -> Bool = { false }

    /// What one pass came to.
    struct Outcome: Sendable {
        struct Figures: Sendable {
            var sent = 0
            var deferred = 0
            var parked = 0
            var notes: [String] = []
        }

        /// By account.
        var figures: [String: Figures] = [:]
        /// Accounts with messages that were put into the plan for the inbox, since no server takes them: their copies are due.
        var kept: Set<String> = []
        /// What ended a pass early: the ledger or the spool refused. Sentences.
        var failures: [String] = []

        mutating func merge(_ other: Outcome) {
            figures.merge(other.figures) { first, _ in first }
            kept.formUnion(other.kept)
            failures += other.failures
        }
    }

    /// Tries each due forward of these accounts once. Never throws: what went wrong is in the notes, and in the queue.
    func run(accounts: [Account]) async -> Outcome {
        let byRelay = Dictionary(grouping: accounts.filter { $0.forward != nil }) { $0.forward ?? "" }
        return await withTaskGroup(of: Outcome.self) { group in
            for (name, accounts) in byRelay {
                guard let settings = configuration.smtp[name] else { continue }
                group.addTask {
                    let pass = RelayPass(
                        settings: settings, accounts: accounts, configuration: configuration, state: state, tell: tell, progressed: progressed,
                        isStopping: isStopping)
                    return await withTaskExecutorPreference(BlockingExecutor(label: "postroom.relay.\(name)")) { await pass.run() }
                }
            }
            return await group.reduce(into: Outcome()) { $0.merge($1) }
        }
    }
}

extension PollReport {
    mutating func add(_ outcome: ForwardQueue.Outcome, of account: String) {
        guard let figures = outcome.figures[account] else { return }
        forwarded += figures.sent
        deferred += figures.deferred
        parked += figures.parked
        notes += figures.notes
    }
}
