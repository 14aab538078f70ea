public import Foundation

/// A message that a search found.
public struct SearchHit: Equatable, Sendable {
    public let id: MessageRow
    public let account: String
    public let uidl: String
    public let messageID: String?
    /// Its `Date:`, else when it was first seen.
    public let date: Date
    public let from: String?
    public let subject: String?
    public let tags: [String]
    /// The mailboxes that its plan puts it into, what is parked or waits left out; in the plan's order, each once.
    public let folders: [String]
}
