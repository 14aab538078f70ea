import Testing

@testable import Configuration

@Suite struct KeyLocatorTests {
    /// Compares the text of a key and of its value, as the outline places them.
    private func expect(
        _ text: String, _ path: [String], key: String, value: String?, _ place: SourceLocation = #_sourceLocation
    ) {
        let outline = KeyLocator(text).outline
        var at = TOMLOutline.root
        for name in path {
            guard let next = outline.child(of: at, named: name) else {
                Issue.record("nothing at \(path)", sourceLocation: place)
                return
            }
            at = next
        }
        let octets = Array(text.utf8)
        let node = outline.nodes[at]
        #expect(String(decoding: octets[node.key], as: UTF8.self) == key, sourceLocation: place)
        #expect(node.value.map { String(decoding: octets[$0], as: UTF8.self) } == value, sourceLocation: place)
    }

    @Test func keysOfTablesAreFoundWithTheirValues() {
        let text = "# a\ntop = 1\n[accounts.work] # b\nhost = \"pop\" # c\n  port=995\n[state]\ndirectory='x'"
        expect(text, ["top"], key: "top", value: "1")
        expect(text, ["accounts", "work"], key: "work", value: nil)
        expect(text, ["accounts", "work", "host"], key: "host", value: "\"pop\"")
        expect(text, ["accounts", "work", "port"], key: "port", value: "995")
        expect(text, ["state", "directory"], key: "directory", value: "'x'")
    }

    @Test func dottedAndQuotedKeysAreDecoded() {
        let text = "a . \"b.c\" . 'd' = true\n\"\\u0061b\\t\" = 2\n['x y'.z]\nk = 1979-05-27 07:32:00Z\n"
        expect(text, ["a", "b.c", "d"], key: "'d'", value: "true")
        expect(text, ["ab\t"], key: "\"\\u0061b\\t\"", value: "2")
        expect(text, ["x y", "z", "k"], key: "k", value: "1979-05-27 07:32:00Z")
    }

    @Test func inlineTablesAndNestedArraysAreLookedInto() {
        let text = "p = { x = 1, y.z = [ \"a\", { q = 'b' } ] }\nn = [[1, 2], [3]]"
        expect(text, ["p", "x"], key: "x", value: "1")
        expect(text, ["p", "y", "z", "0"], key: "\"", value: "\"a\"")
        expect(text, ["p", "y", "z", "1", "q"], key: "q", value: "'b'")
        expect(text, ["n", "1", "0"], key: "3", value: "3")
        expect(text, ["n"], key: "n", value: "[[1, 2], [3]]")
    }

    @Test func arraysOfTablesCountTheirElements() {
        let text = "[[f]]\na = 1\n[[f]]\na = 2\n[f.g]\nh = 3\n"
        expect(text, ["f", "0", "a"], key: "a", value: "1")
        expect(text, ["f", "1", "a"], key: "a", value: "2")
        expect(text, ["f", "1", "g", "h"], key: "h", value: "3")
    }

    @Test func multilineStringsAndArraysHideWhatLooksLikeKeys() {
        let text = "a = \"\"\"\nfake = 1\n\\\"\"\" still\"\"\"\"\nb = '''\n[no]\n'''\nc = [\n  1, # [no] ]\n  \"]\",\n]\nd = 4\n"
        expect(text, ["b"], key: "b", value: "'''\n[no]\n'''")
        expect(text, ["c"], key: "c", value: "[\n  1, # [no] ]\n  \"]\",\n]")
        expect(text, ["c", "1"], key: "\"", value: "\"]\"")
        expect(text, ["d"], key: "d", value: "4")
        #expect(KeyLocator(text).outline.node("fake") == nil)
        #expect(KeyLocator(text).outline.node("no") == nil)
    }

    @Test func windowsLineEndsAndByteOrderMarkAreNoPartOfAnything() {
        let text = "\u{FEFF}a = 1\r\n[t]\r\nb = \"x\"\r\n"
        expect(text, ["a"], key: "a", value: "1")
        expect(text, ["t", "b"], key: "b", value: "\"x\"")
    }

    @Test func childrenKeepTheOrderOfTheText() {
        let outline = KeyLocator("[z.b]\n[z.a]\n[z.c]\n").outline
        let group = outline.child(of: TOMLOutline.root, named: "z")
        #expect(group.map { outline.nodes[$0].children.map { outline.nodes[$0].name } } == ["b", "a", "c"])
    }

    @Test(arguments: ["[", "[[", "[ ]", "[.a]", "[[[a]]]", "[é]", "a = 1\n[ # no\n", "[\n]", "[=]", "[\ra]", "a = [}", "a = [1, \u{A0}1]", "a = [é]", "a = [=]"])
    func whatTheParserMustNotSeeIsSeen(_ text: String) {
        #expect(KeyLocator(text).misfit != nil)
    }

    @Test(arguments: [["", "[", ""], ["a = ", "[", ""], ["", "a.", "b = 1"], ["a = ", "{b=", ""], ["[", "x.", "y]"]])
    func whatIsNestedWithoutEndEndsTheScan(_ pieces: [String]) {
        let locator = KeyLocator(pieces[0] + String(repeating: pieces[1], count: 100_000) + pieces[2])
        #expect(locator.outline.nodes.allSatisfy { $0.depth <= KeyLocator.maximumDepth + 1 })
        #expect(locator.outline.nodes.count < 100)
    }

    @Test func aTextThatBreaksOffAnywhereIsScannedToItsEnd() {
        let octets = Array(ConfigurationSamples.whole.utf8)
        for length in 0...octets.count {
            let outline = KeyLocator(octets: Array(octets.prefix(length))).outline
            for node in outline.nodes {
                #expect(node.key.upperBound <= length + 1)
                #expect((node.value?.upperBound ?? 0) <= length)
            }
        }
    }

    @Test func anyOctetsAreScanned() {
        var state: UInt64 = 42
        let alphabet = Array("[]{}\"'\\=.,# \n\tab1u\r".utf8) + [0, 0x80, 0xFF]
        for _ in 0..<2_000 {
            var octets: [UInt8] = []
            for _ in 0..<60 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                octets.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            let outline = KeyLocator(octets: octets).outline
            #expect(outline.nodes.allSatisfy { $0.key.upperBound <= octets.count + 1 && ($0.value?.upperBound ?? 0) <= octets.count })
        }
    }

    @Test(.timeLimit(.minutes(1))) func aMegabyteOfKeysTakesLinearTime() {
        let text = "[" + String(repeating: "k", count: 200_000) + "]\n" + (0..<80_000).map { "k\($0)=1\n" }.joined()
        #expect(KeyLocator(text).outline.nodes.count == 80_002)
    }
}
