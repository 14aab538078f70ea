/// What a feedback report says (RFC 5965): a complaint about a message that this address sent.
public struct ComplaintFacts: Sendable, Hashable {
    /// `abuse`, `fraud`, `virus`, `not-spam`, `auth-failure`, `other` and what else is registered, in lower case.
    public var type: String?
    /// Who got the message that is complained about.
    public var recipient: String?
    /// The address, of the network, that it came from.
    public var source: String?

    public init(type: String? = nil, recipient: String? = nil, source: String? = nil) {
        self.type = type
        self.recipient = recipient
        self.source = source
    }

    /// From the body of a message/feedback-report part; facts that it does not tell are nil.
    init(reading octets: [UInt8]) {
        let fields = ReportFields(octets, limit: 4)
        type = ReportFields.word(fields.value("feedback-type"))
        recipient = ReportFields.address(fields.value("original-rcpt-to")) ?? ReportFields.address(fields.value("removal-recipient"))
        source = ReportFields.word(fields.value("source-ip"))
    }
}
