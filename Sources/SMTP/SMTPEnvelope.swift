/// From whom and to whom a message goes, whatever its header says (RFC 5321 §2.3.1).
public struct SMTPEnvelope: Sendable, Hashable {
    /// Where bounces go; nil (or empty) for `<>`: nowhere.
    public var sender: String?
    public var recipients: [String]

    public init(sender: String?, recipients: [String]) {
        self.sender = sender
        self.recipients = recipients
    }
}
