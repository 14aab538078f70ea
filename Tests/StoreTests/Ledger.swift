import Foundation

@testable import Store

/// A store with three spooled messages of the account `work`, `u1` to `u3`.
struct Ledger {
    let fixture = StateFixture()
    let store: Store
    let account: Int64
    let rows: [MessageRow]

    init() async throws {
        store = try fixture.open()
        account = try await store.account()
        rows = try await store.admit((1...3).map { arrival("u\($0)", content: $0) }, account: account).map(\.row)
    }

    /// Plans the messages in their order, each with these effects.
    @discardableResult
    func plan(_ effects: [PlannedEffect]...) async throws -> [[Int64]] {
        let plans = zip(rows, effects).map { planned($0, effects: $1) }
        return try await store.write { [account] in try $0.plan(plans, account: account) }
    }

    func due(at time: Date = noon, accounts: [String] = ["work"], limit: Int = 100) async throws -> [QueuedForward] {
        try await store.dueForwards(at: time, accounts: accounts, limit: limit)
    }

    func state(of message: Int) async throws -> MessageState? { try await store.explanation(of: rows[message])?.state }

    func states(of message: Int) async throws -> [EffectState] {
        try await store.explanation(of: rows[message])?.effects.map(\.state) ?? []
    }

    func settle() async throws -> [String] { try await store.write { [rows] in try $0.settle(messages: rows) } }
}

func redirect(
    to address: String = "carol@example.com", spoolName: String?, state: EffectState = .planned, lastAnswer: String? = nil
) -> PlannedEffect {
    PlannedEffect(
        kind: "redirect", mailbox: nil, address: address, flags: ["$Forwarded"], rule: "Forward", state: state, spoolName: spoolName,
        lastAnswer: lastAnswer)
}

/// `seconds` after noon.
func later(_ seconds: Double) -> Date { noon.addingTimeInterval(seconds) }
