import MailMessage
import Testing

struct DecodingTests {
    private func text(_ encoding: String, _ charset: String, _ body: [UInt8]) -> DecodedText {
        let header = "Content-Type: text/plain; charset=\(charset)\r\nContent-Transfer-Encoding: \(encoding)\r\n\r\n"
        return Message(Octets(Array(header.utf8) + body)).root.text
    }

    @Test(arguments: [
        ("SGVsbG8=", "Hello"), ("SGVs\r\nbG8", "Hello"), ("S*G!V sbG8=", "Hello"), ("SGVsbG8=\r\nSGVsbG8=", "HelloHello"),
        ("SGVsbG8=\r\n____\r\nA footer.", "Hello"), ("", ""), ("=", ""), ("SGVsb", "Hel"), ("S", ""),
    ])
    func base64IsReadWithItsFaults(_ encoded: String, _ expected: String) {
        #expect(text("base64", "utf-8", Array(encoded.utf8)).text == expected)
    }

    @Test(arguments: [
        ("a=3Db", "a=b"), ("a=\r\nb", "ab"), ("a= \t\r\nb", "ab"), ("a=\nb", "ab"), ("a=zz", "a=zz"), ("a=", "a"), ("a=4", "a=4"),
        ("a  \r\nb", "a\nb"), ("=0D=0A", "\n"), ("a\rb\r\r\nc\n", "a\nb\n\nc\n"), ("a_b", "a_b"),
    ])
    func quotedPrintableIsReadWithItsFaults(_ encoded: String, _ expected: String) {
        #expect(text("Quoted-Printable", "utf-8", Array(encoded.utf8)).text == expected)
    }

    @Test func uuencodeIsRead() {
        #expect(text("x-uuencode", "utf-8", Array("begin 644 a\n%2&5L;&\\\n`\nend\n".utf8)).text == "Hello")
    }

    @Test(arguments: [
        ("iso-8859-1", [0x80, 0xE9], "€é"), ("utf-16", [0xFF, 0xFE, 0x61, 0x00], "a"), ("utf-16", [0x00, 0x61], "a"),
        ("utf-16", [0x61, 0x00], "a"), ("utf-7", Array("+AOk-".utf8), "é"), ("gb2312", [0xD6, 0xD0], "中"),
        ("ks_c_5601-1987", [0xB0, 0xA1], "가"), ("\"windows-1251\"", [0xCF], "П"), ("us-ascii", [0xC3, 0xA9], "é"),
        ("utf-8", Array("+AOk-".utf8), "+AOk-"), ("no-such-charset", [0x61], "a"), ("shift_jis", [0x93, 0xFA], "日"),
        ("utf-8", [0xEF, 0xBB, 0xBF, 0x61], "a"), ("utf-32le", [0x61, 0, 0, 0], "a"),
    ] as [(String, [UInt8], String)])
    func charsetsAreReadAsTheWebReadsThem(_ charset: String, _ octets: [UInt8], _ expected: String) {
        #expect(text("8bit", charset, octets) == DecodedText(text: expected, malformed: false))
    }

    @Test(arguments: [
        ("utf-8", [0xC0, 0x80]), ("utf-8", [0xED, 0xA0, 0x80]), ("utf-16le", [0x00, 0xD8]), ("utf-16", [0x61]),
        ("gb18030", [0x81]), ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46]), ("no-such-charset", [0xE9]), ("utf-32", [0x7F, 0xFF, 0xFF, 0xFF]),
    ] as [(String, [UInt8])])
    func whatCannotBeReadIsReplacedAndTold(_ charset: String, _ octets: [UInt8]) {
        let text = text("8bit", charset, octets)
        #expect(text.malformed)
        #expect(text.text.unicodeScalars.contains("\u{FFFD}"))
    }

    @Test func marksWithoutEndOnOneLetterTakeLinearTime() {
        let marks = Array(("a" + String(repeating: "\u{301}\u{323}", count: 100_000)).utf8)
        let clock = ContinuousClock()
        let time = clock.measure { #expect(text("8bit", "utf-8", marks).text.unicodeScalars.count > 200_000) }
        #expect(time < .seconds(10))
    }

    @Test func everyCharsetTakesEveryOctet() {
        for charset in ["utf-8", "utf-7", "gb18030", "big5", "euc-kr", "euc-jp", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "koi8-r", "utf-16"] {
            for octet in 0...255 as ClosedRange<UInt8> {
                let decoded = text("8bit", charset, [octet, 0x41, octet, octet, 0x0A])
                #expect(decoded.malformed || !decoded.text.unicodeScalars.contains("\u{FFFD}"))
            }
        }
    }
}
