/// Compressed RTF (MS-OXRTFCP).
struct CompressedRTF {
    private(set) var rtf: [UInt8] = []
    /// The checksum or a length is wrong, or the limit cut the text: what there is was read.
    private(set) var isDamaged = false

    private static let header = 16
    private static let dictionarySize = 4096
    /// What the dictionary holds before the first octet (§2.1.3.1.1).
    private static let preloaded = Array(
        (#"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "#
            + #"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"# + "\r\n"
            + #"\par \pard\plain\f0\fs20\b\i\u\tab\tx"#).utf8)

    /// - Parameter limit: How many octets are unpacked at most.
    /// - Returns: nil if the octets are no compressed RTF.
    init?(_ octets: ArraySlice<UInt8>, limit: Int) {
        var cursor = LittleEndianCursor(octets)
        guard let compressedSize = cursor.uint32(), let rawSize = cursor.uint32(), let kind = cursor.uint32(), let checksum = cursor.uint32()
        else { return nil }
        let announced = Int(compressedSize) - (Self.header - 4)
        let content = announced >= 0 ? cursor.rest.prefix(announced) : cursor.rest
        switch kind {
        case 0x414C_454D:
            rtf = Array(content.prefix(min(limit, Int(rawSize))))
            isDamaged = rtf.count < Int(rawSize)
        case 0x7546_5A4C:
            isDamaged = announced != content.count || Self.checksum(content) != checksum
            unpack(content, upTo: min(limit, Int(rawSize)))
            isDamaged = isDamaged || rtf.count < Int(rawSize)
        default: return nil
        }
    }

    private mutating func unpack(_ content: ArraySlice<UInt8>, upTo limit: Int) {
        var dictionary = Self.preloaded + [UInt8](repeating: 0, count: Self.dictionarySize - Self.preloaded.count)
        var write = Self.preloaded.count
        var index = content.startIndex
        while index < content.endIndex, rtf.count < limit {
            let control = content[index]
            index += 1
            for bit in 0..<8 where index < content.endIndex && rtf.count < limit {
                guard control & 1 << bit != 0 else {
                    dictionary[write] = content[index]
                    rtf.append(content[index])
                    write = (write + 1) % Self.dictionarySize
                    index += 1
                    continue
                }
                guard index + 1 < content.endIndex else { return }
                var read = Int(content[index]) << 4 | Int(content[index + 1]) >> 4
                let length = Int(content[index + 1] & 0x0F) + 2
                index += 2
                // A reference to the place being written ends the text.
                if read == write { return }
                for _ in 0..<min(length, limit - rtf.count) {
                    let octet = dictionary[read]
                    dictionary[write] = octet
                    rtf.append(octet)
                    read = (read + 1) % Self.dictionarySize
                    write = (write + 1) % Self.dictionarySize
                }
            }
        }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320 }
    }

    /// The CRC-32 that begins with zero and is not turned round (§2.1.3.2).
    static func checksum(_ octets: ArraySlice<UInt8>) -> UInt32 {
        octets.reduce(0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
    }
}
