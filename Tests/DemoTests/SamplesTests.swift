import Demo
import Testing

@Suite("The samples")
struct SamplesTests {
    static let all = Samples.personal + Samples.team

    static func named(_ name: String) throws -> Sample {
        try #require(all.first { $0.name == name })
    }

    @Test("There are some forty of them, each with a name of its own")
    func count() {
        #expect((40...50).contains(Self.all.count))
        #expect(Set(Self.all.map(\.name)).count == Self.all.count)
    }

    @Test("Every line ends in CRLF, and no CR or LF stands alone", arguments: all.map(\.name))
    func lineEnds(_ name: String) throws {
        let sample = try Self.named(name)
        let octets = sample.octets
        #expect(octets.suffix(2) == [0x0D, 0x0A])
        for (index, octet) in octets.enumerated() {
            switch octet {
            case 0x0D: #expect(index + 1 < octets.count && octets[index + 1] == 0x0A)
            case 0x0A: #expect(index > 0 && octets[index - 1] == 0x0D)
            default: break
            }
        }
    }

    @Test("Lines stay within the 998 octets of RFC 5322", arguments: all.map(\.name))
    func lineLength(_ name: String) throws {
        let sample = try Self.named(name)
        #expect((sample.octets.split(separator: 0x0A).map(\.count).max() ?? 0) <= 999)
    }

    @Test("Header lines are fields or continuations, up to one empty line", arguments: all.map(\.name))
    func header(_ name: String) throws {
        let sample = try Self.named(name)
        var lines = 0
        for line in sample.octets.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if line == [0x0D] { break }
            lines += 1
            #expect(line.first == 0x20 || line.first == 0x09 || line.contains(0x3A), "line \(lines) of the header")
        }
        #expect(lines >= 4)
    }

    @Test("One message comes twice, octet by octet, and no other does")
    func duplicate() {
        #expect(Set(Self.all.map(\.octets)).count == Self.all.count - 1)
    }

    @Test("Only reserved domains occur", arguments: all.map(\.name))
    func domains(_ name: String) throws {
        let sample = try Self.named(name)
        let unfolded = String(decoding: sample.octets, as: UTF8.self).replacing("\r\n ", with: "")
        for match in unfolded.matches(of: /@((?:[a-z0-9-]+\.)+[a-z]{2,})/.ignoresCase()) {
            let domain = "." + match.output.1.lowercased()
            #expect([".example", ".example.com", ".example.net", ".example.org"].contains { domain.hasSuffix($0) }, "\(domain)")
        }
    }

    @Test("Some lines begin with a dot, and one with From")
    func troublesomeLines() throws {
        let sample = try #require(Samples.personal.first { $0.name == "dots and a From line" })
        let text = String(decoding: sample.octets, as: UTF8.self)
        #expect(text.contains("\r\n.\r\n..\r\n.hidden\r\n"))
        #expect(text.contains("\r\nFrom the beginning"))
    }

    @Test("Raw octets of old charsets are what they should be")
    func rawOctets() throws {
        let latin = try #require(Samples.personal.first { $0.name == "invoice, German, PDF" })
        #expect(latin.octets.contains(0xFC) && latin.octets.contains(0xDF))
        let koi = try #require(Samples.personal.first { $0.name == "letter, KOI8-R" })
        #expect(koi.octets.contains(0xF7) && koi.octets.contains(0xC5))
    }
}
