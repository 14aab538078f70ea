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

    /// Looks again when a batch of so many octets was handed on.
    ///
    /// - Parameter settle: Waits for what is on its way out of the spool.
    /// - Throws: ``StorageShortage``, ``FileError``.
    nonisolated(nonsending) mutating func check(adding octets: Int, settle: () async -> Void) async throws {
        guard try spool.directory.freeOctets() >= state.minFree else {
            throw StorageShortage(reason: "the disk of \(state.directory) has less than min-free (\(state.minFree >> 20) MB) left")
        }
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
