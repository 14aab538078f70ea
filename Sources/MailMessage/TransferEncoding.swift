/// How a part's octets are packed (RFC 2045 §6).
enum TransferEncoding: Sendable, Equatable {
    /// 7bit, 8bit, binary and whatever nobody knows.
    case identity
    case base64
    case quotedPrintable
    case uuencode

    init(_ value: ArraySlice<UInt8>) {
        if value.equalsIgnoringCase("base64") {
            self = .base64
        } else if value.equalsIgnoringCase("quoted-printable") {
            self = .quotedPrintable
        } else if value.equalsIgnoringCase("x-uuencode") || value.equalsIgnoringCase("uuencode") || value.equalsIgnoringCase("x-uue") {
            self = .uuencode
        } else {
            self = .identity
        }
    }

    func decode(_ octets: UnsafeRawBufferPointer) -> [UInt8] {
        switch self {
        case .identity: Array(octets)
        case .base64: Base64.decode(octets)
        case .quotedPrintable: QuotedPrintable.decode(octets)
        case .uuencode: UUEncoding.decode(octets)
        }
    }

    /// The count of what ``decode(_:)`` gives, in constant memory but for uuencode.
    func decodedCount(_ octets: UnsafeRawBufferPointer) -> Int {
        switch self {
        case .identity: octets.count
        case .base64: Base64.decodedCount(octets)
        case .quotedPrintable: QuotedPrintable.decodedCount(octets)
        case .uuencode: UUEncoding.decode(octets).count
        }
    }
}
