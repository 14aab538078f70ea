import Foundation
import Testing

@testable import MailMessage

struct EncodedWordTests {
    @Test(arguments: [
        ("=?iso-8859-1?q?a_b=E9?=", "a bé"),
        ("=?utf-8?B?w6k=?= =?UTF-8?Q?=C3=A9?=", "éé"),
        ("one =?utf-8?q?two?= three", "one two three"),
        ("=?utf-8?b?4pg=?=  =?utf-8?b?hQ==?=", "★"),
        ("=?utf-8*fr?q?d=27=C3=A9t=C3=A9?=", "d'été"),
        ("=?gb2312?B?1tDOxA==?=", "中文"),
        ("=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=", "Привет"),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?iso-8859-1?Q?=93quoted=94?=", "“quoted”"),
        ("a =?utf-8?q?unfinished", "a =?utf-8?q?unfinished"),
        ("=?utf-8?x?no?=", "=?utf-8?x?no?="),
        ("=?utf-8?q?line=0Aend=00?=", "line end "),
        ("plain = text ?=", "plain = text ?="),
    ])
    func wordsAreDecodedWhereTheyStand(_ raw: String, _ expected: String) {
        let decoded = EncodedWord.decode(Array(raw.utf8))
        #expect(decoded.text == expected)
        #expect(!decoded.malformed)
    }

    @Test(arguments: ["=?utf-8?Q?=FF?=", "=?utf-8?Q?=C0=AF?=", "=?utf-8?Q?=ED=A0=80?=", "=?shift_jis?Q?=81?="])
    func brokenOctetsBecomeReplacementCharacters(_ raw: String) {
        let decoded = EncodedWord.decode(Array(raw.utf8))
        #expect(decoded.text.unicodeScalars.contains("\u{FFFD}"))
        #expect(decoded.malformed)
    }

    @Test func decodedTextIsComposed() {
        let decoded = EncodedWord.decode(Array("=?utf-8?Q?e=CC=81?=".utf8))
        #expect(Array(decoded.text.unicodeScalars) == ["é"])
    }

    @Test(.serialized, arguments: ["e\u{301}", "\u{1100}\u{1161}\u{11A8} ", "\u{995}\u{9C7}\u{9BE}", "\u{FB1D}", "\u{BC6}\u{BBE}"])
    func muchTextInPiecesOfCharactersIsComposedInLinearTime(_ piece: String) {
        let count = 700_000
        let clock = ContinuousClock()
        var text = ""
        let time = clock.measure { text = Normalization.composed(String(repeating: piece, count: count)) }
        let composed = Array(piece.precomposedStringWithCanonicalMapping.unicodeScalars)
        #expect(text.unicodeScalars.count == composed.count * count)
        #expect(Array(text.unicodeScalars.suffix(composed.count)) == composed)
        #expect(time < .seconds(8))
    }

    @Test func manyUnfinishedWordsTakeLinearTime() {
        let raw = Array(String(repeating: "=?a?q?x", count: 40_000).utf8)
        let clock = ContinuousClock()
        let time = clock.measure { #expect(EncodedWord.decode(raw).text.utf8.count == raw.count) }
        #expect(time < .seconds(5))
    }
}
