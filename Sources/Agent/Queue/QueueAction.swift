/// What a person may do with an entry of the queue.
public enum QueueAction: String, Sendable, Codable, CaseIterable {
    /// Try it now, whatever its state: also what was given up.
    case retry
    /// Leave it alone until it is released.
    case hold
    case release
    /// Give it up for good.
    case drop
}

/// What came of an action.
public struct QueueResult: Sendable, Codable, Equatable {
    /// The entries that it changed, as the queue calls them.
    public var changed: [String] = []
    /// Those that it did not fit: unknown, done, or already so.
    public var unchanged: [String] = []

    public init(changed: [String] = [], unchanged: [String] = []) {
        self.changed = changed
        self.unchanged = unchanged
    }
}
