import Foundation
import Testing

@testable import Store

@Suite struct `How rounds went` {
    @Test func `success, failures in a row, and the last error are remembered`() async throws {
        let ledger = try await Ledger()
        let (store, account) = (ledger.store, ledger.account)
        _ = try await store.account("home")
        func work() async throws -> AccountStatus? { try await store.accountStatus().first { $0.account == "work" } }
        func status(_ begin: Date?, _ success: Date?, _ error: String?, _ at: Date?, _ failures: Int) -> AccountStatus {
            AccountStatus(
                id: account, account: "work", lastBegin: begin, lastSuccess: success, lastError: error, lastErrorAt: at, failures: failures,
                rulesVersion: nil)
        }
        #expect(try await store.accountStatus().map(\.account) == ["home", "work"])
        #expect(try await work() == status(nil, nil, nil, nil, 0))
        try await store.write { try $0.recordRound(account: account, began: later(1), error: "no route", ended: later(2)) }
        try await store.write { try $0.recordRound(account: account, began: later(3), error: "refused", ended: later(4)) }
        #expect(try await work() == status(later(3), nil, "refused", later(4), 2))
        try await store.write { try $0.recordRound(account: account, began: later(5), error: nil, ended: later(6)) }
        #expect(try await work() == status(later(5), later(6), "refused", later(4), 0))
        try await store.write { try $0.recordRound(account: account, began: later(7), error: "again", ended: later(8)) }
        #expect(try await work() == status(later(7), later(6), "again", later(8), 1))
    }

    @Test func `the rules of the last plan are known, whether or not a round was recorded`() async throws {
        let ledger = try await Ledger()
        _ = try await ledger.store.write { [rows = ledger.rows, account = ledger.account] in
            try $0.plan([planned(rows[2], deferred: true)], account: account)
        }
        #expect(try await ledger.store.accountStatus().first?.rulesVersion == nil)
        try await ledger.plan([])
        #expect(try await ledger.store.accountStatus().first?.rulesVersion == "v1")
        try await ledger.store.write { [account = ledger.account] in try $0.recordRound(account: account, began: noon, error: nil) }
        let status = try await ledger.store.accountStatus().first
        #expect(status?.rulesVersion == "v1")
        #expect(status?.lastBegin == noon)
    }
}
