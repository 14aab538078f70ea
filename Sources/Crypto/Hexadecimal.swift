/// Octets as small hexadecimal digits, as digests are written.
public enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    public static func encode(_ octets: [UInt8]) -> [UInt8] {
        octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}
