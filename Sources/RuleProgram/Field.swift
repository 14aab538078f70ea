/// What a rule can look at (rules language §4).
public enum Field: Sendable, Hashable {
    case subject
    case from, to, cc, bcc, replyTo, sender
    /// To, Cc, Bcc, Delivered-To, X-Original-To and Envelope-To.
    case recipients
    case envelopeFrom, envelopeTo
    /// All values of a header field, by its name as written in the rules.
    case header(String)
    case listID
    case messageID, inReplyTo, references
    case date, received
    case size
    case body
    case parts, attachments
    case calendar
    case automated
    case bounce
    case account
    case now
    case tags, flags
    /// A hash of the message's octets: equal for exactly the same message.
    case contentHash
    case thread
}

/// What a value has (rules language §4).
public enum Member: Sendable, Hashable {
    // Addresses.
    case address, localpart, domain, user, detail, name
    // Any text.
    case number, malformed
    // `header(...)`, `body`: the octets.
    case raw
    // `body`.
    case html
    // `list-id`.
    case id
    // Moments.
    case year, month, day, hour, weekday, zone, age
    // Parts.
    case type, filename, charset, disposition, size, text, depth
    // Calendars.
    case method, summary, organizer, start, answer
    // Bounces.
    case recipient, status
    // Threads.
    case tags, assignee, firstSeen
    // Any values.
    case first
    /// All values as one text with this between them.
    case join(String)
}
