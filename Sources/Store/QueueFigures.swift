public import Foundation

/// The queue in a few numbers.
public struct QueueFigures: Equatable, Sendable {
    /// All entries, as ``Store/queue(account:states:limit:)`` lists them.
    public let count: Int
    /// Those that are to be sent: planned, begun, deferred.
    public let toSend: Int
    /// Since when the oldest of those is in the queue.
    public let oldest: Date?
    /// When the next of those is due; in the past where one is due already.
    public let nextTry: Date?
    public let parked: Int
    public let held: Int
    public let waiting: Int
    public let quarantined: Int
}
