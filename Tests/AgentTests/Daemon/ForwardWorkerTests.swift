@testable import Agent
import Foundation
import Synchronization
import Testing

/// When passes over the queue are made, on a clock that the test moves.
@Suite("The forwards' worker", .timeLimit(.minutes(1))) struct ForwardWorkerTests {
    private struct LedgerFailure: Error {}

    /// How many passes were made, and what the ledger says of the next.
    private final class Passes: Sendable {
        private let state = Mutex((count: 0, next: Result<Date?, LedgerFailure>.success(nil)))

        var count: Int { state.withLock { $0.count } }
        func expect(_ next: Result<Date?, LedgerFailure>) { state.withLock { $0.next = next } }
        func run() -> Int {
            state.withLock { $0.count += 1 }
            return 0
        }
        func next() throws -> Date? { try state.withLock { $0.next }.get() }
    }

    private func withWorker(_ next: Result<Date?, LedgerFailure>, _ body: (ForwardWorker, Passes, ManualClock) async throws -> Void) async throws {
        let (passes, clock) = (Passes(), ManualClock())
        passes.expect(next)
        let worker = ForwardWorker(clock: clock, nextTime: { try passes.next() }, run: { passes.run() })
        let task = Task { await worker.work() }
        do { try await body(worker, passes, clock) } catch {
            worker.stop()
            throw error
        }
        worker.stop()
        await task.value
        #expect(clock.sleepers == 0)
    }

    private func until(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test func aLedgerThatCannotBeAskedIsAskedAgain() async throws {
        try await withWorker(.failure(LedgerFailure())) { _, passes, clock in
            try await until { clock.sleepers == 1 }
            #expect(passes.count == 1)
            passes.expect(.success(nil))
            clock.advance(by: .seconds(31))
            try await until { passes.count == 2 }
        }
    }

    @Test func whatIsDueAndDoesNotMoveIsNotTriedWithoutPause() async throws {
        try await withWorker(.success(.distantPast)) { worker, passes, clock in
            try await until { clock.sleepers == 1 }
            #expect(clock.nextWake == .seconds(30))
            passes.expect(.success(nil))
            worker.kick()
            try await until { passes.count == 2 }
        }
    }
}
