/// Quoted-printable as a mail program writes it (RFC 2045 §6.7).
enum QuotedPrintable {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// - Parameter text: Octets with CRLF line ends, which stay; every other CR or LF is encoded.
    /// - Returns: Lines of at most 76 octets, soft breaks included.
    static func encoded(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var column = 0
        var index = 0
        while index < text.count {
            let octet = text[index]
            let endsLine = index + 1 < text.count && octet == 0x0D && text[index + 1] == 0x0A
            if endsLine {
                result += [0x0D, 0x0A]
                column = 0
                index += 2
                continue
            }
            let lastOfLine = index + 1 == text.count || text[index + 1] == 0x0D
            let isPlain = (0x21...0x7E).contains(octet) && octet != 0x3D || octet == 0x20 && !lastOfLine
            let piece = isPlain ? [octet] : [0x3D, digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            if column + piece.count > 75 {
                result += [0x3D, 0x0D, 0x0A]
                column = 0
            }
            result += piece
            column += piece.count
            index += 1
        }
        return result
    }
}
