import Foundation

@testable import Store

/// A state directory that goes with the test.
final class StateFixture: Sendable {
    let directory: String

    init() {
        directory = NSTemporaryDirectory() + "postroom-store-\(UUID().uuidString)/state"
    }

    deinit { try? FileManager.default.removeItem(atPath: (directory as NSString).deletingLastPathComponent) }

    func open() throws -> Store { try Store(directory: directory) }
}

let noon = Date(timeIntervalSince1970: 1_767_268_800)

func arrival(_ uidl: String, content: UInt8, copy: ServerCopy = .present) -> Arrival {
    Arrival(
        uidl: uidl, contentHash: [UInt8](repeating: content, count: 32), size: 100, storedSize: 98, hasBareLineEnds: false,
        spoolName: "spool-\(uidl)-\(content)", firstSeen: noon, serverCopy: copy)
}

func planned(
    _ id: MessageRow, subject: String = "Hello", from: String = "Ann <ann@example.org>", date: Date? = noon,
    effects: [PlannedEffect] = [], tags: [String] = [], sightings: [SeenKeyRow] = [], deferred: Bool = false
) -> PlannedMessage {
    PlannedMessage(
        id: id,
        summary: MessageSummary(
            messageID: "<\(id)@example.org>", from: from, to: "Bob <bob@example.net>", subject: subject, date: date),
        decidedAt: noon, rulesVersion: "v1", settled: true, keep: false, decidedBy: "Lists", error: nil, trace: [1, 2, 3],
        effects: effects, tags: tags, sightings: sightings, deferred: deferred)
}

func fileInto(_ mailbox: String, spoolName: String? = nil, state: EffectState = .planned) -> PlannedEffect {
    PlannedEffect(kind: "fileinto", mailbox: mailbox, flags: ["\\Seen", "$Work"], rule: "Lists", state: state, spoolName: spoolName)
}

extension Store {
    func account(_ name: String = "work") async throws -> Int64 { try await write { try $0.accountID(named: name) } }

    /// Admits and returns the new rows.
    func admit(_ arrivals: [Arrival], account: Int64, absent: [MessageRow: String] = [:]) async throws -> [Admission] {
        try await write { try $0.admit(arrivals, account: account, absent: absent) }
    }
}
