/// How far a message has come here. The raw values are in the database.
public enum MessageState: Int64, Sendable {
    /// Its octets are durable, no decision yet.
    case spooled = 0
    /// Decided; effects are open.
    case planned = 1
    /// Every effect is final.
    case done = 2
    /// Put aside with a reason; it holds up nothing.
    case quarantined = 3
}

/// What the server still has of a message. The raw values are in the database.
public enum ServerCopy: Int64, Sendable {
    case present = 0
    /// About to be deleted: it may be gone, though no answer told so.
    case deleteDue = 1
    /// The server confirmed the session that deleted it.
    case deleted = 2
    /// Absent from a complete listing.
    case gone = 3
    /// It came in a session out of step, so maybe under the UIDL of another message: it is retrieved again and compared.
    case doubtful = 4

    /// Whether the server may still list it.
    public var isThere: Bool { self == .present || self == .deleteDue }
}

/// How far an effect has come. The raw values are in the database.
public enum EffectState: Int64, Sendable {
    case planned = 0
    /// About to be tried, committed before the attempt.
    case intent = 1
    case done = 2
    /// To be tried again at its time.
    case deferred = 3
    /// Given up, with a reason; a person may retry or drop it.
    case parked = 4
    /// Its kind of destination is not built yet.
    case waiting = 5
    /// A person holds it back; it stays open.
    case held = 6
    /// A person gave it up for good.
    case dropped = 7
}
