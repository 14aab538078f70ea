import Foundation
import Spool
import Store
import Transport

/// Forwards that their server has taken and the ledger does not know of yet.
///
/// They are written together with whatever the pass writes next, or by themselves within a second: what was taken long ago is in doubt
/// for no crash, and for no stop that could not wait for the message behind it.
actor SentForwards {
    /// How long one waits for another write to go with.
    private static let patience = Duration.seconds(1)

    private struct Sent: Sendable {
        var forward: QueuedForward
        var answer: String
        var at: Date
    }

    private let executor = BlockingExecutor(label: "postroom.sent")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let state: AgentState
    private var sent: [Sent] = []
    private var timer: Task<Void, Never>?

    init(_ state: AgentState) {
        self.state = state
    }

    func add(_ forward: QueuedForward, answer: String, at time: Date) {
        sent.append(Sent(forward: forward, answer: answer, at: time))
        guard timer == nil else { return }
        timer = Task {
            guard (try? await Task.sleep(for: Self.patience)) != nil else { return }
            timer = nil
            // After a failure they stay here; the pass writes them, or tells why it can't.
            try? await write()
        }
    }

    /// Writes what is left, at the end of a pass; nothing goes on behind it.
    ///
    /// - Throws: As ``write()``.
    func finish() async throws {
        timer?.cancel()
        await timer?.value
        try await write()
    }

    /// Writes them, if there are any; then their octets may go.
    ///
    /// - Throws: What the ledger and the spool throw; what was not written stays here.
    func write() async throws {
        guard !sent.isEmpty else { return }
        try await write { _ in }
    }

    /// Writes them, and `body` in the same transaction. Written twice, by two callers at once, they are the same.
    func write<Value: Sendable>(with body: @escaping @Sendable (borrowing StoreTransaction) throws -> Value) async throws -> Value {
        let writing = sent
        let (value, released) = try await state.store.write { transaction in
            var released: [String] = []
            for each in writing {
                if let name = try transaction.sent(each.forward.effect, answer: each.answer, at: each.at) { released.append(name) }
            }
            return (try body(transaction), released + (try transaction.settle(messages: writing.map(\.forward.message))))
        }
        let written = Set(writing.map(\.forward.effect))
        sent.removeAll { written.contains($0.forward.effect) }
        for name in Set(released) { try state.spool.directory.remove(name) }
        return value
    }
}
