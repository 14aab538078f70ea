public import Configuration
import Foundation
import Spool
import Store
import Transport

/// Builds a new ledger from what is left of a damaged one, a backup, the spool and the folders; the damaged one is kept beside it.
///
/// What is in the spool is never removed by it, and nothing in a folder is touched. Until the last step, which gives the new ledger its
/// name, a repair that is cut off has changed nothing, and can be begun again.
public struct LedgerRepair: Sendable {
    private let configuration: Configuration
    private let backup: String?
    private let isDryRun: Bool

    /// - Parameter backup: A directory that `postroom backup` made.
    public init(configuration: Configuration, backup: String? = nil, isDryRun: Bool = false) {
        self.configuration = configuration
        self.backup = backup
        self.isDryRun = isDryRun
    }

    private var directory: String { configuration.state.directory }

    /// Repairs, if there is anything to repair.
    ///
    /// - Parameter tell: Told in a sentence what takes its time.
    /// - Throws: ``AgentError`` of kind `busy` while a daemon or a poll is at work, `storage` for what stands in the way; nothing was changed
    ///   then.
    public func run(telling tell: @escaping @Sendable (String) -> Void = { _ in }) async throws(AgentError) -> RepairReport {
        do {
            return try await BlockingExecutor.run("postroom.repair") { try work(tell) }
        } catch {
            throw AgentError(error)
        }
    }

    private func work(_ tell: (String) -> Void) throws -> RepairReport {
        var report = RepairReport()
        report.isDryRun = isDryRun
        let manager = FileManager.default
        if let backup, !manager.fileExists(atPath: backup + "/postroom.sqlite") {
            throw AgentError(.storage, "\(backup) is no backup: it has no postroom.sqlite")
        }
        guard manager.fileExists(atPath: directory) || backup != nil else { return report }
        if !isDryRun { _ = try Directory.openOrMake(directory) }
        let lock = manager.fileExists(atPath: directory) ? try StateLock(directory: directory) : nil
        defer { withExtendedLifetime(lock) {} }
        tell("looking at the ledger")
        switch try LedgerCondition.examine(directory) {
        case .sound:
            guard backup == nil else {
                throw AgentError(.storage, "the ledger in \(directory) is sound, and younger than the backup; nothing was changed. To go back all the same, move it away first")
            }
            return report
        case .absent:
            guard backup != nil else { return report }
            report.fault = "there is no ledger"
        case .lost: report.fault = "the ledger is gone"
        case .damaged(let fault): report.fault = fault
        }

        let scratch = isDryRun ? try TemporaryDirectory() : nil
        defer { scratch?.remove() }
        let path = scratch.map { $0.path + "/" + LedgerExchange.newName } ?? directory + "/" + LedgerExchange.newName
        let source = LedgerExchange.source(in: directory)
        let hadLedger = manager.fileExists(atPath: source.database)
        let time = Date()
        let rebuild = try LedgerRebuild(at: path)
        tell("reading what can be read of it")
        var salvage = hadLedger ? try rebuild.salvage(source.database, log: source.log) : Salvage()
        if let backup { try rebuild.merge(backup: backup + "/postroom.sqlite", &salvage) }
        try rebuild.complete(accounts: configuration.accounts.map(\.name), &salvage)

        let restoresSpool = backup != nil && !manager.fileExists(atPath: directory + "/spool")
        let spoolPath = restoresSpool ? (backup ?? "") + "/spool" : directory + "/spool"
        tell("looking for messages in the folders")
        report.inFolders = try FolderRecognition(configuration: configuration).enter(into: rebuild, at: time)
        tell("looking for messages in the spool")
        report.affected = try SpoolReconciliation(
            configuration: configuration, spool: spoolPath, isRestored: restoresSpool, isPartial: salvage.isPartial || !hadLedger, rebuild: rebuild, time: time
        ).run()

        if salvage.isPartial || !hadLedger {
            let stores = configuration.accounts.compactMap(configuration.folderStore)
            report.unreadFolders = Set(stores.compactMap { if case .mbox(let path) = $0 { path } else { nil } }).sorted()
        }
        report.unreadablePages = salvage.unreadablePages
        report.tables = salvage.tables
        report.isCut = salvage.isCut
        report.hasLostTransactions = salvage.hasLostTransactions
        report.fromIndexes = salvage.fromIndexes
        report.fromBackup = salvage.fromBackup
        report.orphans = salvage.orphans
        report.namelessAccounts = salvage.namelessAccounts
        report.messages = try rebuild.messageCount()
        let names = try rebuild.spoolNames()
        try rebuild.finish()
        guard !isDryRun else { return report }
        if let backup { try StateBackup.restore(from: backup, to: directory, spoolNames: restoresSpool ? names : nil) }
        report.aside = try LedgerExchange.perform(in: directory, at: time)
        return report
    }
}
