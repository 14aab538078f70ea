/// `in-doubt`: what becomes of a forward whose acceptance was cut off, so that it may have been taken or not.
public enum InDoubt: String, Sendable, Hashable, CaseIterable {
    /// Sent once more, with the same Message-ID: twice at worst, never lost.
    case resend
    /// Kept here for a person to decide: never twice.
    case park
}
