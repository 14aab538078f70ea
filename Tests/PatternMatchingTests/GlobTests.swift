import PatternMatching
import Testing

@Suite struct GlobTests {
    @Test(arguments: [
        ("*.pdf", "Facture.PDF"), ("*", ""), ("**", "x"), ("", ""), ("a?c", "abc"), ("a?c", "aéc"), ("?", "😀"),
        ("*b*", "abc"), ("a*b*c", "aXXbYYc"), ("ÉTÉ*", "été 2026"), ("[x]", "[X]"), (#"\*"#, "*"), (#"a\?"#, "a?"),
        (#"a\\b"#, #"a\b"#), (#"end\"#, #"end\"#), ("*aab", "aaab"), ("a*a", "aa"), ("*?b", "éb"), ("?*?", "éé"),
        ("*a?b*", "xxaybzz"), ("K*", "\u{212A}elvin"), ("*é?", "xéy"), ("*??*", "éé"),
    ])
    func matches(glob: String, text: String) {
        #expect(Glob(glob).matches(text))
    }

    @Test(arguments: [
        ("*.pdf", "a.pdf.exe"), ("", "x"), ("a?c", "ac"), ("a*a", "a"), ("?", ""), ("?", "ab"), ("[x]", "x"), (#"\*"#, "x"),
        ("*ab*ba", "xaba"), ("a?", "a"), ("*é", "è"), ("??", "é"), ("*??", "é"), ("a*b?c*d", "abcd"),
    ])
    func doesNotMatch(glob: String, text: String) {
        #expect(!Glob(glob).matches(text))
    }

    @Test func wildcardsAreTold() {
        #expect(Glob("*.pdf").hasWildcard)
        #expect(Glob("a?").hasWildcard)
        #expect(!Glob(#"a\*\?[b]"#).hasWildcard)
    }

    @Test func manyStarsTakeNoLongTime() {
        let clock = ContinuousClock()
        let glob = Glob(String(repeating: "a*", count: 30) + "b")
        let text = String(repeating: "a", count: 100_000)
        let time = clock.measure { #expect(!glob.matches(text)) }
        #expect(time < .seconds(1))
    }
}
