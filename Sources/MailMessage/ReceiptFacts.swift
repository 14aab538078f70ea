/// What a disposition notification says (RFC 8098): a receipt that a message was read, or was not.
public struct ReceiptFacts: Sendable, Hashable {
    /// Whose mailbox it was.
    public var recipient: String?
    /// `displayed`, `deleted`, `dispatched` or `processed`, in lower case.
    public var disposition: String?
    /// The Message-ID of the message it is about.
    public var messageID: String?

    public init(recipient: String? = nil, disposition: String? = nil, messageID: String? = nil) {
        self.recipient = recipient
        self.disposition = disposition
        self.messageID = messageID
    }

    /// From the body of a message/disposition-notification part; facts that it does not tell are nil.
    init(reading octets: [UInt8]) {
        let fields = ReportFields(octets, limit: 4)
        recipient = ReportFields.address(fields.value("final-recipient")) ?? ReportFields.address(fields.value("original-recipient"))
        messageID = fields.value("original-message-id").flatMap(MessageIdentifiers.first)
        // `manual-action/MDN-sent-manually; displayed/error`
        if let value = fields.value("disposition") {
            let rest = value.firstIndex(of: UInt8(ascii: ";")).map { Array(value[($0 + 1)...]) } ?? value
            disposition = ReportFields.word(rest).flatMap { $0.split(separator: "/").first.map(String.init) }
        }
    }
}
