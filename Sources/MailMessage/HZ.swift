/// HZ (RFC 1843), made GB18030 for iconv, which knows it not.
enum HZ {
    static func gb18030(_ octets: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var isShifted = false
        var index = 0
        while index < octets.count {
            let octet = octets[index]
            index += 1
            if octet == .lineFeed { isShifted = false }
            if octet == UInt8(ascii: "~"), index < octets.count {
                switch octets[index] {
                case UInt8(ascii: "{"): isShifted = true
                case UInt8(ascii: "}"): isShifted = false
                case UInt8(ascii: "~") where !isShifted: result.append(octet)
                case .lineFeed: break
                default:
                    result.append(isShifted ? 0xFF : octet)
                    continue
                }
                index += 1
            } else if isShifted, octet > 0x20, octet < 0x7F {
                result.append(octet | 0x80)
            } else {
                result.append(octet)
            }
        }
        return result
    }
}
