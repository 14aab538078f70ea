/// Texts that nobody would write to a log with good intent.
enum HostileTexts {
    static let all: [String] =
        [
            "", " ", "\n", "\r\n", "\u{0}", "\u{1B}[2J\u{1B}]0;title\u{7}", "\"", "\\", "\\\"", "\" decision=13 \"", "x\\", "{\"a\":1}",
            "one\ntwo\nPRIORITY=0\n", "\u{85}\u{9B}31m", "\u{2028}\u{2029}",
            "\u{202E}evil\u{202C}\u{2066}x\u{2069}", "\u{FEFF}\u{200B}\u{E0041}",
            "\u{10FFFF}\u{E000}", "\u{FFFD}", "ä€😀", "e\u{301}\u{301}\u{301}", "=", "a=b", "<0>", "\t", "\u{7F}",
            String(decoding: [0xFF, 0xFE, 0x00, 0xC3, 0x28, 0xF0, 0x9F] as [UInt8], as: UTF8.self),
            String(repeating: "x", count: 1 << 20), String(repeating: "\u{1B}", count: 1 << 20), String(repeating: "\n", count: 1 << 20),
            String(repeating: "😀", count: 1 << 18), String(repeating: "\"", count: 1 << 20),
            "e" + String(repeating: "\u{301}", count: 1 << 18),
        ] + (0..<200).map(random)

    /// Octets at random, the same in each run, read as UTF-8.
    private static func random(_ seed: Int) -> String {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        return String(
            decoding: (0..<300).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }, as: UTF8.self)
    }
}
