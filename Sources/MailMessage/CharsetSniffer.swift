/// What charset octets seem to be in, for text whose sender did not say.
///
/// Marks and escapes are certain, UTF-8 nearly so. The rest is told by how octets above 7F stand: in pairs that are common
/// characters of a Chinese, Japanese or Korean charset; in runs, as Cyrillic words have them; or single, as in western languages.
enum CharsetSniffer {
    /// Octets looked at.
    private static let reach = 16 << 10

    static func charset(of octets: UnsafeRawBufferPointer) -> Charset {
        if octets.isASCII {
            guard let escape = octets.offset(of: 0x1B, in: 0..<min(octets.count, reach)), escape + 2 < octets.count else { return .utf8 }
            switch (octets[escape + 1], octets[escape + 2]) {
            case (UInt8(ascii: "$"), UInt8(ascii: "B")), (UInt8(ascii: "$"), UInt8(ascii: "@")), (UInt8(ascii: "("), UInt8(ascii: "J")),
                (UInt8(ascii: "("), UInt8(ascii: "I")):
                return .iso2022JP
            case (UInt8(ascii: "$"), UInt8(ascii: ")")): return .other("ISO-2022-KR")
            default: return .utf8
            }
        }
        if octets.starts(with: [0xFE, 0xFF]) || octets.starts(with: [0xFF, 0xFE]) { return .utf16(bigEndian: nil) }
        if isUTF8(octets) { return .utf8 }
        return legacy(octets)
    }

    /// Whether most of what is above ASCII is valid UTF-8; a character cut off at the end counts for nothing.
    static func isUTF8(_ octets: UnsafeRawBufferPointer) -> Bool {
        if octets.isASCII { return true }
        var valid = 0
        var broken = 0
        var index = 0
        let end = min(octets.count, reach * 4)
        while index < end {
            let first = octets[index]
            index += 1
            guard first >= 0x80 else { continue }
            let length = first >= 0xC2 && first <= 0xF4 ? (first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3) : 0
            var seen = 0
            while seen < length, index + seen < end, octets[index + seen] & 0xC0 == 0x80 { seen += 1 }
            if length > 0, seen == length {
                valid += 1
                index += length
            } else if length == 0 || index + seen < end {
                broken += 1
            }
        }
        return valid > broken * 3
    }

    /// How the octets above 7F stand.
    private struct Tally {
        var high = 0
        var letters = 0
        var runs = 0
        /// Octets of C0 to FF, where single-octet charsets have their letters.
        var upper = 0
        /// Octets of C0 to DF: capitals in windows-1251, small letters in KOI8-R.
        var early = 0
    }

    private static func legacy(_ octets: UnsafeRawBufferPointer) -> Charset {
        let sample = UnsafeRawBufferPointer(rebasing: octets.prefix(reach))
        var tally = Tally()
        var previous: UInt8 = 0
        for octet in sample {
            if octet >= 0x80 {
                tally.high += 1
                if previous < 0x80 { tally.runs += 1 }
                if octet >= 0xC0 { tally.upper += 1 }
                if octet >= 0xC0, octet < 0xE0 { tally.early += 1 }
            } else if octet.isLetter {
                tally.letters += 1
            }
            previous = octet
        }
        // Single letters with marks among plain ones, or a few signs in much plain text.
        if tally.high < 2 || tally.high * 16 < tally.letters || (tally.high < tally.runs * 2 && tally.high < tally.letters) { return .windows1252 }
        // Letters alone: pairs would have octets below C0 as well.
        if tally.upper * 20 > tally.high * 19 {
            let isCyrillic = tally.high > tally.letters / 2 && tally.high > tally.runs * 2
            guard isCyrillic else { return .windows1252 }
            return .other(tally.early * 2 > tally.upper ? "KOI8-R" : "CP1251")
        }
        return paired(sample) ?? .windows1252
    }

    /// What pairs of octets would be in one charset.
    private struct Pairs {
        var count = 0
        var broken = 0
        /// Of the characters that most texts are made of.
        var common = 0
        var kana = 0
        /// Pairs whose second octet is ASCII.
        var lowSeconds = 0

        /// From 0 to 100; 0 if too much is broken.
        var score: Int { count == 0 || broken * 30 > count ? 0 : common * 100 / count }
    }

    private static func paired(_ octets: UnsafeRawBufferPointer) -> Charset? {
        let extended = pairs(octets, leads: 0xA1...0xFE, lowSeconds: false)
        let shifted = shiftJIS(octets)
        let big = pairs(octets, leads: 0xA1...0xF9, lowSeconds: true)
        if shifted.score >= 70, shifted.kana * 8 > shifted.count, shifted.score > extended.score { return .other("CP932") }
        if extended.score >= 60 {
            if extended.kana * 8 > extended.count { return .other("EUC-JP-MS") }
            return .other(hangulShare(octets) > 95 ? "CP949" : "GB18030")
        }
        if big.score >= 70, big.lowSeconds * 10 > big.count { return .other("BIG5-HKSCS") }
        return nil
    }

    /// Pairs as EUC has them, or, with second octets of ASCII, Big5.
    private static func pairs(_ octets: UnsafeRawBufferPointer, leads: ClosedRange<UInt8>, lowSeconds: Bool) -> Pairs {
        var pairs = Pairs()
        var index = 0
        while index + 1 < octets.count {
            let first = octets[index]
            let second = octets[index + 1]
            index += 1
            guard first >= 0x80 else { continue }
            pairs.count += 1
            let isLow = lowSeconds && (0x40...0x7E).contains(second)
            guard leads.contains(first), second >= 0xA1 && second != 0xFF || isLow else {
                pairs.broken += 1
                continue
            }
            index += 1
            if isLow { pairs.lowSeconds += 1 }
            if first == 0xA4 || first == 0xA5, !lowSeconds { pairs.kana += 1 }
            let isCommon = lowSeconds ? (0xA1...0xC6).contains(first) : (0xB0...0xD7).contains(first) || [0xA1, 0xA3, 0xA4, 0xA5].contains(first)
            if isCommon { pairs.common += 1 }
        }
        return pairs
    }

    /// Of the pairs that are no signs, how many in a hundred stand where EUC-KR has its syllables; Chinese spreads further.
    private static func hangulShare(_ octets: UnsafeRawBufferPointer) -> Int {
        var all = 0
        var hangul = 0
        var index = 0
        while index + 1 < octets.count {
            let first = octets[index]
            index += first >= 0x80 ? 2 : 1
            guard first >= 0xB0 else { continue }
            all += 1
            if first <= 0xC8 { hangul += 1 }
        }
        return all == 0 ? 0 : hangul * 100 / all
    }

    private static func shiftJIS(_ octets: UnsafeRawBufferPointer) -> Pairs {
        var pairs = Pairs()
        var index = 0
        while index + 1 < octets.count {
            let first = octets[index]
            let second = octets[index + 1]
            index += 1
            guard first >= 0x80, !(0xA1...0xDF).contains(first) else { continue }
            pairs.count += 1
            guard (0x81...0xFC).contains(first), first != 0xA0, (0x40...0xFC).contains(second), second != 0x7F else {
                pairs.broken += 1
                continue
            }
            index += 1
            if (first == 0x82 && second >= 0x9F) || (first == 0x83 && second <= 0x96) { pairs.kana += 1 }
            if (0x81...0x83).contains(first) || (0x88...0x97).contains(first) { pairs.common += 1 }
        }
        return pairs
    }
}
