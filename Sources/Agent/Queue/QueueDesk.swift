public import Configuration
import Spool
public import Store

/// Where people handle the queue: in the daemon, or in a command while no daemon runs.
public struct QueueDesk: Sendable {
    private let state: AgentState

    init(_ state: AgentState) {
        self.state = state
    }

    /// Opens the state directory as its one owner.
    ///
    /// - Throws: ``AgentError`` of kind `busy` while a daemon or a poll has it.
    public static func open(_ configuration: Configuration) async throws(AgentError) -> QueueDesk {
        QueueDesk(try await AgentState.open(configuration.state))
    }

    /// - Throws: What the ledger throws; then nothing was changed.
    public func perform(_ action: QueueAction, on asked: [QueueID]) async throws -> QueueResult {
        let ids = action == .retry ? try await havingOctets(asked) : asked
        let effects = ids.compactMap { if case .effect(let id) = $0 { id } else { nil } }
        let messages = ids.compactMap { if case .message(let id) = $0 { id } else { nil } }
        let (changed, released) = try await state.store.write { transaction in
            var changed: [QueueID] = []
            var released: [String] = []
            switch action {
            case .retry:
                changed += try transaction.retry(effects).map(QueueID.effect)
                for message in messages where try transaction.restoreFromQuarantine(message) { changed.append(.message(message)) }
            case .hold:
                changed += try transaction.hold(effects).map(QueueID.effect)
            case .release:
                changed += try transaction.release(effects).map(QueueID.effect)
            case .drop:
                let outcome = try transaction.drop(effects)
                changed += outcome.dropped.map(QueueID.effect)
                released += outcome.released
                for message in messages {
                    let outcome = try transaction.dropQuarantined(message)
                    if outcome.dropped { changed.append(.message(message)) }
                    released += outcome.released
                }
            }
            return (Set(changed), released)
        }
        for name in Set(released) { try state.spool.directory.remove(name) }
        return QueueResult(
            changed: asked.filter { changed.contains($0) }.map(\.description),
            unchanged: asked.filter { !changed.contains($0) }.map(\.description))
    }

    /// Those whose octets the spool still has: for a folder's copy a missing file would mean that it was delivered.
    private func havingOctets(_ ids: [QueueID]) async throws -> [QueueID] {
        var present: [QueueID] = []
        for id in ids {
            guard let name = try await state.store.queueEntry(id)?.spoolName, try state.spool.directory.has(name) else { continue }
            present.append(id)
        }
        return present
    }
}
