/// quoted-printable (RFC 2045 §6.7) and the Q encoding of headers (RFC 2047 §4.2).
enum QuotedPrintable {
    static func decode(_ octets: UnsafeRawBufferPointer, passed: (Int) -> Void = { _ in }) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        read(octets, put: { result.append($0) }, takeBack: { result.removeLast($0) }, passed: passed)
        return result
    }

    /// The count of what ``decode(_:)`` gives.
    ///
    /// - Parameter passed: Told after each ``MappedFile/stretch`` how far the octets have been read.
    static func decodedCount(_ octets: UnsafeRawBufferPointer, passed: (Int) -> Void = { _ in }) -> Int {
        var count = 0
        read(octets, put: { _ in count += 1 }, takeBack: { count -= $0 }, passed: passed)
        return count
    }

    /// What follows a `=` and is neither two hexadecimal digits nor a line end stays as it is. Blanks before a line end are
    /// dropped, as they were added on the way.
    @inline(__always)
    private static func read(
        _ octets: UnsafeRawBufferPointer, put: (UInt8) -> Void, takeBack: (Int) -> Void, passed: (Int) -> Void = { _ in }
    ) {
        var index = 0
        let count = octets.count
        var blanks = 0
        var mark = MappedFile.stretch
        while index < count {
            if index >= mark {
                passed(index)
                mark = index + MappedFile.stretch
            }
            let octet = octets[index]
            index += 1
            switch octet {
            case UInt8(ascii: "="):
                blanks = 0
                if index + 1 < count, let high = octets[index].hexadecimalValue, let low = octets[index + 1].hexadecimalValue {
                    put(high << 4 | low)
                    index += 2
                } else if let next = softBreakEnd(octets, after: index) {
                    index = next
                } else {
                    put(octet)
                }
            case .space, .tab:
                blanks += 1
                put(octet)
            case .lineFeed, .carriageReturn:
                if octet == .lineFeed || (index < count && octets[index] == .lineFeed) { takeBack(blanks) }
                blanks = 0
                put(octet)
            default:
                blanks = 0
                put(octet)
            }
        }
    }

    /// The offset past a soft line break whose `=` stands before `start`; nil if there is none.
    private static func softBreakEnd(_ octets: UnsafeRawBufferPointer, after start: Int) -> Int? {
        var index = start
        while index < octets.count, octets[index].isBlank { index += 1 }
        guard index < octets.count else { return index }
        if octets[index] == .lineFeed { return index + 1 }
        guard octets[index] == .carriageReturn else { return nil }
        return index + 1 < octets.count && octets[index + 1] == .lineFeed ? index + 2 : index + 1
    }

    /// `_` is a space.
    static func decodeWord(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var index = octets.startIndex
        while index < octets.endIndex {
            let octet = octets[index]
            index += 1
            if octet == UInt8(ascii: "_") {
                result.append(.space)
            } else if octet == UInt8(ascii: "="), index + 1 < octets.endIndex, let high = octets[index].hexadecimalValue,
                let low = octets[index + 1].hexadecimalValue
            {
                result.append(high << 4 | low)
                index += 2
            } else {
                result.append(octet)
            }
        }
        return result
    }
}
