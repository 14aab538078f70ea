import Configuration
import Foundation
import Store

/// Enters the messages that lie in folders into a ledger that may have forgotten them, so that a poll does not deliver them again.
struct FolderRecognition {
    /// Messages that are entered together.
    private static let batch = 200

    let configuration: Configuration

    /// - Returns: How many rows were entered.
    func enter(into rebuild: LedgerRebuild, at time: Date) throws -> Int {
        var entered = 0
        let accounts = Dictionary(grouping: configuration.accounts) { configuration.folderStore(of: $0)?.path ?? "" }
        for (_, owners) in accounts.sorted(by: { $0.key < $1.key }) {
            guard let first = owners.first, let store = configuration.folderStore(of: first) else { continue }
            let rows = try owners.map { try rebuild.account(named: $0.name) }
            var batch: [FolderFinding] = []
            func pass() throws {
                entered += try rebuild.enter(batch, accounts: rows, byHeader: rows.count == 1, at: time)
                batch = []
            }
            try FolderCensus(store: store).each { file in
                guard try !rebuild.recognise(folderName: file.name) else { return }
                // A reader may have moved or removed it in the meantime.
                guard let finding = try? StoredOctets.finding(at: file.path, place: file.place) else { return }
                batch.append(finding)
                if batch.count == Self.batch { try pass() }
            }
            try pass()
        }
        return entered
    }
}
