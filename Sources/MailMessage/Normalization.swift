import Foundation

/// Unicode Normalization Form C, with a quick way out for what is in it already (UAX #15 §9).
enum Normalization {
    static func composed(_ text: String) -> String {
        for scalar in text.unicodeScalars where !isPlain(scalar.value) {
            return text.precomposedStringWithCanonicalMapping
        }
        return text
    }

    /// Whether a scalar of this value is in NFC wherever it stands. False for the rare ones that nobody listed.
    private static func isPlain(_ value: UInt32) -> Bool {
        switch value {
        case 0..<0x300: true
        case 0x2010...0x205E, 0x20A0...0x20BF: true
        case 0x388...0x482, 0x48A...0x52F, 0x5D0...0x5EA: true
        case 0x3001...0x3029, 0x3041...0x3096, 0x309B...0x30FF: true
        case 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
        case 0xFF01...0xFFEE, 0xFFFD: true
        case 0x1F300...0x1FAFF: true
        default: false
        }
    }
}
