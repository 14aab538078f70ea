import Foundation
import Testing

@testable import Store

@Suite struct `Rows that take over a UIDL by their header` {
    @Test func `are known by it, once, and not while quarantined`() async throws {
        let ledger = try await Ledger()
        let rows = ledger.rows
        let claims = try await ledger.store.write { [account = ledger.account] transaction in
            try transaction.quarantine(rows[2], reason: "gone")
            return try transaction.claim(
                [
                    HeaderClaim(row: rows[0], known: "u1", uidl: "n1"), HeaderClaim(row: rows[0], known: "u1", uidl: "n2"),
                    HeaderClaim(row: rows[1], known: "u0", uidl: "n3"), HeaderClaim(row: rows[2], known: "u3", uidl: "n4"),
                ], account: account, serverCopy: .deleteDue, at: noon)
        }
        #expect(claims.map(\.uidl) == ["n1"])
        let known = try await ledger.store.knownMessages(account: ledger.account)
        #expect(Set(known.keys) == ["n1", "u2", "u3"])
        #expect(known["n1"]?.id == rows[0])
        #expect(known["n1"]?.serverCopy == .deleteDue)
        #expect(known["n1"]?.claimedAt == noon)
    }

    @Test func `swap their UIDLs without an obstacle`() async throws {
        let ledger = try await Ledger()
        let rows = ledger.rows
        let claims = [
            HeaderClaim(row: rows[0], known: "u1", uidl: "u2"), HeaderClaim(row: rows[1], known: "u2", uidl: "u1"),
            HeaderClaim(row: rows[2], known: "u3", uidl: "u3"),
        ]
        let made = try await ledger.store.write { [account = ledger.account] in
            try $0.claim(claims, account: account, serverCopy: .present, at: noon)
        }
        #expect(made == claims)
        let known = try await ledger.store.knownMessages(account: ledger.account)
        #expect(known.mapValues(\.id) == ["u2": rows[0], "u1": rows[1], "u3": rows[2]])
        #expect(known["u3"]?.generation == 0)
    }

    @Test func `are forgotten as such when their octets are seen again`() async throws {
        let ledger = try await Ledger()
        let row = ledger.rows[0]
        try await ledger.store.write { [account = ledger.account] transaction in
            _ = try transaction.claim([HeaderClaim(row: row, known: "u1", uidl: "n1")], account: account, serverCopy: .present, at: noon)
            try transaction.vanished([row], at: later(1))
        }
        var known = try await ledger.store.knownMessages(account: ledger.account)["n1"]
        #expect(known?.serverCopy == .gone)
        #expect(known?.vanishedAt == later(1))
        #expect(try await ledger.store.admit([arrival("n1", content: 1)], account: ledger.account) == [.known(row)])
        known = try await ledger.store.knownMessages(account: ledger.account)["n1"]
        #expect(known?.serverCopy == .present)
        #expect(known?.vanishedAt == nil)
        #expect(known?.claimedAt == nil)
    }

    @Test func `are found by what was read of them`() async throws {
        let ledger = try await Ledger()
        try await ledger.plan([fileInto("A")])
        let summaries = try await ledger.store.summaries(of: ledger.rows)
        #expect(Array(summaries.keys) == [ledger.rows[0]])
        #expect(summaries[ledger.rows[0]]?.date == noon)
        #expect(try await ledger.store.firstSeen(of: ledger.rows).count == 3)
    }

    @Test func `what is in doubt is claimed by its octets, whatever its own UIDL`() async throws {
        let ledger = try await Ledger()
        let rows = ledger.rows
        try await ledger.store.write { try $0.serverCopy(rows, .doubtful) }
        let doubtful = [rows[0]: "u1", rows[1]: "u2", rows[2]: "u3"]
        // One off: the second message came under the first one's name, and so on.
        let arrivals = [arrival("u1", content: 9), arrival("u2", content: 1), arrival("u3", content: 2), arrival("u4", content: 3)]
        let admissions = try await ledger.store.admit(arrivals, account: ledger.account, absent: doubtful)
        #expect(admissions.dropFirst() == [.claimed(rows[0]), .claimed(rows[1]), .claimed(rows[2])])
        guard case .new = admissions[0] else {
            Issue.record("\(admissions)")
            return
        }
        let known = try await ledger.store.knownMessages(account: ledger.account)
        #expect(known.mapValues(\.id) == ["u1": admissions[0].row, "u2": rows[0], "u3": rows[1], "u4": rows[2]])
    }
}
