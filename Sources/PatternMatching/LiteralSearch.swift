import Glibc

/// Finding one run of octets in another, in linear time.
///
/// It looks for the octet of the needle that mails have least of, by the C library's vectorised scan, and compares around it.
/// When that meets too many false places (a hostile text), the rest is done by Knuth, Morris and Pratt.
enum LiteralSearch {
    /// Octets compared in vain, for each octet scanned and besides a start, before the method changes.
    private static let patience = 4

    /// The first place of `needle` in `hay`; 0 for an empty needle.
    static func offset(of needle: UnsafeRawBufferPointer, in hay: UnsafeRawBufferPointer) -> Int? {
        guard let pattern = needle.baseAddress, needle.count > 0 else { return 0 }
        guard let base = hay.baseAddress, needle.count <= hay.count else { return nil }
        let rare = rarest(in: needle)
        var place = 0
        var wasted = 0
        while place <= hay.count - needle.count {
            let from = base + place + rare
            guard let found = memchr(from, Int32(needle[rare]), hay.count - needle.count - place + 1) else { return nil }
            place = UnsafeRawPointer(found) - base - rare
            if memcmp(base + place, pattern, needle.count) == 0 { return place }
            place += 1
            wasted += needle.count
            if wasted > 1024 + patience * place {
                return knuthMorrisPratt(needle, hay, from: place)
            }
        }
        return nil
    }

    private static func rarest(in needle: UnsafeRawBufferPointer) -> Int {
        var best = 0
        var rank = UInt8.max
        for index in 0..<min(needle.count, 32) where commonness(needle[index]) < rank {
            best = index
            rank = commonness(needle[index])
        }
        return best
    }

    /// How common an octet is in mail, roughly.
    private static func commonness(_ octet: UInt8) -> UInt8 {
        switch octet {
        case UInt8(ascii: " "), UInt8(ascii: "e"), 0x80...0xFF: 9
        case UInt8(ascii: "t"), UInt8(ascii: "a"), UInt8(ascii: "o"), UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "s"),
            UInt8(ascii: "r"): 8
        case UInt8(ascii: "h"), UInt8(ascii: "l"), UInt8(ascii: "d"), UInt8(ascii: "c"), UInt8(ascii: "u"), UInt8(ascii: "m"): 6
        case UInt8(ascii: "p"), UInt8(ascii: "f"), UInt8(ascii: "g"), UInt8(ascii: "w"), UInt8(ascii: "b"), UInt8(ascii: "\n"),
            UInt8(ascii: "."): 5
        case UInt8(ascii: "j"), UInt8(ascii: "q"), UInt8(ascii: "x"), UInt8(ascii: "z"): 1
        case UInt8(ascii: "a")...UInt8(ascii: "z"): 3
        default: 2
        }
    }

    private static func knuthMorrisPratt(
        _ needle: UnsafeRawBufferPointer, _ hay: UnsafeRawBufferPointer, from start: Int
    ) -> Int? {
        var borders = [Int](repeating: 0, count: needle.count)
        var border = 0
        for index in needle.indices.dropFirst() {
            while border > 0, needle[index] != needle[border] { border = borders[border - 1] }
            if needle[index] == needle[border] { border += 1 }
            borders[index] = border
        }
        var matched = 0
        for index in start..<hay.count {
            while matched > 0, hay[index] != needle[matched] { matched = borders[matched - 1] }
            if hay[index] == needle[matched] { matched += 1 }
            if matched == needle.count { return index - needle.count + 1 }
        }
        return nil
    }
}
