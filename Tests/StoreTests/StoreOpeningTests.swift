import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct `Opening a store` {
    @Test func `directory and database are for the owner alone`() throws {
        let fixture = StateFixture()
        let store = try fixture.open()
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(store.directory) == 0o700)
        for name in ["postroom.sqlite", "postroom.sqlite-wal", "lock"] {
            #expect(try mode(store.directory + "/" + name) == 0o600, "\(name)")
        }
    }

    @Test func `the writer keeps synchronous = FULL, in WAL`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try fixture.open()
        let settings = try await store.write { transaction in
            [
                try String.fetchOne(transaction.database, sql: "PRAGMA synchronous"),
                try String.fetchOne(transaction.database, sql: "PRAGMA journal_mode"),
            ]
        }
        #expect(settings == ["2", "wal"])
    }

    @Test(arguments: ["OFF", "NORMAL"]) func `anything less than FULL refuses to start`(_ setting: String) throws {
        let fixture = StateFixture()
        let error = #expect(throws: StoreError.self) {
            try Store(directory: fixture.directory) { try $0.execute(sql: "PRAGMA synchronous = \(setting)") }
        }
        guard case .notDurable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        _ = try fixture.open()
    }

    @Test func `a second owner is told who has it, and may come when the first is gone`() throws {
        let fixture = StateFixture()
        var first: Store? = try fixture.open()
        #expect(first != nil)
        #expect(throws: StoreError.locked(path: fixture.directory, process: getpid())) { try fixture.open() }
        first = nil
        _ = try fixture.open()
    }

    @Test func `reading needs no lock, writes nothing, and finds nothing before the first poll`() async throws {
        let fixture = StateFixture()
        #expect(throws: StoreError.self) { try Store(readingFrom: fixture.directory) }
        let writer = try fixture.open()
        let account = try await writer.account()
        _ = try await writer.admit([arrival("1", content: 1)], account: account)
        let reader = try Store(readingFrom: fixture.directory)
        #expect(try await reader.knownMessages(account: account).count == 1)
        await #expect(throws: StoreError.readOnly) { try await reader.write { _ in } }
    }

    @Test func `what was left by an owner who is gone can be read`() async throws {
        let fixture = StateFixture()
        do {
            let writer = try fixture.open()
            _ = try await writer.admit([arrival("1", content: 1)], account: try await writer.account())
        }
        let reader = try Store(readingFrom: fixture.directory)
        #expect(try await reader.counts().messages == [.spooled: 1])
    }

    @Test func `what a killed owner left in the journal is there, for readers and for the next owner`() async throws {
        let (fixture, after) = (StateFixture(), StateFixture())
        defer { withExtendedLifetime((fixture, after)) {} }
        let writer = try fixture.open()
        _ = try await writer.admit([arrival("1", content: 1)], account: try await writer.account())
        // As the disk is when the process dies: database and journal, no shared memory.
        try FileManager.default.createDirectory(atPath: after.directory, withIntermediateDirectories: true)
        for name in ["postroom.sqlite", "postroom.sqlite-wal"] {
            try FileManager.default.copyItem(atPath: fixture.directory + "/" + name, toPath: after.directory + "/" + name)
        }
        #expect(try await Store(readingFrom: after.directory).counts().messages == [.spooled: 1])
        #expect(try await after.open().counts().messages == [.spooled: 1])
    }

    @Test func `a file that is no database is refused, and left as it is`() throws {
        let fixture = StateFixture()
        try FileManager.default.createDirectory(atPath: fixture.directory, withIntermediateDirectories: true)
        let path = fixture.directory + "/postroom.sqlite"
        let text = Data(repeating: 0x41, count: 8192)
        try text.write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreError.self) { try fixture.open() }
        #expect(FileManager.default.contents(atPath: path) == text)
    }

    @Test func `a newer schema is refused`() throws {
        let fixture = StateFixture()
        do {
            let store = try fixture.open()
            _ = store
        }
        do {
            let queue = try DatabaseQueue(path: fixture.directory + "/postroom.sqlite")
            try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999 from the future')") }
        }
        #expect(throws: StoreError.newerSchema) { try fixture.open() }
        #expect(throws: StoreError.newerSchema) { try Store(readingFrom: fixture.directory) }
    }

    @Test(arguments: [("nfs4", "nfs4"), ("ext4", nil), ("fuse.sshfs", "fuse.sshfs"), ("9p", "9p")] as [(String, String?)])
    func `network file systems are known by the mount table`(_ kind: String, _ expected: String?) {
        let text = "36 35 98:0 / /mnt rw,noatime master:1 - \(kind) host:/x rw\n37 35 8:1 / /other rw - nfs x rw\nbroken\n"
        let table = MountTable(octets: Array(text.utf8))
        #expect(table.networkFileSystem(major: 98, minor: 0) == expected)
        #expect(table.networkFileSystem(major: 1, minor: 1) == nil)
        for length in 0..<text.utf8.count {
            _ = MountTable(octets: Array(text.utf8.prefix(length))).networkFileSystem(major: 98, minor: 0)
        }
    }
}
