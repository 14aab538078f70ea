import Configuration
import Spool

/// Whether there is room to retrieve into: `max-spool` and `min-free`.
struct StorageRoom: Sendable {
    let spool: Spool
    let state: StateSettings

    /// Why nothing can be retrieved now; nil when there is room.
    var shortage: String? {
        do {
            let free = try spool.directory.freeOctets()
            guard free >= state.minFree else {
                return "the disk of \(state.directory) has \(free >> 20) MB left, less than min-free (\(state.minFree >> 20) MB); nothing was retrieved"
            }
            let used = try spool.usedOctets()
            guard used <= state.maxSpool else {
                return "the spool holds \(used >> 20) MB, more than max-spool (\(state.maxSpool >> 20) MB); nothing was retrieved"
            }
            return nil
        } catch {
            return error.description
        }
    }
}
