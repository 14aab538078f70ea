public import Foundation
public import RuleProgram

/// What rules may know besides the message and the clock. Answers do not change while an evaluation runs.
public protocol StateSnapshot: Sendable {
    /// When a key was first seen, by another message than the one at hand; nil if never or forgotten.
    ///
    /// A retry of a message is never its own duplicate: who makes the snapshot leaves out what that message recorded.
    func firstSeen(_ key: SeenKey) -> Date?

    /// The entries of a list file.
    func list(_ file: ListFile) -> ListReading

    /// The conversation of a message that refers to these bare ids; nil if nothing is known of it.
    func thread(of ids: [String]) -> ThreadFacts?
}

/// What `duplicate` and `vacation` remember by.
public struct SeenKey: Sendable, Hashable, Codable {
    public enum Purpose: String, Sendable, Hashable, Codable {
        case duplicate
        /// The text is the sender's address in lower case.
        case vacation
    }

    public var purpose: Purpose
    public var account: String
    public var rule: String
    public var text: String

    public init(_ purpose: Purpose, account: String, rule: String, text: String) {
        self.purpose = purpose
        self.account = account
        self.rule = rule
        self.text = text
    }
}

/// What a list file gave.
public enum ListReading: Sendable {
    case contents(ListContents)
    /// Why not, as a clause.
    case unreadable(String)
}

/// What is known of a conversation.
public struct ThreadFacts: Sendable, Hashable {
    public var tags: [String]
    public var assignee: String?
    public var firstSeen: Date?

    public init(tags: [String] = [], assignee: String? = nil, firstSeen: Date? = nil) {
        self.tags = tags
        self.assignee = assignee
        self.firstSeen = firstSeen
    }
}

/// A state in which nothing has happened yet and every list is empty.
public struct EmptyState: StateSnapshot {
    public init() {}

    public func firstSeen(_ key: SeenKey) -> Date? { nil }
    public func list(_ file: ListFile) -> ListReading { .contents(ListContents(entries: [])) }
    public func thread(of ids: [String]) -> ThreadFacts? { nil }
}
