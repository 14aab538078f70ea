import Foundation
import GRDB
import Synchronization
import Testing

@testable import Store

@Suite(.timeLimit(.minutes(1))) struct `Group commit` {
    /// Holds the writer until it is let go.
    private final class Gate: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        private let held = Mutex(false)
        var isHeld: Bool { held.withLock { $0 } }
        func open() { semaphore.signal() }
        func wait() {
            held.withLock { $0 = true }
            semaphore.wait()
        }
    }

    /// Queues `count` writes while the writer is busy, and lets it go when all stand in line.
    private func whileBusy<T: Sendable>(
        _ store: Store, count: Int, _ body: @escaping @Sendable (Int, borrowing StoreTransaction) throws -> T
    ) async throws -> [Result<T, any Error>] {
        let gate = Gate()
        return try await withThrowingTaskGroup(of: (Int, Result<T, any Error>)?.self) { group in
            group.addTask {
                try await store.write { _ in gate.wait() }
                return nil
            }
            while !gate.isHeld { try await Task.sleep(for: .milliseconds(5)) }
            for index in 0..<count {
                group.addTask {
                    do {
                        return (index, .success(try await store.write { try body(index, $0) }))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            while store.waitingWrites < count { try await Task.sleep(for: .milliseconds(5)) }
            gate.open()
            var results: [Int: Result<T, any Error>] = [:]
            for try await case let (index, result)? in group { results[index] = result }
            return results.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    private struct Refused: Error, Equatable {}

    @Test func `writes that wait share one transaction`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let before = store.committedTransactions
        let results = try await whileBusy(store, count: 20) { index, transaction in
            try transaction.accountID(named: "account \(index)")
        }
        #expect(results.count == 20)
        // One for the write that held the writer, one for all the others.
        #expect(store.committedTransactions == before + 2)
        #expect(try await store.accountCount() == 20)
    }

    @Test func `one that throws is undone alone`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let results = try await whileBusy(store, count: 9) { index, transaction in
            let id = try transaction.accountID(named: "account \(index)")
            if index % 3 == 1 { throw Refused() }
            if index % 3 == 2 { try transaction.database.execute(sql: "INSERT INTO account (id, name) VALUES (?, 'twice')", arguments: [id]) }
            return id
        }
        for (index, result) in results.enumerated() {
            switch (index % 3, result) {
            case (0, .success): break
            case (1, .failure(let error)): #expect(error as? Refused == Refused())
            case (2, .failure(let error)): #expect(error is StoreError)
            default: Issue.record("write \(index): \(result)")
            }
        }
        #expect(try await store.accountCount() == 3)
    }

    @Test func `what was returned is there for the next owner`() async throws {
        let fixture = StateFixture()
        do {
            let store = try fixture.open()
            for index in 0..<5 { _ = try await store.write { try $0.accountID(named: "account \(index)") } }
        }
        #expect(try await fixture.open().accountCount() == 5)
    }

    @Test func `a transaction that SQLite gives up fails every write in it, and the next one works`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let results = try await whileBusy(store, count: 5) { index, transaction in
            _ = try transaction.accountID(named: "account \(index)")
            // As after a failure of the disk, the transaction is gone.
            if index == 2 { try transaction.database.execute(sql: "ROLLBACK") }
        }
        #expect(results.count == 5)
        for result in results {
            guard case .failure = result else {
                Issue.record("\(result)")
                continue
            }
        }
        #expect(try await store.accountCount() == 0)
        _ = try await store.account()
        #expect(try await store.accountCount() == 1)
    }
}

extension Store {
    func accountCount() async throws -> Int {
        try await read { try Int.fetchOne($0, sql: "SELECT count(*) FROM account") ?? -1 }
    }
}
