internal import Glibc
internal import Synchronization

/// Writes lines to a descriptor, one after the other, so that the lines of several tasks never mix.
///
/// A descriptor that takes nothing is waited for once for a moment, and not again before it takes something. What is not written
/// is counted, and the count told before the next line that is.
final class LineWriter: Sendable {
    private struct State {
        var lost = 0
        var isStuck = false
        /// The last line got out in part only; the next one begins on a line of its own.
        var isMidLine = false
    }

    private let descriptor: Int32
    private let patience: Duration
    private let state = Mutex(State())

    /// - Parameter patience: How long a descriptor that takes nothing is waited for.
    init(_ descriptor: Int32, patience: Duration = .milliseconds(500)) {
        self.descriptor = descriptor
        self.patience = patience
    }

    /// - Parameters:
    ///   - line: Without its line end.
    ///   - notice: The line that tells how many were lost.
    func write(_ line: String, notice: (_ lost: Int) -> String) {
        state.withLock { state in
            if state.lost > 0 {
                guard put(notice(state.lost), &state) else {
                    state.lost += 1
                    return
                }
                state.lost = 0
            }
            if !put(line, &state) { state.lost += 1 }
        }
    }

    private func put(_ line: String, _ state: inout State) -> Bool {
        let octets = Array(((state.isMidLine ? "\n" : "") + line + "\n").utf8)
        let end = ContinuousClock.now + (state.isStuck ? .zero : patience)
        let written = octets.withUnsafeBytes { all in
            var rest = all
            while !rest.isEmpty, isWritable(until: end) {
                // A pipe that is writable takes so many at once without waiting, whatever its reader does (pipe(7)).
                let count = Glibc.write(descriptor, rest.baseAddress, min(rest.count, Int(PIPE_BUF)))
                if count >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                } else if errno == EAGAIN {
                    // Room, but not for all of this.
                    guard ContinuousClock.now < end else { break }
                    usleep(2000)
                } else if errno != EINTR {
                    break
                }
            }
            return all.count - rest.count
        }
        state.isStuck = written < octets.count
        if written > 0 { state.isMidLine = written < octets.count }
        return written == octets.count
    }

    private func isWritable(until end: ContinuousClock.Instant) -> Bool {
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let wait = max(.zero, ContinuousClock.now.duration(to: end)) / Duration.milliseconds(1)
            let ready = poll(&entry, 1, Int32(wait.rounded(.up)))
            // A descriptor that can't be waited for (-1) is told by the write itself.
            if ready >= 0 || errno != EINTR { return ready != 0 }
        }
    }
}
