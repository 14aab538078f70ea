import Configuration
import Spool

/// Whether there is room to retrieve into: `max-spool` and `min-free`, looked at before a session and after each of its batches.
struct StorageRoom: Sendable {
    let spool: Spool
    let state: StateSettings
    /// The spool holds so many octets at most; nil while nobody has looked.
    private var bound: Int?

    init(spool: Spool, state: StateSettings) {
        self.spool = spool
        self.state = state
    }

    /// Why nothing can be retrieved now; nil when there is room.
    mutating func shortage() -> String? {
        do {
            let free = try spool.directory.freeOctets()
            guard free >= state.minFree else {
                return "the disk of \(state.directory) has \(free >> 20) MB left, less than min-free (\(state.minFree >> 20) MB); nothing was retrieved"
            }
            let used = try spool.usedOctets()
            bound = used
            guard used <= state.maxSpool else {
                return "the spool holds \(used >> 20) MB, more than max-spool (\(state.maxSpool >> 20) MB); nothing was retrieved"
            }
            return nil
        } catch {
            return error.description
        }
    }

    /// Octets of the largest message that there is room for now.
    func largestMessage() throws(FileError) -> Int {
        let free = try spool.directory.freeOctets() - state.minFree
        return max(0, min(free, state.maxSpool - (bound ?? 0)))
    }

    /// Looks before a message, and in the middle of a large one: so retrieval ends while the ledger still has room to record what was done.
    ///
    /// - Throws: ``StorageShortage``, ``FileError``.
    func check(for octets: Int) throws {
        guard try spool.directory.freeOctets() - octets >= state.minFree else { throw shortageOfDisk }
    }

    /// Why so many messages stay on the server until there is room.
    func sentence(of count: Int, upTo largest: Int) -> String {
        let them = count == 1 ? "a message of \(largest >> 20) MB stays" : "\(count) messages of up to \(largest >> 20) MB stay"
        return "\(them) on the server: there is no room for \(count == 1 ? "it" : "them") on the disk of \(state.directory) "
            + "above min-free (\(state.minFree >> 20) MB), or within max-spool"
    }

    private var shortageOfDisk: StorageShortage {
        StorageShortage(reason: "the disk of \(state.directory) has less than min-free (\(state.minFree >> 20) MB) left")
    }

    /// Looks again when a batch of so many octets was handed on.
    ///
    /// - Parameter settle: Waits for what is on its way out of the spool.
    /// - Throws: ``StorageShortage``, ``FileError``.
    nonisolated(nonsending) mutating func check(adding octets: Int, settle: () async -> Void) async throws {
        try check(for: 0)
        var most = octets
        if let bound { most += bound } else { most += state.maxSpool }
        bound = most
        guard most > state.maxSpool else { return }
        var used = try spool.usedOctets()
        if used > state.maxSpool {
            await settle()
            used = try spool.usedOctets()
        }
        bound = used
        guard used <= state.maxSpool else {
            throw StorageShortage(reason: "the spool holds \(used >> 20) MB, more than max-spool (\(state.maxSpool >> 20) MB)")
        }
    }
}

/// There is too little room to go on; retrieval stops, nothing is deleted, the next round goes on.
struct StorageShortage: Error, CustomStringConvertible {
    let reason: String

    var description: String { "retrieval stopped: \(reason); nothing was deleted on the server" }
}
