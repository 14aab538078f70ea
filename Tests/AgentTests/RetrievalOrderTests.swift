import Foundation
import Testing

@testable import Agent

@Suite struct RetrievalOrderTests {
    private let new = [(number: 1, uidl: "a"), (number: 2, uidl: "b"), (number: 3, uidl: "c"), (number: 4, uidl: "d")]

    private func runs(failed: [String: TimeInterval]) -> [[Int]] {
        RetrievalOrder(new, failed: failed.mapValues(Date.init(timeIntervalSince1970:))).runs
    }

    @Test func whatNeverFailedIsRetrievedTogether() {
        #expect(runs(failed: [:]) == [[1, 2, 3, 4]])
    }

    @Test func whatFailedComesLastAndByItself() {
        #expect(runs(failed: ["a": 10, "c": 20]) == [[2, 4], [1], [3]])
    }

    @Test func whatFailedLongestAgoHasTheFirstTurn() {
        // "b" broke the session that "d" was waiting in: the next time it is the other way round.
        #expect(runs(failed: ["b": 30, "d": 20, "gone": 1]) == [[1, 3], [4], [2]])
    }

    @Test func whereAllFailedEachIsByItself() {
        #expect(runs(failed: ["a": 1, "b": 1, "c": 1, "d": 1]) == [[1], [2], [3], [4]])
        #expect(RetrievalOrder([], failed: [:]).runs.isEmpty)
    }
}
