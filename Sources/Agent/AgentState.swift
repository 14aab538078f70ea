import Configuration
import Delivery
import Foundation
import Spool
import Store
import Transport

/// What all rounds of a process share: the ledger, the spool, and the mark by which it knows its own forwards.
struct AgentState: Sendable {
    let store: Store
    let spool: Spool
    let loopGuard: LoopGuard

    /// Opens the state directory as its one owner, and removes what a crash left in the spool before its batch was committed.
    ///
    /// - Throws: ``AgentError`` of kind `busy` or `storage`; nothing stays open.
    static func open(_ settings: StateSettings) async throws(AgentError) -> AgentState {
        try DescriptorLimit.raise()
        do {
            let state = try await BlockingExecutor.run("postroom.start") { () throws(AgentError) -> AgentState in
                do {
                    let store = try Store(directory: settings.directory)
                    return AgentState(
                        store: store, spool: try Spool(path: settings.directory + "/spool"),
                        loopGuard: try LoopGuard(directory: settings.directory))
                } catch {
                    throw AgentError(error)
                }
            }
            let owned = try await state.store.spoolNames()
            _ = try await BlockingExecutor.run("postroom.sweep") { try state.spool.sweep(keeping: owned) }
            return state
        } catch {
            throw AgentError(error)
        }
    }

    /// Gives the state directory up, behind what is under way.
    func close() async {
        // What is committed is committed; a log that stays is read by the next start.
        await BlockingExecutor.run("postroom.close") { try? store.close() }
    }

    /// What is done now and then, behind the mail: expired keys are forgotten, the search's words filled in.
    func keepHouse() async throws {
        let now = Date()
        try await store.write { try $0.forgetExpiredKeys(at: now) }
        while try await store.write({ try $0.indexPending(limit: 2_000) }) == 2_000 {}
    }
}
