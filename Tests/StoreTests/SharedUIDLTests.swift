import Foundation
import Store
import Testing

@Suite("One UIDL for several messages")
struct SharedUIDLTests {
    private func arrival(_ uidl: String, _ content: UInt8, _ name: String) -> Arrival {
        Arrival(
            uidl: uidl, contentHash: [UInt8](repeating: content, count: 32), size: 10, storedSize: 9, hasBareLineEnds: false,
            spoolName: name, firstSeen: Date(timeIntervalSince1970: 1_700_000_000), serverCopy: .present)
    }

    @Test func eachContentIsKnownWhicheverComesFirst() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("postroom-test-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try Store(directory: directory)
        let account = try await store.write { try $0.accountID(named: "work") }
        let (a, b, c) = (arrival("x", 1, "a"), arrival("x", 2, "b"), arrival("x", 3, "c"))
        let first = try await store.write { try $0.admit([a, b, c], account: account) }
        #expect(Set(first.map(\.row)).count == 3)
        for admission in first {
            guard case .new = admission else {
                Issue.record("\(admission) is not new")
                continue
            }
        }
        for order in [[a, b, c], [c, b, a], [b, a, c]] {
            let again = try await store.write { try $0.admit(order, account: account) }
            for (arrival, admission) in zip(order, again) {
                let row = first[Int(arrival.contentHash[0]) - 1].row
                #expect(admission == .known(row))
            }
        }
        let other = arrival("x", 4, "d")
        let new = try await store.write { try $0.admit([other], account: account) }
        #expect(!first.map(\.row).contains(new[0].row))
    }
}
