import Glibc

/// The pauses between two tries for a lock: short ones first, then longer, none quite like the other.
struct MboxPause {
    private var milliseconds = 20

    /// Blocks the thread.
    mutating func wait() {
        let length = milliseconds + Int.random(in: 0...(milliseconds / 2))
        milliseconds = min(milliseconds * 2, 400)
        var rest = timespec(tv_sec: length / 1000, tv_nsec: length % 1000 * 1_000_000)
        nanosleep(&rest, nil)
    }
}
