public import Configuration
import Foundation
import Spool
import Store
import Transport

extension DaemonStatus {
    /// What the ledger and the disk say, whether a daemon runs or not.
    ///
    /// - Parameter measuresSpool: Whether the spool's files are looked at, each of them.
    init(reading store: Store?, _ configuration: Configuration, measuresSpool: Bool = true) async {
        let known = Dictionary(((try? await store?.accountStatus()) ?? []).map { ($0.account, $0) }) { first, _ in first }
        let accounts = configuration.accounts.map { account -> Account in
            var status = Account(name: account.name, state: "stopped")
            guard let row = known[account.name] else { return status }
            status.lastSuccess = row.lastSuccess
            status.lastError = row.lastError
            status.lastErrorAt = row.lastErrorAt
            status.failures = row.failures
            status.rules = row.rulesVersion
            return status
        }
        self.init(configuration: configuration.path, accounts: accounts)
        if let figures = try? await store?.queueFigures() {
            queue = Queue(
                count: figures.toSend, oldest: figures.oldest, parked: figures.parked + figures.quarantined, held: figures.held,
                waiting: figures.waiting, nextTry: figures.nextTry)
        }
        disk.minFree = configuration.state.minFree
        disk.maxSpool = configuration.state.maxSpool
        // Only looked at: whoever may read the state may know, also root for somebody else.
        guard store != nil, measuresSpool else { return }
        let path = configuration.state.directory + "/spool"
        (disk.free, disk.spool) = await BlockingExecutor.run("postroom.status") {
            guard let spool = try? Directory.open(path) else { return (0, 0) }
            return ((try? spool.freeOctets()) ?? 0, ((try? spool.names()) ?? []).reduce(0) { $0 + ((try? spool.size(of: $1)) ?? 0) })
        }
    }

    /// What is left of a daemon, read while none runs.
    public static func offline(_ configuration: Configuration) async throws -> DaemonStatus {
        do throws(StoreError) {
            return await DaemonStatus(reading: try Store(readingFrom: configuration.state.directory), configuration)
        } catch {
            if case .missing = error { return await DaemonStatus(reading: nil, configuration) }
            throw AgentError(error)
        }
    }
}
