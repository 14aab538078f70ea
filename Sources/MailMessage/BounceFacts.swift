/// What a delivery report says of the recipients it is about: those that failed, or all where none did.
public struct BounceFacts: Sendable, Hashable {
    /// One recipient of a report.
    public struct Recipient: Sendable, Hashable {
        /// nil where the report does not tell.
        public var address: String?
        /// `5.1.1` and the like (RFC 3463).
        public var status: String?
        /// `failed`, `delayed`, `delivered`, `relayed` or `expanded` (RFC 3464 §2.3.3).
        public var action: String?

        public init(address: String? = nil, status: String? = nil, action: String? = nil) {
            self.address = address
            self.status = status
            self.action = action
        }
    }

    public var recipients: [Recipient]

    public init(recipients: [Recipient]) { self.recipients = recipients }

    /// A report of one recipient.
    public init(recipient: String? = nil, status: String? = nil, action: String? = nil) {
        recipients = [Recipient(address: recipient, status: status, action: action)]
    }

    /// The first address that was not reached.
    public var recipient: String? { recipients.lazy.compactMap(\.address).first }
    /// The first status.
    public var status: String? { recipients.lazy.compactMap(\.status).first }
    /// The first action.
    public var action: String? { recipients.lazy.compactMap(\.action).first }
}
