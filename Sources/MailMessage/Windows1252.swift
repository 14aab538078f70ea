/// windows-1252 (Encoding Standard §9): every octet is a character, those that Microsoft left open are C1 controls.
enum Windows1252 {
    private static let high: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ]

    static func text(_ octets: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: octets.count * 3) { target in
            var count = 0
            for octet in octets {
                let value = octet & 0xE0 == 0x80 ? high[Int(octet - 0x80)] : UInt16(octet)
                if value < 0x80 {
                    target[count] = octet
                    count += 1
                } else if value < 0x800 {
                    target[count] = 0xC0 | UInt8(truncatingIfNeeded: value >> 6)
                    target[count + 1] = 0x80 | UInt8(truncatingIfNeeded: value & 0x3F)
                    count += 2
                } else {
                    target[count] = 0xE0 | UInt8(truncatingIfNeeded: value >> 12)
                    target[count + 1] = 0x80 | UInt8(truncatingIfNeeded: value >> 6 & 0x3F)
                    target[count + 2] = 0x80 | UInt8(truncatingIfNeeded: value & 0x3F)
                    count += 3
                }
            }
            return count
        }
    }
}
