internal import Glibc
internal import Synchronization

/// Writes lines to a descriptor, each with one write(2), so that the lines of several tasks never mix.
///
/// A descriptor that takes nothing is waited for once for a moment, and not again before it takes something. What is not written
/// is counted, and the count told before the next line that is.
final class LineWriter: Sendable {
    /// How long a descriptor that takes nothing is waited for, in milliseconds.
    static let patience: Int32 = 500

    private struct State {
        var lost = 0
        var isStuck = false
        /// The last line got out in part only; the next one begins on a line of its own.
        var isMidLine = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Lines that were lost since the last one that was written.
    var lost: Int { state.withLock { $0.lost } }

    /// - Parameters:
    ///   - line: Without its line end.
    ///   - prefix: For the line that tells of lost ones.
    func write(_ line: String, prefix: String = "") {
        state.withLock { state in
            if state.lost > 0 {
                let count = state.lost
                let words = count == 1 ? "1 line of the log was lost" : "\(count) lines of the log were lost"
                guard put("\(prefix)postroom: \(words)", &state) else {
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
        return octets.withUnsafeBytes { all in
            var rest = all[...]
            while !rest.isEmpty {
                guard isWritable(&state) else { break }
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    if errno == EAGAIN, !state.isStuck, waits(&state) { continue }
                    break
                }
                rest = rest.dropFirst(count)
            }
            if rest.count < all.count { state.isMidLine = !rest.isEmpty }
            return rest.isEmpty
        }
    }

    private func isWritable(_ state: inout State) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let count = poll(&entry, 1, state.isStuck ? 0 : Self.patience)
        // An interrupted wait (-1) says nothing: the write itself will.
        state.isStuck = count == 0
        return count != 0
    }

    /// A descriptor that poll(2) calls writable may still have no room for the whole line.
    private func waits(_ state: inout State) -> Bool {
        usleep(useconds_t(Self.patience) * 1000 / 10)
        state.isStuck = true
        return true
    }
}
