/// What a meeting's calendar part says (RFC 5545, RFC 5546).
public struct CalendarFacts: Sendable, Hashable {
    /// `request`, `reply`, `cancel` and the like, in lower case.
    public var method: String?
    public var summary: String?
    /// The organizer's address without `mailto:`.
    public var organizer: String?
    public var start: MailDate?
    /// `accepted`, `declined` or `tentative`: what an attendee answered.
    public var answer: String?

    public init() {}
}
