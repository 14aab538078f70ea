public import Foundation

/// A row of the ledger, as retrieval compares it with a listing.
public struct KnownMessage: Sendable {
    public let id: MessageRow
    public let uidl: String
    public let generation: Int
    public let state: MessageState
    public let serverCopy: ServerCopy
    public let contentHash: [UInt8]
    public let firstSeen: Date
    /// When its UIDL vanished together with most others, if it was not seen since.
    public let vanishedAt: Date?
    /// When it took over its UIDL by its header alone: what the server gives out now has other octets than those that were hashed.
    public let claimedAt: Date?
}

/// A message whose octets wait in the spool for a decision.
public struct SpooledMessage: Sendable {
    public let id: MessageRow
    public let uidl: String
    public let spoolName: String
    /// Octets as retrieved.
    public let size: Int
    public let contentHash: [UInt8]
    public let firstSeen: Date
    /// How often a decision was put off.
    public let deferrals: Int
    /// How often a decision was begun (``StoreTransaction/countAttempt(messages:)``).
    public let attempts: Int
}

/// What a server answered instead of giving a message out.
public struct Refusal: Equatable, Sendable {
    public let attempts: Int
    public let answer: String
    public let lastTry: Date
}
