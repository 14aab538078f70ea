@testable import Agent
import Foundation
import Synchronization
import Testing

/// One account's rounds over a day of a clock that the test moves.
@Suite("An account's worker", .timeLimit(.minutes(1))) struct AccountWorkerTests {
    /// What the worker was asked to do, and what the next round comes to.
    private final class Rounds: Sendable {
        private let state = Mutex((done: [AccountWorker.Work](), failing: false, running: 0, most: 0))

        var done: [AccountWorker.Work] { state.withLock { $0.done } }
        var mostAtOnce: Int { state.withLock { $0.most } }
        func fail(_ failing: Bool) { state.withLock { $0.failing = failing } }

        func run(_ work: AccountWorker.Work) async -> PollReport {
            state.withLock { state in
                state.running += 1
                state.most = max(state.most, state.running)
            }
            await Task.yield()
            return state.withLock { state in
                state.running -= 1
                state.done.append(work)
                var report = PollReport(account: "ann")
                if state.failing { report.error = "the server is away" }
                return report
            }
        }

        func wait(for count: Int) async throws {
            while done.count < count { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    private func asleep(on clock: ManualClock) async throws -> Duration {
        while true {
            if let wake = clock.nextWake { return wake }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    private func withWorker(
        interval: Duration = .seconds(60), _ body: (AccountWorker, Rounds, ManualClock) async throws -> Void
    ) async throws {
        let (rounds, clock) = (Rounds(), ManualClock())
        let worker = AccountWorker(account: "ann", interval: interval, permits: AsyncPermits(1), clock: clock) { await rounds.run($0) }
        let task = Task { await worker.work() }
        do {
            try await body(worker, rounds, clock)
        } catch {
            task.cancel()
            throw error
        }
        task.cancel()
        await task.value
    }

    @Test func aDayOfPollsIsOnTime() async throws {
        try await withWorker { _, rounds, clock in
            for count in 1...1_440 {
                try await rounds.wait(for: count)
                let wake = try await asleep(on: clock)
                #expect(wake >= .seconds(54) && wake <= .seconds(66))
                clock.advance(by: wake)
            }
            #expect(rounds.done.allSatisfy { $0 == .poll })
            #expect(clock.now.offset > .seconds(1_380 * 60) && clock.now.offset < .seconds(1_500 * 60))
            #expect(rounds.mostAtOnce == 1)
        }
    }

    @Test func failuresComeRarerAndOneGoodRoundPutsThatRight() async throws {
        try await withWorker { worker, rounds, clock in
            rounds.fail(true)
            var waits: [Duration] = []
            try await rounds.wait(for: 1)
            for count in 2...9 {
                waits.append(try await asleep(on: clock))
                clock.advance(by: waits[waits.count - 1])
                try await rounds.wait(for: count)
            }
            #expect(waits[1] > .seconds(60))
            #expect(waits[7] >= .seconds(1_620) && waits[7] <= .seconds(1_980))
            _ = try await asleep(on: clock)
            #expect(await worker.activity.failures == 9)
            rounds.fail(false)
            await worker.pollSoon()
            try await rounds.wait(for: 10)
            while await worker.activity.failures != 0 { await Task.yield() }
            #expect(try await asleep(on: clock) <= .seconds(66))
        }
    }

    @Test func whoAsksGetsTheReportOfARoundThatBeganBehindTheQuestion() async throws {
        try await withWorker { worker, rounds, _ in
            try await rounds.wait(for: 1)
            let report = await worker.poll()
            #expect(report?.account == "ann")
            #expect(rounds.done.count >= 2)
            async let first = worker.poll()
            async let second = worker.poll()
            #expect(await [first, second].compactMap { $0 }.count == 2)
        }
    }

    @Test func whatIsLeftIsTakenUpWithoutAPoll() async throws {
        try await withWorker { worker, rounds, clock in
            try await rounds.wait(for: 1)
            _ = try await asleep(on: clock)
            await worker.takeUp()
            try await rounds.wait(for: 2)
            #expect(rounds.done == [.poll, .takeUp])
            // The next poll keeps its time.
            clock.advance(by: try await asleep(on: clock))
            try await rounds.wait(for: 3)
            #expect(rounds.done.last == .poll)
        }
    }

    @Test func aShorterIntervalHoldsAtOnce() async throws {
        try await withWorker(interval: .seconds(3_600)) { worker, rounds, clock in
            try await rounds.wait(for: 1)
            #expect(try await asleep(on: clock) >= .seconds(3_240))
            await worker.change(interval: .seconds(30))
            while true {
                let wake = try await asleep(on: clock)
                if wake <= .seconds(33) { break }
                try await Task.sleep(for: .milliseconds(1))
            }
        }
    }

    @Test func whoAsksWhileItStopsIsTold() async throws {
        let worker = AccountWorker(account: "ann", interval: .seconds(60), permits: AsyncPermits(1)) { _ in
            try? await Task.sleep(for: .seconds(30))
            return PollReport(account: "ann")
        }
        let task = Task { await worker.work() }
        async let answer = worker.poll()
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await task.value
        // It began before or was never to begin: either way there is an answer.
        _ = await answer
        #expect(await worker.poll() == nil)
    }
}
