/// Reads message/delivery-status bodies (RFC 3464 §2).
enum DeliveryStatus {
    /// The first recipient that failed, or the first of all; nil if no recipient and no status is told.
    static func facts(in octets: [UInt8]) -> BounceFacts? {
        octets.withUnsafeBytes { all in
            var position = 0
            var found: BounceFacts?
            while position < all.count {
                let index = HeaderIndex(all, range: position..<all.count, limits: .default)
                guard index.bodyStart > position else { break }
                position = index.bodyStart
                var recipient: String?
                for name in ["final-recipient", "original-recipient"] as [StaticString] where recipient == nil {
                    recipient = index.firstEntry(of: name, in: all).flatMap { address(all, $0) }
                }
                let status = index.firstEntry(of: "status", in: all).map { value(all, $0).prefix { $0.isDigit || $0 == UInt8(ascii: ".") } }
                    .flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
                guard recipient != nil || status != nil else { continue }
                let action = index.firstEntry(of: "action", in: all).map { value(all, $0) }
                let facts = BounceFacts(recipient: recipient, status: status)
                if action?.equalsIgnoringCase("failed") == true { return facts }
                found = found ?? facts
            }
            return found
        }
    }

    private static func value(_ all: UnsafeRawBufferPointer, _ entry: HeaderIndex.Entry) -> [UInt8] {
        HeaderField.unfold(UnsafeRawBufferPointer(rebasing: all[entry.valueStart..<entry.valueEnd]))
    }

    /// `rfc822; bo@example.org` gives the address.
    private static func address(_ all: UnsafeRawBufferPointer, _ entry: HeaderIndex.Entry) -> String? {
        let value = value(all, entry)
        let rest = value.firstIndex(of: UInt8(ascii: ";")).map { value[($0 + 1)...] } ?? value[...]
        return AddressParser.parse(Array(rest), limit: 1).addresses.first?.address
    }
}
