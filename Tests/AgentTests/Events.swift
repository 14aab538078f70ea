import Agent
import Synchronization

/// Gathers what a round tells.
final class Events: Sendable {
    private let decided = Mutex<[(uidl: String, outcome: [String])]>([])

    @Sendable func add(_ event: PollEvent) {
        if case .decided(_, let message) = event {
            decided.withLock { $0.append((message.uidl, [message.rule ?? "-"] + message.outcome)) }
        }
    }

    /// Rule and outcome by UIDL.
    var outcomes: [String: [String]] {
        decided.withLock { Dictionary($0.map { ($0.uidl, $0.outcome) }, uniquingKeysWith: { $1 }) }
    }

    /// The UIDLs as they were decided.
    var order: [String] { decided.withLock { $0.map(\.uidl) } }
}
