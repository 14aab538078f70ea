import Glibc

extension UInt8 {
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09

    @inline(__always) var isBlank: Bool { self == 0x20 || self == 0x09 }
    @inline(__always) var isBlankOrLineEnd: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
    @inline(__always) var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
    @inline(__always) var isControl: Bool { self < 0x20 || self == 0x7F }

    /// ASCII letters in lower case, others as they are.
    @inline(__always) var lowered: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// 0 to 15, or nil.
    @inline(__always) var hexadecimalValue: UInt8? {
        if isDigit { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }
}

extension UnsafeRawBufferPointer {
    /// The offset of the first `octet` in a range, or nil.
    @inline(__always) func offset(of octet: UInt8, in range: Range<Int>) -> Int? {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        guard let baseAddress, !range.isEmpty else { return nil }
        guard let found = memchr(baseAddress + range.lowerBound, Int32(octet), range.count) else { return nil }
        return UnsafeRawPointer(found) - baseAddress
    }

    /// The offset past the LF that ends the line at `start`, or the end of the range.
    @inline(__always) func lineEnd(from start: Int, upTo end: Int) -> Int {
        guard let found = offset(of: .lineFeed, in: start..<end) else { return end }
        return found + 1
    }

    var isASCII: Bool {
        var index = 0
        while index + 8 <= count {
            if loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
            index += 8
        }
        while index < count {
            if self[index] >= 0x80 { return false }
            index += 1
        }
        return true
    }
}

extension [UInt8] {
    var isASCII: Bool { withUnsafeBytes { $0.isASCII } }

    /// Without blanks and line ends at both ends.
    var trimmed: ArraySlice<UInt8> { self[...].trimmed }

    /// Whether the octets are `text`, ASCII letters compared without case. `text` is lower case.
    func equalsIgnoringCase(_ text: StaticString) -> Bool { self[...].equalsIgnoringCase(text) }
}

extension ArraySlice<UInt8> {
    var trimmed: ArraySlice<UInt8> {
        var low = startIndex
        var high = endIndex
        while low < high, self[low].isBlankOrLineEnd { low += 1 }
        while high > low, self[high - 1].isBlankOrLineEnd { high -= 1 }
        return self[low..<high]
    }

    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { other in
            var index = startIndex
            for octet in other {
                if self[index].lowered != octet { return false }
                index += 1
            }
            return true
        }
    }

    /// ASCII letters in lower case; octets that are no UTF-8 become U+FFFD.
    var loweredText: String { String(decoding: lazy.map(\.lowered), as: UTF8.self) }
}
