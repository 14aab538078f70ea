import Foundation
import Testing

@testable import Store

@Suite struct `Admitting arrivals` {
    @Test func `new ones are spooled, in order`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let account = try await store.account()
        let rows = try await store.admit([arrival("b", content: 1), arrival("a", content: 2)], account: account).map(\.row)
        let waiting = try await store.unplanned(account: account)
        #expect(waiting.map(\.uidl) == ["b", "a"])
        #expect(waiting.map(\.id) == rows)
        #expect(waiting.first?.spoolName == "spool-b-1")
        #expect(waiting.first?.contentHash == [UInt8](repeating: 1, count: 32))
        #expect(waiting.first?.firstSeen == noon)
        #expect(try await store.spoolNames() == ["spool-b-1", "spool-a-2"])
    }

    @Test func `the same content under the same UIDL came back`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let account = try await store.account()
        let row = try await store.admit([arrival("a", content: 1)], account: account)[0].row
        try await store.write { try $0.serverCopy([row], .gone) }
        #expect(try await store.admit([arrival("a", content: 1, copy: .deleteDue)], account: account) == [.known(row)])
        let known = try await store.knownMessages(account: account)
        #expect(known.count == 1)
        #expect(known["a"]?.serverCopy == .deleteDue)
    }

    @Test func `other content under the same UIDL is a new generation`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let account = try await store.account()
        let first = try await store.admit([arrival("a", content: 1)], account: account)[0].row
        let second = try await store.admit([arrival("a", content: 2)], account: account)
        guard case .new(let row) = second[0] else {
            Issue.record("\(second)")
            return
        }
        #expect(row != first)
        let known = try await store.knownMessages(account: account)
        #expect(known["a"]?.id == row)
        #expect(known["a"]?.generation == 1)
    }

    @Test func `two identical messages are two`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let account = try await store.account()
        let admissions = try await store.admit([arrival("a", content: 1), arrival("b", content: 1)], account: account)
        #expect(Set(admissions.map(\.row)).count == 2)
        #expect(try await store.unplanned(account: account).count == 2)
    }

    @Test func `a row absent from the listing is claimed once, also over several batches`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let account = try await store.account()
        let row = try await store.admit([arrival("old", content: 1)], account: account)[0].row
        let absent = [row: "old"]
        let batch = try await store.admit([arrival("x", content: 1), arrival("y", content: 1)], account: account, absent: absent)
        #expect(batch[0] == .claimed(row))
        guard case .new = batch[1] else {
            Issue.record("\(batch)")
            return
        }
        let later = try await store.admit([arrival("z", content: 1)], account: account, absent: absent)
        guard case .new = later[0] else {
            Issue.record("\(later)")
            return
        }
        #expect(Set(try await store.knownMessages(account: account).keys) == ["x", "y", "z"])
        // The next move may claim it again, under its new name.
        #expect(try await store.admit([arrival("w", content: 1)], account: account, absent: [row: "x"]) == [.claimed(row)])
    }

    @Test func `a row that the listing has is not claimed, nor one of another account`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let (work, home) = (try await store.account("work"), try await store.account("home"))
        let listed = try await store.admit([arrival("a", content: 1)], account: work)[0].row
        let others = try await store.admit([arrival("a", content: 2)], account: home)[0].row
        let fresh = try await store.admit(
            [arrival("b", content: 1), arrival("c", content: 2)], account: work, absent: [others: "a"])
        #expect(Set(fresh.map(\.row)).isDisjoint(with: [listed, others]))
        #expect(try await store.knownMessages(account: work).count == 3)
    }

    @Test func `as many identical messages are claimed as are absent`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let account = try await store.account()
        let rows = try await store.admit([arrival("a", content: 1), arrival("b", content: 1)], account: account).map(\.row)
        let moved = try await store.admit(
            [arrival("c", content: 1), arrival("d", content: 1), arrival("e", content: 1)], account: account,
            absent: [rows[0]: "a", rows[1]: "b"])
        #expect(moved[0] == .claimed(rows[0]))
        #expect(moved[1] == .claimed(rows[1]))
        #expect(!rows.contains(moved[2].row))
    }

    @Test func `refusals are counted, and forgotten with the arrival`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let account = try await store.account()
        for answer in ["-ERR busy", "-ERR broken"] {
            try await store.write { try $0.refused(account: account, uidl: "a", answer: answer, at: noon) }
        }
        #expect(try await store.refusals(account: account) == ["a": Refusal(attempts: 2, answer: "-ERR broken", lastTry: noon)])
        _ = try await store.admit([arrival("a", content: 1)], account: account)
        #expect(try await store.refusals(account: account).isEmpty)
    }
}
