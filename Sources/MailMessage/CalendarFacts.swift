/// What a meeting's calendar part says (RFC 5545, RFC 5546).
public struct CalendarFacts: Sendable, Hashable {
    /// `request`, `reply`, `cancel` and the like, in lower case.
    public var method: String?
    public var summary: String?
    public var location: String?
    /// The organizer's address without `mailto:`.
    public var organizer: String?
    /// The attendees' addresses without `mailto:`, in order.
    public var attendees: [String] = []
    public var start: MailDate?
    /// When a meeting ends or a task is due.
    public var end: MailDate?
    /// The UID.
    public var identifier: String?
    /// Whether it is a task (VTODO), no meeting.
    public var isTask = false
    /// `accepted`, `declined` or `tentative`: what an attendee answered.
    public var answer: String?

    public init() {}
}
