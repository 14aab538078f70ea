import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct `A copy of the ledger` {
    @Test func `is one moment of it, while its owner writes`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let account = try await store.account()
        let writing = Task {
            for number in 0..<300 {
                let row = try await store.admit([arrival("u\(number)", content: UInt8(number % 250))], account: account)[0].row
                _ = try await store.write { try $0.plan([planned(row, effects: [fileInto("A")])], account: account) }
            }
        }
        for number in 0..<10 {
            let path = "\(fixture.directory)/copy\(number)"
            let copy = try LedgerCopy(of: fixture.directory, at: path)
            let messages = try copy.messages()
            // Nothing beside the one file, and no plan without its effect.
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
            let counts = try await DatabaseQueue(path: path).read { database in
                [try Int.fetchOne(database, sql: "SELECT count(*) FROM plan"), try Int.fetchOne(database, sql: "SELECT count(*) FROM effect")]
            }
            #expect(counts[0] == counts[1])
            #expect(messages >= counts[0] ?? 0)
            #expect(try copy.spoolNames().count == messages)
        }
        try await writing.value
    }

    @Test func `replaces nothing, is for its owner alone, and is none of a damaged ledger`() async throws {
        let ledger = try await Ledger()
        let directory = ledger.store.directory
        _ = try LedgerCopy(of: directory, at: directory + "/copy")
        #expect(try FileManager.default.attributesOfItem(atPath: directory + "/copy")[.posixPermissions] as? Int == 0o600)
        #expect(throws: StoreError.self) { try LedgerCopy(of: directory, at: directory + "/copy") }
        #expect(throws: StoreError.self) { try LedgerCopy(of: directory + "/nowhere", at: directory + "/other") }
        let damaged = StateFixture()
        try FileManager.default.createDirectory(atPath: damaged.directory, withIntermediateDirectories: true)
        var octets = [UInt8](try Data(contentsOf: URL(fileURLWithPath: directory + "/copy")))
        for offset in 8192..<12288 { octets[offset] = 0x55 }
        try Data(octets).write(to: URL(fileURLWithPath: damaged.directory + "/postroom.sqlite"))
        #expect(throws: StoreError.self) { try LedgerCopy(of: damaged.directory, at: damaged.directory + "/copy") }
    }
}
