import Foundation
import GRDB
import Testing

@testable import Store

/// A ledger that was closed, and what is done to its file.
private struct Ruin {
    let fixture = StateFixture()
    static let messages = 400

    var path: String { fixture.directory + "/postroom.sqlite" }

    /// Messages with plans, two effects and a tag each, of two accounts; the spool was made too.
    init() async throws {
        try await fill()
        try FileManager.default.createDirectory(atPath: fixture.directory + "/spool", withIntermediateDirectories: true)
    }

    private func fill() async throws {
        let store = try fixture.open()
        for name in ["work", "home"] {
            let account = try await store.account(name)
            let rows = try await store.write { transaction in
                try transaction.admit(
                    (0..<Self.messages / 2).map { number in
                        Arrival(
                            uidl: "\(name)-\(number)", contentHash: hash(name, number), size: 100, storedSize: 98, hasBareLineEnds: false,
                            spoolName: "\(name).\(number)", firstSeen: noon, serverCopy: .present)
                    }, account: account
                ).map(\.row)
            }
            try await store.write { transaction in
                let plans = rows.map { row in
                    planned(row, effects: [fileInto("A", spoolName: "a\(row)"), fileInto("B", spoolName: "b\(row)")], tags: ["one", "two"])
                }
                _ = try transaction.plan(plans, account: account)
            }
        }
        try store.close()
    }

    func octets() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    func write(_ octets: [UInt8]) throws {
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        try Data(octets).write(to: URL(fileURLWithPath: path))
    }

    /// What can be had of the ledger as it is now.
    func rebuild() throws -> (LedgerRebuild, Salvage) {
        let rebuild = try LedgerRebuild(at: fixture.directory + "/new")
        var salvage = try rebuild.salvage(path, log: path + "-wal")
        try rebuild.complete(accounts: ["work", "home"], &salvage)
        return (rebuild, salvage)
    }

    func refusal() -> StoreError? {
        do throws(StoreError) {
            _ = try Store(directory: fixture.directory)
            return nil
        } catch {
            return error
        }
    }
}

private func hash(_ name: String, _ number: Int) -> [UInt8] {
    Array(name.utf8.prefix(4)) + withUnsafeBytes(of: UInt64(number)) { Array($0) } + [UInt8](repeating: 7, count: 20)
}

extension StoreError {
    fileprivate var isCorrupt: Bool { if case .corrupt = self { true } else { false } }
    fileprivate var isLost: Bool { if case .lost = self { true } else { false } }
}

@Suite struct `A damaged ledger` {
    @Test func `is refused, whichever page is damaged, and every message is known again`() async throws {
        let ruin = try await Ruin()
        let sound = try ruin.octets()
        let pages = sound.count / 4096
        #expect(pages > 30)
        var random = SystemRandomNumberGenerator()
        for page in 0..<pages {
            var octets = sound
            for offset in 0..<4096 { octets[page * 4096 + offset] = page % 2 == 0 ? 0 : UInt8.random(in: 0...255, using: &random) }
            // Noise may begin as a page does.
            if page % 4 == 1 { octets[page * 4096] = [0x02, 0x05, 0x0A, 0x0D][page / 4 % 4] }
            try ruin.write(octets)
            let refusal = ruin.refusal()
            #expect(refusal?.isCorrupt == true, "page \(page + 1): \(String(describing: refusal))")
            let (rebuild, salvage) = try ruin.rebuild()
            #expect(salvage.messages == Ruin.messages, "page \(page + 1)")
            let distinct = try rebuild.read { try Int.fetchOne($0, sql: "SELECT count(DISTINCT account_id || uidl) FROM message") }
            #expect(distinct == Ruin.messages, "page \(page + 1)")
            // Rows that are missing are told.
            let effects = try rebuild.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM effect") }
            let tags = try rebuild.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM tag") }
            let plans = try rebuild.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM plan") }
            #expect(effects == 2 * Ruin.messages || salvage.tables == ["effect"], "page \(page + 1): \(salvage)")
            #expect(tags == 2 * Ruin.messages || salvage.tables == ["tag"], "page \(page + 1): \(salvage)")
            #expect(plans == Ruin.messages || salvage.tables == ["plan"], "page \(page + 1): \(salvage)")
            try rebuild.finish()
        }
    }

