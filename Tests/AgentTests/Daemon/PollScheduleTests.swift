@testable import Agent
import Testing

@Suite struct PollScheduleTests {
    @Test func goodRoundsKeepTheInterval() {
        var schedule = PollSchedule(interval: .seconds(120))
        for _ in 0..<100 {
            let wait = schedule.wait(afterFailure: false)
            #expect(wait >= .seconds(108) && wait <= .seconds(132))
        }
    }

    @Test func failuresBackOffAndOneGoodRoundEndsThat() {
        var schedule = PollSchedule(interval: .seconds(60))
        var waits: [Duration] = []
        for _ in 0..<10 { waits.append(schedule.wait(afterFailure: true)) }
        #expect(waits[0] >= .seconds(108) && waits[0] <= .seconds(132))
        #expect(waits[1] >= .seconds(216) && waits[1] <= .seconds(264))
        #expect(waits.allSatisfy { $0 <= .seconds(1_980) })
        #expect(waits[9] >= .seconds(1_620))
        #expect(schedule.failures == 10)
        #expect(schedule.wait(afterFailure: false) <= .seconds(66))
        #expect(schedule.failures == 0)
    }

    @Test func anIntervalLongerThanTheBoundStays() {
        var schedule = PollSchedule(interval: .seconds(7_200))
        let wait = schedule.wait(afterFailure: true)
        #expect(wait >= .seconds(6_480) && wait <= .seconds(7_920))
    }
}
