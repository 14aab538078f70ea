import RuleLanguage
import RuleProgram
import SourceText
import RuleProgram
import Testing

@Suite struct HostileTextTests {
    @Test(arguments: [Examples.everything, Examples.mistaken])
    func `a text cut at any octet is read to its end`(_ text: String) {
        let octets = Array(text.utf8)
        for count in 0...octets.count {
            let result = compile(String(decoding: octets[..<count], as: UTF8.self))
            #expect((result.program == nil) == result.diagnostics.contains { $0.severity == .error })
        }
    }

    @Test func `a text with one octet changed is read to its end`() {
        let octets = Array(Examples.everything.utf8)
        let others: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "/"), 0, 0xFF, UInt8(ascii: "\n")]
        for index in stride(from: 0, to: octets.count, by: 3) {
            var changed = octets
            changed[index] = others[index % others.count]
            let result = compile(String(decoding: changed, as: UTF8.self))
            #expect(result.sources.count == 1)
        }
    }

    @Test func `a text with words taken out at random is read to its end`() {
        var seed: UInt64 = 42
        func next(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((seed >> 33) % UInt64(bound))
        }
        let words = Examples.everything.split(separator: " ", omittingEmptySubsequences: false)
        for _ in 0..<300 {
            var left = words
            for _ in 0..<(1 + next(8)) { left.remove(at: next(left.count)) }
            let result = compile(left.joined(separator: " "))
            #expect(result.diagnostics.count < 60)
        }
    }

    @Test(arguments: ["(", "[", "not ", "${", "{", "a(", "\"${", "!", "if x {", "for a in b {", "group \"g\" {", "rule \"r\" {", "a.", "?? a ", "or b ", "a and ", "\"\"\""])
    func `a text that nests for ever ends with a finding`(_ piece: String) {
        for prefix in ["", "rule \"r\" { when ", "rule \"r\" { ", "let x = ", "rule \"r\" { fileinto \""] {
            let result = compile(prefix + String(repeating: piece, count: 3000))
            #expect(result.program == nil)
        }
    }

    @Test func `a thousand rules take ten times as long as a hundred, not a hundred times`() {
        func text(_ count: Int) -> String {
            (0..<count).map { "rule \"r\($0)\" {\n  when subject contains \"word\($0)\" and from.domain is \"d\($0).example\"\n  fileinto \"F/\($0)\"\n}\n" }.joined()
        }
        let clock = ContinuousClock()
        func seconds(_ count: Int) -> Double {
            let text = text(count)
            let duration = clock.measure { #expect(compile(text).program?.rules.count == count) }
            return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        }
        _ = seconds(100)
        let small = (0..<3).map { _ in seconds(1000) }.min() ?? 0
        let large = seconds(10_000)
        #expect(large < small * 40, "1,000 rules \(small) s, 10,000 rules \(large) s")
    }
}
