import Testing

@testable import Delivery

@Suite("Values in what is forwarded")
struct ForwardTextTests {
    @Test(arguments: [
        ("bo@example.net", "bo@example.net"), ("b.o+x@example.net", "b.o+x@example.net"), ("\"a b\"@example.net", "\"a b\"@example.net"),
        ("a b@example.net", "\"a b\"@example.net"), ("a\"b@example.net", "\"a\\\"b\"@example.net"), (".a@example.net", "\".a\"@example.net"),
        ("a@b@example.net", "\"a@b\"@example.net"), ("\"a\"b\"@example.net", "\"\\\"a\\\"b\\\"\"@example.net"), ("a@[192.0.2.1]", "a@[192.0.2.1]"),
        ("a,<b>@example.net", "\"a,<b>\"@example.net"), ("a@exa mple,net>", "a@examplenet"), ("a\r\nB: c@example.net", "\"aB: c\"@example.net"),
        ("zoé@bücher.example", "zoé@bücher.example"), ("a@", "a@localhost"), ("\"a\\\"@example.net", "\"\\\"a\\\\\\\"\"@example.net"),
        ("a\u{202E}@example.net\u{2028}", "a@example.net"), ("a\u{85}@example.net", "a@example.net"),
    ])
    func anAddressFitsIntoAHeader(_ text: String, _ written: String) { #expect(ForwardText.address(text) == written) }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 +0000"), (-5, "Thu, 01 Jan 1970 00:00:00 +0000"), (951_827_696, "Tue, 29 Feb 2000 12:34:56 +0000"),
        (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 +0000"), (Int.max, "Fri, 31 Dec 9999 23:59:59 +0000"),
    ])
    func aDateIsWritten(_ seconds: Int, _ written: String) { #expect(ForwardText.date(seconds) == written) }

    @Test(arguments: [("plain text", "plain text"), ("a =? b", "=?utf-8?B?YSA9PyBi?="), ("é", "=?utf-8?B?w6k=?=")])
    func wordsAreEncodedWhereTheyMustBe(_ text: String, _ written: String) { #expect(ForwardText.encodedWords(text) == written) }

    @Test func aCharacterIsNeverSplitBetweenWords() {
        let written = ForwardText.encodedWords(String(repeating: "語", count: 30))
        #expect(written.split(separator: "\n").map(\.utf8.count) == [60, 61, 37].map { $0 } || written.contains("\n "))
        #expect(written.split(separator: "\n ").allSatisfy { $0.utf8.count <= 60 })
    }

    @Test func quotedPrintableLinesAreShortAndEndInNoBlank() {
        let part = ForwardText.textPart("a=b \n" + String(repeating: "é", count: 60) + "\n\n.")
        let lines = part.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.contains("a=3Db=20"))
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
        #expect(lines.last == ".")
    }

    @Test(arguments: [("", true), ("a", true), ("abc", true), ("bcd", true), ("abcabd", true), ("abd", true), ("abe", false), ("abcabcabdx", false)])
    func octetsAreFound(_ wanted: String, _ isThere: Bool) {
        #expect(Array("abcabcabdbcd".utf8).withUnsafeBytes { ForwardText.contains($0, Array(wanted.utf8)) } == isThere)
    }
}
