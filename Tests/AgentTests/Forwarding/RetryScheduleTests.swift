@testable import Agent
import Testing

@Suite struct RetryScheduleTests {
    @Test func waitsGrowUpToTheirBound() {
        var random = SystemRandomNumberGenerator()
        for attempts in 1...40 {
            let whole = min(RetrySchedule.first * Double(1 << min(attempts - 1, 30)), RetrySchedule.longest)
            let waits = (0..<200).map { _ in RetrySchedule.wait(after: attempts, using: &random) }
            #expect(waits.allSatisfy { $0 >= whole * 0.75 && $0 <= whole * 1.25 })
            // Not all at one moment.
            #expect(Set(waits).count > 100)
        }
    }

    @Test func attemptsWithinATimeAreCounted() {
        #expect(RetrySchedule.attempts(within: 1) == 1)
        #expect(RetrySchedule.attempts(within: 75) == 2)
        #expect(RetrySchedule.attempts(within: 75 + 150) == 3)
        #expect((45...60).contains(RetrySchedule.attempts(within: 5 * 86_400)))
        #expect(RetrySchedule.attempts(within: .infinity) == 10_000)
    }

    @Test func strangeCountsDoNoHarm() {
        #expect(RetrySchedule.wait(after: 0) <= RetrySchedule.first * 1.25)
        #expect(RetrySchedule.wait(after: .max) <= RetrySchedule.longest * 1.25)
    }
}
