/// One field of a header. Decodes when asked, each time: ``Message`` keeps what it decoded.
public struct HeaderField: Sendable {
    let octets: Octets
    let entry: HeaderIndex.Entry
    let limits: MessageLimits

    /// The name as written.
    public var name: String { octets.withOctets(in: entry.nameStart..<entry.nameEnd) { String(decoding: $0, as: UTF8.self) } }

    /// Where the value stands in the message: all after the colon up to the last line end, folds included.
    public var valueRange: Range<Int> { entry.valueStart..<entry.valueEnd }

    /// The octets of the value as they stand in the message, folds included.
    public var rawOctets: [UInt8] { octets[valueRange] }

    /// ``rawOctets`` as text; octets that are no UTF-8 become U+FFFD.
    public var raw: String { octets.withOctets(in: valueRange) { String(decoding: $0, as: UTF8.self) } }

    /// The value unfolded and trimmed, and RFC 2047 words decoded.
    public var decoded: DecodedText { EncodedWord.decode(unfolded, limit: limits.encodedWords) }

    /// ``decoded``'s text.
    public var text: String { decoded.text }

    /// Whether the value could not be decoded without loss.
    public var malformed: Bool { decoded.malformed }

    /// The value's octets, each fold made one space, no more of them than the limit.
    var unfolded: [UInt8] {
        octets.withOctets(in: entry.valueStart..<min(entry.valueEnd, entry.valueStart + limits.fieldOctets)) { Self.unfold($0) }
    }

    /// Each line end with the blanks after it made one space; trimmed.
    static func unfold(_ raw: UnsafeRawBufferPointer) -> [UInt8] {
        var start = 0
        var end = raw.count
        while start < end, raw[start].isBlankOrLineEnd { start += 1 }
        while end > start, raw[end - 1].isBlankOrLineEnd { end -= 1 }
        guard raw.offset(of: .lineFeed, in: start..<end) != nil else { return Array(raw[start..<end]) }
        var result: [UInt8] = []
        result.reserveCapacity(end - start)
        var index = start
        while index < end {
            let octet = raw[index]
            let isFold = octet == .lineFeed || (octet == .carriageReturn && index + 1 < end && raw[index + 1] == .lineFeed)
            guard isFold else {
                result.append(octet)
                index += 1
                continue
            }
            while index < end, raw[index].isBlankOrLineEnd { index += 1 }
            result.append(.space)
        }
        return result
    }
}
