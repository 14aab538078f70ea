/// What a delivery status report says of its first failed recipient (RFC 3464).
public struct BounceFacts: Sendable, Hashable {
    /// The address that was not reached.
    public var recipient: String?
    /// `5.1.1` and the like (RFC 3463).
    public var status: String?

    public init(recipient: String? = nil, status: String? = nil) {
        self.recipient = recipient
        self.status = status
    }
}
