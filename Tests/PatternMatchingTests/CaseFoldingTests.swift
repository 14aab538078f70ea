import PatternMatching
import Testing

@Suite struct CaseFoldingTests {
    @Test(arguments: [
        ("ABC", "abc"), ("É", "é"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("\u{212A}", "k"), ("ẞ", "ß"), ("ſ", "s"), ("ЖУК", "жук"), ("Ǆ", "ǅ"), ("𐐀", "𐐨"),
    ])
    func equalButForCase(left: String, right: String) {
        #expect(CaseFolding.equals(left, right))
    }

    @Test(arguments: [("ß", "ss"), ("İ", "i"), ("ı", "i"), ("e\u{301}", "é"), ("a", "á"), ("@", "`"), ("[", "{")])
    func notEqual(left: String, right: String) {
        #expect(!CaseFolding.equals(left, right))
    }

    @Test func partsAreFound() {
        #expect(CaseFolding.contains("La Facture D'ÉTÉ", "d'été"))
        #expect(CaseFolding.contains("x", ""))
        #expect(CaseFolding.contains("", ""))
        #expect(!CaseFolding.contains("", "x"))
        #expect(!CaseFolding.contains("abc", "abcd"))
    }

    @Test func searchAgreesWithTheNaiveOneOnHostileTexts() {
        func naive(_ text: [UInt8], _ needle: [UInt8]) -> Bool {
            needle.isEmpty || text.indices.contains { text[$0...].starts(with: needle) }
        }
        var seed: UInt64 = 7
        func next(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % bound
        }
        for _ in 0..<2000 {
            let text = String((0..<next(400)).map { _ in "ab".randomElement { next($0) } })
            let needle = String((0..<next(12)).map { _ in "ab".randomElement { next($0) } })
            #expect(CaseFolding.contains(text, needle) == naive(Array(text.utf8), Array(needle.utf8)))
        }
        let long = String(repeating: "a", count: 200_000)
        let needle = String(repeating: "a", count: 5_000) + "b"
        let time = ContinuousClock().measure { #expect(!CaseFolding.contains(long + "b" + long, "b" + needle)) }
        #expect(time < .seconds(1))
        #expect(CaseFolding.contains(long + "b" + long, needle))
    }

    @Test func suffixesAreFound() {
        #expect(FoldedText("mail.EXAMPLE.com").hasSuffix(FoldedText(".example.COM")))
        #expect(!FoldedText("com").hasSuffix(FoldedText(".example.com")))
    }

    @Test func octetsThatAreNoTextEqualThemselvesOnly() {
        func folded(_ octets: [UInt8]) -> FoldedText { octets.withUnsafeBufferPointer { FoldedText(utf8: $0) } }
        #expect(folded([0xFF, 0x41]).octets == [0xFF, 0x61])
        #expect(folded([0xC3]).octets == [0xC3])
        #expect(folded([0xE2, 0x84]) != folded([0xE2, 0x85]))
    }

    /// The table must say what the case properties of Swift's library say; a newer Unicode there fails here.
    @Test func theTableAgreesWithTheLibrary() {
        /// Scalars whose full and simple mappings differ, or that fold to the upper case (Cherokee).
        func special(_ value: UInt32) -> Bool {
            [0x130, 0x131].contains(value) || (0x13A0...0x13FD).contains(value) || (0xAB70...0xABBF).contains(value)
        }
        func only(_ text: String) -> Unicode.Scalar? { text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil }
        var wrong: [String] = []
        var folded = 0
        for value in UInt32(0)..<0x20000 where !special(value) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let upper = only(scalar.properties.uppercaseMapping) ?? scalar
            let expected = only(upper.properties.lowercaseMapping) ?? scalar
            if CaseFolding.fold(scalar) != expected { wrong.append(String(value, radix: 16)) }
            if expected != scalar { folded += 1 }
        }
        #expect(wrong == [])
        #expect(folded > 1300)
    }

    @Test func cherokeeFoldsToItsUpperCase() {
        #expect(CaseFolding.fold("\u{AB70}") == "\u{13A0}")
        #expect(CaseFolding.fold("\u{13A0}") == "\u{13A0}")
    }
}

extension String {
    fileprivate func randomElement(_ pick: (Int) -> Int) -> Character { self[index(startIndex, offsetBy: pick(count))] }
}
