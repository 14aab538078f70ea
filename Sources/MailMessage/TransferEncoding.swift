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

    /// The octets that were packed.
    ///
    /// - Parameter passed: Told after each ``MappedFile/stretch`` how far the octets have been read.
    func decode(_ octets: UnsafeRawBufferPointer, passed: (Int) -> Void = { _ in }) -> [UInt8] {
        switch self {
        case .identity: Self.copy(octets, passed: passed)
        case .base64: Base64.decode(octets, passed: passed)
        case .quotedPrintable: QuotedPrintable.decode(octets, passed: passed)
        case .uuencode: UUEncoding.decode(octets, passed: passed)
        }
    }

    private static func copy(_ octets: UnsafeRawBufferPointer, passed: (Int) -> Void) -> [UInt8] {
        guard octets.count > MappedFile.stretch else { return Array(octets) }
        var copy: [UInt8] = []
        copy.reserveCapacity(octets.count)
        while copy.count < octets.count {
            copy.append(contentsOf: octets[copy.count..<min(octets.count, copy.count + MappedFile.stretch)])
            passed(copy.count)
        }
        return copy
    }

    /// The count of what ``decode(_:)`` gives, in constant memory.
    ///
    /// - Parameter passed: Told after each ``MappedFile/stretch`` how far the octets have been read.
    func decodedCount(_ octets: UnsafeRawBufferPointer, passed: (Int) -> Void = { _ in }) -> Int {
        switch self {
        case .identity: octets.count
        case .base64: Base64.decodedCount(octets, passed: passed)
        case .quotedPrintable: QuotedPrintable.decodedCount(octets, passed: passed)
        case .uuencode: UUEncoding.decodedCount(octets, passed: passed)
        }
    }
}
