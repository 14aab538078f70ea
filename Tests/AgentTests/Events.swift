import Agent
import Synchronization

/// Gathers what a round tells.
final class Events: Sendable {
    private let decided = Mutex<[String: [String]]>([:])

    @Sendable func add(_ event: PollEvent) {
        if case .decided(_, let message) = event {
            decided.withLock { $0[message.uidl] = [message.rule ?? "-"] + message.outcome }
        }
    }

    /// Rule and outcome by UIDL.
    var outcomes: [String: [String]] { decided.withLock { $0 } }
}
