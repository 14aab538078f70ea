/// Unicode's simple case folding: one scalar becomes one scalar, so `ß` stays itself and `İ` too.
public enum CaseFolding {
    /// The scalar that stands for all of its cases.
    public static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        Unicode.Scalar(CaseFoldingTable.fold(scalar.value)) ?? scalar
    }

    /// Whether two texts are the same but for case, compared by scalars.
    public static func equals(_ left: String, _ right: String) -> Bool {
        FoldedText(left) == FoldedText(right)
    }

    /// Whether `needle` stands somewhere in `text`, compared by scalars without case. The empty text stands everywhere.
    public static func contains(_ text: String, _ needle: String) -> Bool {
        FoldedText(text).contains(FoldedText(needle))
    }

    /// Folds UTF-8 into `output`. Octets that are no UTF-8 are taken over as they are.
    static func fold(_ input: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        output.reserveCapacity(output.count + input.count)
        var index = 0
        while index < input.count {
            let octet = input[index]
            if octet < 0x80 {
                output.append(octet &- 0x41 < 26 ? octet | 0x20 : octet)
                index += 1
                continue
            }
            guard let (scalar, length) = decode(input, index) else {
                output.append(octet)
                index += 1
                continue
            }
            let folded = CaseFoldingTable.fold(scalar)
            if folded == scalar {
                for offset in index..<(index + length) { output.append(input[offset]) }
            } else {
                encode(folded, into: &output)
            }
            index += length
        }
    }

    /// The scalar at an offset and its octets; nil where no whole character begins.
    static func decode(_ input: UnsafeBufferPointer<UInt8>, _ index: Int) -> (scalar: UInt32, length: Int)? {
        let lead = input[index]
        let length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0
        guard length > 0, index + length <= input.count else { return nil }
        if length == 1 { return (UInt32(lead), 1) }
        var scalar = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let next = input[index + offset]
            guard next & 0xC0 == 0x80 else { return nil }
            scalar = scalar << 6 | UInt32(next & 0x3F)
        }
        return (scalar, length)
    }

    private static func encode(_ scalar: UInt32, into output: inout [UInt8]) {
        switch scalar {
        case ..<0x80:
            output.append(UInt8(truncatingIfNeeded: scalar))
        case ..<0x800:
            output.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        case ..<0x10000:
            output.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        default:
            output.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }
}
