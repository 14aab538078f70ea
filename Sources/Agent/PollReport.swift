/// What one round of one account came to. `postroom poll --json` prints one a line; the keys are fixed.
public struct PollReport: Sendable, Codable, Equatable {
    public var account: String
    /// Messages retrieved and durable here.
    public var retrieved = 0
    /// Messages that reached at least one folder, the inbox among them.
    public var filed = 0
    /// Messages forwarded.
    public var forwarded = 0
    /// Messages that got a tag.
    public var tagged = 0
    /// Messages that went nowhere because a rule said so.
    public var discarded = 0
    /// Messages to be tried again: refused by the server for now, or by a rule file's `on error defer`, or by a destination.
    public var deferred = 0
    /// Messages set aside with their reason.
    public var parked = 0
    /// Actions whose destination comes with a later version; their messages are kept as well.
    public var waiting = 0
    /// Octets retrieved, as the server sent them.
    public var octets = 0
    public var seconds = 0.0
    /// One sentence; null when all went well.
    public var error: String?
    /// Remarks that are no failures.
    public var notes: [String] = []

    public init(account: String) {
        self.account = account
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(account, forKey: .account)
        try container.encode(retrieved, forKey: .retrieved)
        try container.encode(filed, forKey: .filed)
        try container.encode(forwarded, forKey: .forwarded)
        try container.encode(tagged, forKey: .tagged)
        try container.encode(discarded, forKey: .discarded)
        try container.encode(deferred, forKey: .deferred)
        try container.encode(parked, forKey: .parked)
        try container.encode(waiting, forKey: .waiting)
        try container.encode(octets, forKey: .octets)
        try container.encode((seconds * 1000).rounded() / 1000, forKey: .seconds)
        try container.encode(error, forKey: .error)
        try container.encode(notes, forKey: .notes)
    }
}
