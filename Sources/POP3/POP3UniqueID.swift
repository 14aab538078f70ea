/// One line of UIDL (RFC 1939 §7).
public struct POP3UniqueID: Sendable, Equatable {
    /// What makes a unique-id unfit as the only key of a message.
    public enum Anomaly: String, Sendable {
        case blank
        /// Beyond the 70 octets of RFC 1939; cut at ``POP3Limits/listingLine``.
        case overlong
        /// Octets outside 0x21 to 0x7E; in ``POP3UniqueID/uidl`` as `\xNN`.
        case unprintable
        /// Another message of this listing has the same.
        case duplicate
    }

    /// Of this session only; renumbered at every login.
    public let number: Int
    public let uidl: String
    /// nil for an id as RFC 1939 wants it.
    public internal(set) var anomaly: Anomaly?

    public init(number: Int, uidl: String, anomaly: Anomaly? = nil) {
        self.number = number
        self.uidl = uidl
        self.anomaly = anomaly
    }
}
