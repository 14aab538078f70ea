/// From octets in a charset to text that is valid and in NFC.
enum CharsetDecoder {
    /// - Parameter label: The charset's name in the mail; where there is none, ``CharsetSniffer`` looks at the octets.
    static func decode(_ octets: UnsafeRawBufferPointer, label: String?) -> DecodedText {
        decode(octets, charset: label.map { Charset(label: $0) } ?? CharsetSniffer.charset(of: octets))
    }

    static func decode(_ octets: [UInt8], label: String?) -> DecodedText {
        octets.withUnsafeBytes { decode($0, label: label) }
    }

    static func decode(_ octets: UnsafeRawBufferPointer, charset: Charset) -> DecodedText {
        switch charset {
        case .utf8: return utf8(octets)
        case .ascii: return CharsetSniffer.isUTF8(octets) ? utf8(octets) : composed(Windows1252.text(octets))
        case .windows1252: return composed(octets.isASCII ? String(decoding: octets, as: UTF8.self) : Windows1252.text(octets))
        case .utf16(let bigEndian): return utf16(octets, bigEndian: bigEndian)
        case .utf32(let bigEndian): return utf32(octets, bigEndian: bigEndian)
        case .utf7: return converted(octets, from: "UTF-7")
        case .iso2022JP: return ISO2022JP.extendedUnixCode(octets).withUnsafeBytes { converted($0, from: "EUC-JP-MS") }
        case .hz: return HZ.gb18030(octets).withUnsafeBytes { converted($0, from: "GB18030") }
        case .userDefined: return userDefined(octets)
        case .other(let name):
            if octets.isASCII, isASCIICompatible(name) {
                return DecodedText(text: String(decoding: octets, as: UTF8.self), malformed: false)
            }
            return converted(octets, from: name)
        }
    }

    private static func composed(_ text: String) -> DecodedText { DecodedText(text: Normalization.composed(text), malformed: false) }

    /// Charsets that shift, and EBCDIC, share nothing with ASCII, or not all.
    private static func isASCIICompatible(_ name: String) -> Bool {
        ["CP125", "CP874", "CP932", "CP949", "ISO-8859", "GB18030", "BIG5", "KOI8", "EUC-JP", "MAC", "IBM866"].contains { name.hasPrefix($0) }
    }

    /// Encoding Standard §14.5: octets above 7F are characters for private use.
    private static func userDefined(_ octets: UnsafeRawBufferPointer) -> DecodedText {
        var text = String.UnicodeScalarView()
        for octet in octets {
            text.append(octet < 0x80 ? Unicode.Scalar(octet) : Unicode.Scalar(UInt32(octet) + 0xF700) ?? "\u{FFFD}")
        }
        return DecodedText(text: String(text), malformed: false)
    }

    /// A byte order mark at the start is no text.
    private static func utf8(_ octets: UnsafeRawBufferPointer) -> DecodedText {
        let octets = octets.starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeRawBufferPointer(rebasing: octets.dropFirst(3)) : octets
        if octets.isASCII { return DecodedText(text: String(decoding: octets, as: UTF8.self), malformed: false) }
        if let text = String(validating: octets, as: UTF8.self) {
            return DecodedText(text: Normalization.composed(text), malformed: false)
        }
        return DecodedText(text: Normalization.composed(String(decoding: octets, as: UTF8.self)), malformed: true)
    }

    private static func utf16(_ octets: UnsafeRawBufferPointer, bigEndian: Bool?) -> DecodedText {
        var start = 0
        var bigEndian = bigEndian
        if octets.count >= 2 {
            switch (octets[0], octets[1]) {
            case (0xFE, 0xFF) where bigEndian != false: (bigEndian, start) = (true, 2)
            case (0xFF, 0xFE) where bigEndian != true: (bigEndian, start) = (false, 2)
            default: break
            }
        }
        let high = bigEndian ?? looksBigEndian(octets) ? 0 : 1
        var units: [UInt16] = []
        units.reserveCapacity(octets.count / 2)
        var index = start
        while index + 1 < octets.count {
            units.append(UInt16(octets[index + high]) << 8 | UInt16(octets[index + 1 - high]))
            index += 2
        }
        let valid = String(validating: units, as: UTF16.self)
        var text = valid ?? String(decoding: units, as: UTF16.self)
        if index < octets.count { text.unicodeScalars.append("\u{FFFD}") }
        return DecodedText(text: Normalization.composed(text), malformed: valid == nil || index < octets.count)
    }

    /// Without a mark: whether more high octets are zero in big-endian order, as they are in most texts; else little-endian.
    private static func looksBigEndian(_ octets: UnsafeRawBufferPointer) -> Bool {
        var balance = 0
        for (index, octet) in octets.prefix(1024).enumerated() where octet == 0 { balance += index % 2 == 0 ? 1 : -1 }
        return balance > 0
    }

    private static func utf32(_ octets: UnsafeRawBufferPointer, bigEndian: Bool?) -> DecodedText {
        var malformed = octets.count % 4 != 0
        var bigEndian = bigEndian
        var text = ""
        var index = 0
        while index + 3 < octets.count {
            var value: UInt32 = 0
            for offset in 0..<4 { value = value << 8 | UInt32(octets[index + (bigEndian == false ? 3 - offset : offset)]) }
            index += 4
            if index == 4, bigEndian != false, value == 0xFFFE_0000 {
                bigEndian = false
                continue
            }
            if index == 4, value == 0xFEFF { continue }
            if let scalar = Unicode.Scalar(value) {
                text.unicodeScalars.append(scalar)
            } else {
                text.unicodeScalars.append("\u{FFFD}")
                malformed = true
            }
        }
        return DecodedText(text: Normalization.composed(text), malformed: malformed)
    }

    private static func converted(_ octets: UnsafeRawBufferPointer, from name: String) -> DecodedText {
        guard let converter = CharsetConverter(from: name) else {
            let text = utf8(octets)
            return DecodedText(text: text.text, malformed: text.malformed || !octets.isASCII)
        }
        let (utf8, malformed) = converter.convert(octets)
        return DecodedText(text: Normalization.composed(String(decoding: utf8, as: UTF8.self)), malformed: malformed)
    }
}
