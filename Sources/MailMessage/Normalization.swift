import Foundation

/// Unicode Normalization Form C, with a quick way out for what is in it already (UAX #15 §9).
///
/// Marks without end on one letter would take quadratic time: beyond thirty a U+034F is put between them, which is what
/// Stream-Safe Text does (UAX #15 §13) and is not seen.
enum Normalization {
    static func composed(_ text: String) -> String {
        var text = text
        return text.withUTF8({ isPlain(UnsafeRawBufferPointer($0)) }) ? text : inPieces(streamSafe(text))
    }

    /// Scalars that are composed at once. Composing takes quadratic time where much is composed.
    private static let pieceLength = 1024

    /// Composes piece by piece; a piece ends before a scalar that nothing is composed with.
    private static func inPieces(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        var start = text.startIndex
        var length = 0
        for index in text.unicodeScalars.indices {
            if length >= pieceLength, beginsAnew(text.unicodeScalars[index]) {
                result += String(text[start..<index]).precomposedStringWithCanonicalMapping
                (start, length) = (index, 0)
            }
            length += 1
        }
        result += String(text[start...]).precomposedStringWithCanonicalMapping
        return result
    }

    /// Whether a scalar is composed with none before it. False for marks, but for those that others are composed with.
    private static func beginsAnew(_ scalar: Unicode.Scalar) -> Bool {
        if isPlain(scalar.value) { return true }
        guard scalar.properties.canonicalCombiningClass == .notReordered, !(0x1160...0x11FF).contains(scalar.value) else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return firstMarks.contains(scalar.value)
        default: return true
        }
    }

    private static let firstMarks: Set<UInt32> = [
        0x9C7, 0xB47, 0xBC6, 0xBC7, 0xCC6, 0xD46, 0xD47, 0xDD9, 0x11131, 0x11132, 0x11347, 0x114B9, 0x115B8, 0x115B9, 0x11935,
    ]

    private static func streamSafe(_ text: String) -> String {
        var marks = 0
        guard text.unicodeScalars.contains(where: { exceeds($0, &marks) }) else { return text }
        var safe = String.UnicodeScalarView()
        marks = 0
        for scalar in text.unicodeScalars {
            if exceeds(scalar, &marks) {
                safe.append("\u{34F}")
                marks = 1
            }
            safe.append(scalar)
        }
        return String(safe)
    }

    private static func exceeds(_ scalar: Unicode.Scalar, _ marks: inout Int) -> Bool {
        if scalar.value < 0x300 {
            marks = 0
            return false
        }
        marks = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
        return marks > 30
    }

    /// Whether all scalars of valid UTF-8 are plain. What comes before U+0300 is, and begins with an octet below 0xCC.
    private static func isPlain(_ utf8: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        let count = utf8.count
        while index < count {
            if index + 8 <= count, utf8.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                index += 8
                continue
            }
            let first = utf8[index]
            guard first >= 0xCC else {
                index += 1
                continue
            }
            let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            guard index + length <= count else { return false }
            var value = UInt32(first) & (0x7F >> UInt32(length))
            for offset in 1..<length { value = value << 6 | UInt32(utf8[index + offset] & 0x3F) }
            guard isPlain(value) else { return false }
            index += length
        }
        return true
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
