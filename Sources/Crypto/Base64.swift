/// Base64 of octets as the mail protocols use it on one line (RFC 4648 §4).
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The digit values by octet; 255 for an octet outside the alphabet.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, digit) in alphabet.enumerated() { table[Int(digit)] = UInt8(value) }
        return table
    }()

    /// With padding, without line breaks.
    public static func encode(_ octets: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((octets.count + 2) / 3 * 4)
        var index = 0
        while index < octets.count {
            let second = index + 1 < octets.count ? octets[index + 1] : nil
            let third = index + 2 < octets.count ? octets[index + 2] : nil
            let group = UInt32(octets[index]) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
            text.append(alphabet[Int(group >> 18 & 63)])
            text.append(alphabet[Int(group >> 12 & 63)])
            text.append(second == nil ? 0x3D : alphabet[Int(group >> 6 & 63)])
            text.append(third == nil ? 0x3D : alphabet[Int(group & 63)])
            index += 3
        }
        return text
    }

    /// The octets that `text` stands for, or nil for anything but canonical base64 (RFC 4648 §3.5).
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        var bits: UInt32 = 0
        var padding = 0
        for octet in text {
            if octet == 0x3D {
                padding += 1
                continue
            }
            let value = values[Int(octet)]
            guard value != 255, padding == 0 else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            octets.append(UInt8(truncatingIfNeeded: group >> bits))
            group &= (1 << bits) - 1
        }
        // One "=" leaves two spare bits, two leave four; all of them zero.
        guard group == 0, bits == 2 * UInt32(padding), padding <= 2 else { return nil }
        return octets
    }
}
