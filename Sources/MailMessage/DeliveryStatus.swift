/// Reads message/delivery-status bodies (RFC 3464 §2).
enum DeliveryStatus {
    /// The recipients that failed, or all; nil if no recipient and no status is told.
    static func facts(in octets: [UInt8], limit: Int) -> BounceFacts? {
        let fields = ReportFields(octets, limit: limit)
        var recipients: [BounceFacts.Recipient] = []
        for group in 0..<fields.count {
            let address = ReportFields.address(fields.value("final-recipient", in: group))
                ?? ReportFields.address(fields.value("original-recipient", in: group))
            let status = fields.value("status", in: group).flatMap(Self.status)
            guard address != nil || status != nil else { continue }
            recipients.append(.init(address: address, status: status, action: ReportFields.word(fields.value("action", in: group))))
        }
        let failed = recipients.filter { $0.action == "failed" }
        if recipients.isEmpty { return nil }
        return BounceFacts(recipients: failed.isEmpty ? recipients : failed)
    }

    private static func status(_ value: [UInt8]) -> String? {
        let digits = value.trimmed.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
        return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
    }
}
