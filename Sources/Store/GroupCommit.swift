import GRDB
import Synchronization

/// The single writer. What is queued while a commit is under way shares the next transaction, and its one sync.
///
/// Each write has a savepoint of its own, so one that fails takes nothing from the others. Everything runs on the
/// database's own serial queue, never on the cooperative pool.
final class GroupCommit: Sendable {
    /// A write that waits for its turn.
    struct PendingWrite: Sendable {
        /// Runs it, and gives back what is to be called when the commit's fate is known.
        let run: @Sendable (borrowing StoreTransaction) -> Outcome
        /// Called instead, when its turn cannot come.
        let refuse: @Sendable (any Error) -> Void
    }

    enum Outcome {
        case done(complete: @Sendable (_ commitFailure: (any Error)?) -> Void)
        case failed(complete: @Sendable () -> Void)
    }

    private struct Line {
        var waiting: [PendingWrite] = []
        var isDraining = false
        var transactions = 0
    }

    private let pool: DatabasePool
    private let line = Mutex(Line())

    init(_ pool: DatabasePool) { self.pool = pool }

    /// How many transactions were committed.
    var committedTransactions: Int { line.withLock { $0.transactions } }

    /// How many writes stand in line for the next transaction.
    var waitingWrites: Int { line.withLock { $0.waiting.count } }

    func enqueue(_ write: PendingWrite) {
        let starts = line.withLock { line in
            line.waiting.append(write)
            defer { line.isDraining = true }
            return !line.isDraining
        }
        guard starts else { return }
        pool.asyncWriteWithoutTransaction { database in
            while let group = self.nextGroup() { self.commit(group, in: database) }
        }
    }

    private func nextGroup() -> [PendingWrite]? {
        line.withLock { line in
            guard !line.waiting.isEmpty else {
                line.isDraining = false
                return nil
            }
            defer { line.waiting = [] }
            return line.waiting
        }
    }

    private func commit(_ group: [PendingWrite], in database: Database) {
        var completions: [@Sendable ((any Error)?) -> Void] = []
        completions.reserveCapacity(group.count)
        var failure: (any Error)?
        do {
            try database.inTransaction(.immediate) {
                for write in group {
                    try database.inSavepoint {
                        switch write.run(StoreTransaction(database: database)) {
                        case .done(let complete):
                            completions.append(complete)
                            return .commit
                        case .failed(let complete):
                            completions.append { _ in complete() }
                            return .rollback
                        }
                    }
                    // SQLite gives up the whole transaction by itself after some failures of the disk.
                    guard database.isInsideTransaction else { throw StoreError.database(code: 4, message: "transaction given up") }
                }
                return .commit
            }
            line.withLock { $0.transactions += 1 }
        } catch {
            failure = StoreError.translated(error)
        }
        for complete in completions { complete(failure) }
        guard let failure, completions.count < group.count else { return }
        // What did not have its turn fails with the group.
        for write in group[completions.count...] { write.refuse(failure) }
    }
}
