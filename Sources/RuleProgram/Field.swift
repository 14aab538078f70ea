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
    /// Signed or encrypted, by S/MIME or OpenPGP; nothing is verified.
    case signed, encrypted
    case mailingList
    /// It passed this installation before, or too many servers.
    case looped
    case bounce
    /// A disposition notification.
    case receipt
    /// A feedback report.
    case complaint
    case authentication
    case spam
    /// Limits that reading the message ran into.
    case truncated
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
    case html, links
    // `list-id`.
    case id
    // Moments.
    case year, month, day, hour, weekday, zone, age
    // Parts.
    case type, filename, charset, disposition, size, text, depth
    // Calendars.
    case method, summary, organizer, start, answer, location, attendees, end
    // Bounces, receipts, complaints; `.disposition` and `.type` besides.
    case recipient, status, action, source
    // Authentication results.
    case spf, dkim, dmarc
    // Spam filters' findings.
    case score, level, flagged
    // Limits.
    case reason
    // Threads.
    case tags, assignee, firstSeen
    // Any values.
    case first
    /// All values as one text with this between them.
    case join(String)
}
