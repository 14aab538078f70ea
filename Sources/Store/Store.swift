import Foundation
import GRDB

/// The ledger, plans, effects, tags and keys of one state directory, in SQLite (`<state>/postroom.sqlite`).
///
/// What ``write(_:)`` returned from survives a power cut: the journal is WAL, with `synchronous = FULL` read back at
/// opening. Reads have connections of their own and see what was committed.
public final class Store: Sendable {
    /// The state directory.
    public let directory: String
    let reader: any DatabaseReader
    private let groupCommit: GroupCommit?
    private let lock: StateLock?
    let watch = DamageWatch()

    /// Opens the store for writing, as the one owner of the directory; makes directory (0700) and database (0600) where they
    /// are missing, and brings the tables up to date.
    ///
    /// Blocks: it syncs, and may migrate.
    /// - Throws: ``StoreError/locked(path:process:)`` while another process has it; ``StoreError/networkFileSystem(path:kind:)``;
    ///   ``StoreError/notDurable(setting:found:)``; ``StoreError/newerSchema``; ``StoreError/corrupt(_:)``, ``StoreError/lost(path:)`` and
    ///   ``StoreError/unusable(path:reason:)`` for a ledger that can't be trusted. Nothing stays open after an error.
    public convenience init(directory: String) throws(StoreError) {
        try self.init(directory: directory) { _ in }
    }

    /// `beforeReadingBack` runs on the writer between the setting of durability and its check.
    /// - Parameter patience: Seconds to wait for another program's lock.
    init(directory: String, patience: Double = 10, beforeReadingBack: (Database) throws -> Void) throws(StoreError) {
        try StateDirectory.prepare(directory)
        let lock = try StateLock(directory: directory)
        let condition = try LedgerCondition.glance(at: directory)
        switch condition {
        case .absent, .sound: break
        case .lost: throw .lost(path: StateDirectory.databasePath(in: directory))
        case .damaged(let fault): throw .corrupt(fault)
        }
        let wasClosed = LedgerCondition.wasClosed(in: directory)
        try StateDirectory.prepareDatabaseFile(in: directory)
        do {
            let pool = try DatabasePool(path: StateDirectory.databasePath(in: directory), configuration: Self.configuration(patience: patience))
            try pool.writeWithoutTransaction { database in
                try Durability.set(on: database)
                try beforeReadingBack(database)
                try Durability.check(on: database)
            }
            let migrator = Schema.migrator
            if condition == .sound { try Self.check(pool, in: directory, wasClosed: wasClosed) }
            // On the writer: a reader opened before the migrations would know the tables as they were.
            if try pool.writeWithoutTransaction(migrator.hasBeenSuperseded) { throw StoreError.newerSchema }
            try migrator.migrate(pool)
            try pool.writeWithoutTransaction(Durability.check)
            self.reader = pool
            self.groupCommit = GroupCommit(pool)
        } catch {
            throw StoreError(any: error)
        }
        try StateDirectory.sync(directory)
        self.directory = directory
        self.lock = lock
    }

    /// Opens what is there for reading: for `tags`, `search` and rehearsals, also while a daemon owns the directory.
    ///
    /// - Throws: ``StoreError/missing(path:)`` where nothing was ever retrieved.
    public init(readingFrom directory: String) throws(StoreError) {
        let path = StateDirectory.databasePath(in: directory)
        guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
        do {
            var configuration = Self.configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = Schema.migrator
            if try queue.read(migrator.hasBeenSuperseded) { throw StoreError.newerSchema }
            guard try queue.read(migrator.hasCompletedMigrations) else { throw StoreError.missing(path: path) }
            self.reader = queue
        } catch {
            throw StoreError(any: error)
        }
        self.directory = directory
        self.groupCommit = nil
        self.lock = nil
    }

    /// Runs `body` on the writer, and returns when its transaction is durable.
    ///
    /// Writes that wait while a commit is under way share the next commit. Each has a savepoint: one that throws is undone
    /// by itself. A write that was queued is not cancelled with its task.
    /// - Throws: What `body` throws, SQLite's errors as ``StoreError``; then nothing of this write was kept.
    @discardableResult
    public func write<T: Sendable>(
        _ body: @escaping @Sendable (borrowing StoreTransaction) throws -> T
    ) async throws -> T {
        guard let groupCommit else { throw StoreError.readOnly }
        if let damage { throw StoreError.corrupt(damage) }
        return try await withCheckedThrowingContinuation { [watch] continuation in
            groupCommit.enqueue(GroupCommit.PendingWrite { transaction in
                do {
                    let value = try body(transaction)
                    return .done { failure in
                        if let failure { continuation.resume(throwing: watch.note(failure)) } else { continuation.resume(returning: value) }
                    }
                } catch {
                    let failure = watch.note(StoreError.translated(error))
                    return .failed { continuation.resume(throwing: failure) }
                }
            } refuse: { failure in
                continuation.resume(throwing: watch.note(failure))
            })
        }
    }

    /// How many transactions the writer has committed.
    var committedTransactions: Int { groupCommit?.committedTransactions ?? 0 }

    var waitingWrites: Int { groupCommit?.waitingWrites ?? 0 }

    /// Runs a read off the cooperative pool, with SQLite's errors as ``StoreError``.
    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        do { return try await reader.read(body) } catch { throw watch.note(StoreError.translated(error)) }
    }

    /// Closes the database behind what is under way, its log brought into the file, and gives the directory up. What is asked of the
    /// store afterwards fails. May be called twice.
    ///
    /// Blocks. Without it both happen some time after the last reference goes.
    public func close() throws {
        defer { lock?.release() }
        // The writer last: only it can bring the log into the file (GRDB closes it first).
        (reader as? DatabasePool)?.invalidateReadOnlyConnections()
        do { try reader.close() } catch { throw StoreError.translated(error) }
    }

    /// How the ledger is damaged, if reading or writing met with it. From then on nothing is written any more: what a damaged ledger
    /// does not know of may be there.
    public var damage: String? { watch.damage }

    /// The first damage that is met with, for the one who waits for it.
    public var damages: AsyncStream<String> { watch.damages }

    /// Looks for damage before anything is built upon the ledger: at all of a small one, and at all of one whose last owner did not close it.
    private static func check(_ pool: DatabasePool, in directory: String, wasClosed: Bool) throws {
        let path = StateDirectory.databasePath(in: directory)
        try pool.writeWithoutTransaction { database in
            guard try Schema.hasTables(database) else {
                if try LedgerCondition.hasSpool(directory) { throw StoreError.lost(path: path) }
                return
            }
            let octets = try Int.fetchOne(database, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0
            let isSmall = octets <= LedgerCondition.small
            guard isSmall || !wasClosed else { return }
            if let fault = try LedgerCondition.fault(in: database, thorough: isSmall) { throw StoreError.corrupt(fault) }
        }
    }

    static func configuration(patience: Double = 10) -> GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "postroom.store"
        configuration.busyMode = .timeout(patience)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY")
        }
        return configuration
    }
}
