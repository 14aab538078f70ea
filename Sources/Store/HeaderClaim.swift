/// A message of a listing that a known row is taken for, because their headers say so.
public struct HeaderClaim: Equatable, Sendable {
    public let row: MessageRow
    /// The UIDL that the row was known by.
    public let known: String
    /// The UIDL that it has now; may be the same.
    public let uidl: String

    public init(row: MessageRow, known: String, uidl: String) {
        self.row = row
        self.known = known
        self.uidl = uidl
    }
}