    @Test func `that is cut short anywhere is refused, and read as far as it goes`() async throws {
        let ruin = try await Ruin()
        let sound = try ruin.octets()
        for count in stride(from: 0, to: sound.count, by: 4096 * 3 + 977) {
            try ruin.write(Array(sound[..<count]))
            let refusal = ruin.refusal()
            #expect(count == 0 ? refusal?.isLost == true : refusal?.isCorrupt == true, "\(count): \(String(describing: refusal))")
            let (rebuild, salvage) = try ruin.rebuild()
            #expect(salvage.messages <= Ruin.messages)
            #expect(count < 4096 || salvage.isCut || count / 4096 == sound.count / 4096)
            try rebuild.finish()
        }
    }

    @Test func `that is noise is read to its end`() async throws {
        let ruin = try await Ruin()
        let sound = try ruin.octets()
        var random = SystemRandomNumberGenerator()
        for round in 0..<60 {
            var octets = sound
            for _ in 0..<(1 << (round % 14)) { octets[Int.random(in: 0..<octets.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
            try ruin.write(octets)
            _ = ruin.refusal()
            try ruin.write(octets)
            let (rebuild, salvage) = try ruin.rebuild()
            #expect(salvage.messages <= Ruin.messages + 64)
            try rebuild.finish()
        }
    }

    @Test func `that is gone is not begun anew where mail was fetched before`() async throws {
        let ruin = try await Ruin()
        try FileManager.default.removeItem(atPath: ruin.path)
        #expect(ruin.refusal()?.isLost == true)
        #expect(!FileManager.default.fileExists(atPath: ruin.path))
        try ruin.write([])
        #expect(ruin.refusal()?.isLost == true)
        // Sound, and of somebody else: it has no tables.
        try FileManager.default.removeItem(atPath: ruin.path)
        try await DatabaseQueue(path: ruin.path).write { try $0.execute(sql: "CREATE TABLE other (x)") }
        #expect(ruin.refusal()?.isLost == true)
        try FileManager.default.removeItem(atPath: ruin.fixture.directory + "/spool")
        try FileManager.default.removeItem(atPath: ruin.path)
        #expect(ruin.refusal() == nil)
    }

    @Test func `that a power cut interrupted in its first moments is begun anew`() throws {
        let fixture = StateFixture()
        try StateDirectory.prepare(fixture.directory)
        let path = fixture.directory + "/postroom.sqlite"
        // One page, torn, and the journal that takes it back.
        try Data(count: 4096).write(to: URL(fileURLWithPath: path))
        let header: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7] + [UInt8](repeating: 0, count: 12) + [0, 0, 2, 0, 0, 0, 16, 0]
        try Data(header + [UInt8](repeating: 0, count: 512 - header.count)).write(to: URL(fileURLWithPath: path + "-journal"))
        _ = try fixture.open()
    }

    @Test func `is not taken for one where the disk could not be read`() {
        #expect(LedgerCondition.refusal(in: "Tree 5 page 7: unable to get the page. error code=266") == 266)
        #expect(LedgerCondition.refusal(in: "Page 7: btreeInitPage() returns error code 10") == 10)
        #expect(LedgerCondition.refusal(in: "Page 7: btreeInitPage() returns error code 11") == nil)
        #expect(LedgerCondition.refusal(in: "row 3 missing from index message_content") == nil)
    }

    @Test func `that is no file is refused in a sentence`() async throws {
        let ruin = try await Ruin()
        try FileManager.default.removeItem(atPath: ruin.path)
        try FileManager.default.createDirectory(atPath: ruin.path, withIntermediateDirectories: false)
        #expect(ruin.refusal()?.description.contains("it is no file") == true)
        try FileManager.default.removeItem(atPath: ruin.path)
        try FileManager.default.createSymbolicLink(atPath: ruin.path, withDestinationPath: "/nowhere")
        #expect(ruin.refusal()?.description.contains("link to nothing") == true)
    }

    @Test func `of a newer Postroom is not touched`() async throws {
        let ruin = try await Ruin()
        let queue = try DatabaseQueue(path: ruin.path)
        try await queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 later')") }
        try queue.close()
        #expect(ruin.refusal() == .newerSchema)
        #expect(throws: StoreError.newerSchema) { try LedgerCondition.examine(ruin.fixture.directory) }
    }

    @Test func `stops all writing once it is met with`() async throws {
        let ledger = try await Ledger()
        _ = ledger.store.watch.note(StoreError.corrupt("page 7"))
        await #expect(throws: StoreError.corrupt("page 7")) { try await ledger.store.write { _ in } }
        var told = ledger.store.damages.makeAsyncIterator()
        #expect(await told.next() == "page 7")
    }

    @Test func `is told from a sound one, which stays as it is`() async throws {
        let ruin = try await Ruin()
        let sound = try ruin.octets()
        #expect(try LedgerCondition.examine(ruin.fixture.directory) == .sound)
        #expect(try ruin.octets() == sound)
        #expect(ruin.refusal() == nil)
    }
}

@Suite struct `A write-ahead log` {
    /// A ledger with four transactions in its log, as a killed process leaves it.
    private func killed() async throws -> (database: [UInt8], log: [UInt8]) {
        let fixture = StateFixture()
        let store = try fixture.open()
        let account = try await store.account()
        for number in 1...4 { _ = try await store.admit([arrival("u\(number)", content: UInt8(number))], account: account) }
        let path = store.directory + "/postroom.sqlite"
        let files = (
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))), [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "-wal")))
        )
        withExtendedLifetime(store) {}
        return files
    }

    private func opened(_ database: [UInt8], _ log: [UInt8]) throws -> (fixture: StateFixture, messages: Int) {
        let fixture = StateFixture()
        try StateDirectory.prepare(fixture.directory)
        try Data(database).write(to: URL(fileURLWithPath: fixture.directory + "/postroom.sqlite"))
        try Data(log).write(to: URL(fileURLWithPath: fixture.directory + "/postroom.sqlite-wal"))
        let store = try fixture.open()
        return (fixture, try store.reader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM message") ?? 0 })
    }

    @Test func `that ends torn, as after a power cut, is taken as far as it holds`() async throws {
        let (database, log) = try await killed()
        #expect(try opened(database, log).messages == 4)
        #expect(WriteAheadLog(octets: log).damage == nil)
        for cut in [1, 100, 4000, 4120] {
            #expect(try opened(database, Array(log.dropLast(cut))).messages == 3, "\(cut) octets less")
            var torn = log
            torn[torn.count - cut] ^= 0xFF
            #expect(try opened(database, torn).messages == 3, "octet \(cut) from the end")
        }
    }

    @Test func `that is damaged before its last commits is refused, instead of forgetting them`() async throws {
        let (database, log) = try await killed()
        let frames = (log.count - 32) / 4120
        #expect(frames > 8)
        for frame in 0..<frames / 2 {
            for offset in [0, 9, 17, 24 + 2000] {
                var damaged = log
                damaged[32 + frame * 4120 + offset] ^= 0x55
                #expect(WriteAheadLog(octets: damaged).damage != nil, "frame \(frame), octet \(offset)")
            }
        }
        var damaged = log
        damaged[32 + 24 + 1] ^= 1
        #expect(throws: StoreError.self) { try opened(database, damaged) }
        // Its header: SQLite would take the whole log for empty.
        for offset in [0, 9, 16, 24] {
            damaged = log
            damaged[offset] ^= 0x55
            #expect(WriteAheadLog(octets: damaged).damage != nil, "header, octet \(offset)")
        }
    }

    @Test func `cut at any octet ends the reading and nothing else`() async throws {
        let (_, log) = try await killed()
        for count in stride(from: 0, to: log.count, by: 61) {
            let read = WriteAheadLog(octets: Array(log[..<count]))
            #expect(read.damage == nil)
            #expect(read.pages.values.allSatisfy { $0 + 4096 <= count })
        }
    }

    @Test func `that is damaged is salvaged frame by frame`() async throws {
        let (database, log) = try await killed()
        let fixture = StateFixture()
        try StateDirectory.prepare(fixture.directory)
        let path = fixture.directory + "/postroom.sqlite"
        var damaged = log
        damaged[32 + 24 + 1] ^= 1
        try Data(database).write(to: URL(fileURLWithPath: path))
        try Data(damaged).write(to: URL(fileURLWithPath: path + "-wal"))
        let rebuild = try LedgerRebuild(at: fixture.directory + "/new")
        let salvage = try rebuild.salvage(path, log: path + "-wal")
        #expect(salvage.hasLostTransactions)
        #expect(salvage.messages == 4)
        try rebuild.finish()
    }
}

@Suite struct `A locked ledger` {
    @Test func `is waited for, refuses with a sentence, and is written to when the lock is gone`() async throws {
        let fixture = StateFixture()
        defer { withExtendedLifetime(fixture) {} }
        let store = try Store(directory: fixture.directory, patience: 0.3) { _ in }
        let account = try await store.account()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let shell = try DatabaseQueue(path: store.directory + "/postroom.sqlite", configuration: configuration)
        try await shell.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await #expect(throws: StoreError.busy) { try await store.admit([arrival("1", content: 1)], account: account) }
        #expect(try await store.knownMessages(account: account).isEmpty)
        #expect(store.damage == nil)
        try await shell.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try await store.admit([arrival("1", content: 1)], account: account).count == 1)
    }
}
