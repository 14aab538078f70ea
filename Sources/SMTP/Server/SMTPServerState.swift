internal import Synchronization

/// What all sessions of one server share: the messages, the faults, and how often each verb came.
internal final class SMTPServerState: Sendable {
    private struct State {
        var messages: [SMTPReceivedMessage] = []
        var faults: [SMTPFault] = []
        var seen: [SMTPCommand: Int] = [:]
        var connections = 0
    }

    internal let options: SMTPServerOptions
    private let state: Mutex<State>

    internal init(_ options: SMTPServerOptions, faults: [SMTPFault]) {
        self.options = options
        state = Mutex(State(faults: faults))
    }

    internal var messages: [SMTPReceivedMessage] { state.withLock { $0.messages } }

    internal var connections: Int { state.withLock { $0.connections } }

    internal func seen(_ command: SMTPCommand) -> Int { state.withLock { $0.seen[command, default: 0] } }

    /// The number of a new connection.
    internal func connected() -> Int {
        state.withLock { state in
            state.connections += 1
            return state.connections
        }
    }

    /// Counts one more of `command`, and gives what shall go wrong with it.
    internal func fault(at command: SMTPCommand) -> SMTPFault.Action? {
        state.withLock { state in
            let count = state.seen[command, default: 0] + 1
            state.seen[command] = count
            return state.faults.first { $0.command == command && $0.occurrences.contains(count) }?.action
        }
    }

    internal func accept(_ message: SMTPReceivedMessage) { state.withLock { $0.messages.append(message) } }

    internal func setFaults(_ faults: [SMTPFault]) {
        state.withLock { state in
            state.faults = faults
            state.seen = [:]
        }
    }
}
