@testable import Spool
import Testing

@Suite("Line ends")
struct LineEndNormaliserTests {
    /// The same by the plainest means: octet by octet over the whole.
    static func naive(_ octets: [UInt8]) -> (octets: [UInt8], bare: Bool) {
        var out: [UInt8] = []
        var bare = false
        var index = 0
        while index < octets.count {
            let next = index + 1 < octets.count ? octets[index + 1] : nil
            switch (octets[index], next) {
            case (13, 10):
                out.append(10)
                index += 2
                continue
            case (13, _), (10, _):
                bare = true
                out.append(octets[index])
            default:
                out.append(octets[index])
            }
            index += 1
        }
        return (out, bare)
    }

    static func normalised(_ pieces: [ArraySlice<UInt8>]) -> (octets: [UInt8], bare: Bool) {
        var normaliser = LineEndNormaliser()
        var out: [UInt8] = []
        for piece in pieces { piece.withUnsafeBytes { normaliser.append($0, to: &out) } }
        normaliser.finish(to: &out)
        return (out, normaliser.hasBareLineEnds)
    }

    @Test(arguments: [
        "", "\r", "\n", "\r\n", "\r\r\n", "\n\r", "a\r\nb\r\n", "a\nb\r\nc", "a\rb\r\n", "a\r\n\r\nb\r\n", "\r\n\r\n", "a\r", "a\r\r", "\n\n\r\n", "no end",
        "\0a\r\n\0", "x\r\n\ry\r\n",
    ])
    func cutAtEveryTwoPlacesItGivesWhatTheWholeGives(_ text: String) {
        let octets = Array(text.utf8)
        let expected = Self.naive(octets)
        for first in 0...octets.count {
            for second in first...octets.count {
                let got = Self.normalised([octets[..<first], octets[first..<second], octets[second...]])
                #expect(got.octets == expected.octets, "cut at \(first) and \(second)")
                #expect(got.bare == expected.bare, "cut at \(first) and \(second)")
            }
        }
    }

    @Test func everyTextOfFiveOctetsOverCRLFAndALetterIsRight() {
        let alphabet: [UInt8] = [13, 10, 97]
        for number in 0..<243 {
            var rest = number
            var octets: [UInt8] = []
            for _ in 0..<5 {
                octets.append(alphabet[rest % 3])
                rest /= 3
            }
            let expected = Self.naive(octets)
            for cut in 0...5 {
                let got = Self.normalised([octets[..<cut], octets[cut...]])
                #expect(got.octets == expected.octets && got.bare == expected.bare, "\(octets) cut at \(cut)")
            }
        }
    }
}
