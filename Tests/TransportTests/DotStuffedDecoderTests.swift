import Testing
import Transport

/// What comes of `input` cut into `pieces`: the body, whether it ended, and what was left behind the end.
private func decode(_ pieces: [[UInt8]]) -> (body: [UInt8], isComplete: Bool, rest: [UInt8]) {
    var decoder = DotStuffedDecoder()
    var body: [UInt8] = []
    var rest: [UInt8] = []
    var isComplete = false
    for piece in pieces {
        guard !isComplete else {
            rest += piece
            continue
        }
        piece.withUnsafeBytes { octets in
            var offset = 0
            reading: while true {
                let before = offset
                switch decoder.next(in: octets, from: &offset) {
                case .octets(let range):
                    if range.isEmpty || range.lowerBound < before || range.upperBound > offset { Issue.record("range \(range)") }
                    body.append(contentsOf: octets[range])
                case .carriageReturn: body.append(0x0D)
                case .end:
                    isComplete = true
                    rest += octets[offset...]
                    break reading
                case .needsInput:
                    if offset != octets.count { Issue.record("input left over") }
                    break reading
                }
            }
        }
    }
    return (body, isComplete, rest)
}

/// RFC 1939 §3 as slowly and plainly as it can be written.
private func reference(_ input: [UInt8]) -> (body: [UInt8], isComplete: Bool, rest: [UInt8]) {
    var lines: [[UInt8]] = [[]]
    for octet in input {
        lines[lines.count - 1].append(octet)
        if lines[lines.count - 1].suffix(2) == [0x0D, 0x0A] { lines.append([]) }
    }
    var body: [UInt8] = []
    for (index, line) in lines.enumerated() {
        if line == [0x2E, 0x0D, 0x0A] { return (body, true, Array(lines[(index + 1)...].joined())) }
        body += line.first == 0x2E ? line.dropFirst() : line[...]
    }
    // A CR behind a dot, at the end of what came, may still become the end.
    if lines.last == [0x2E, 0x0D] { body.removeLast() }
    return (body, false, [])
}

@Suite("Dot-stuffed bodies")
struct DotStuffedDecoderTests {
    static let streams = [
        ".\r\n", "\r\n.\r\n", "a\r\n.\r\n", "a\r\n..\r\n.\r\n+OK next\r\n", "..\r\n.\r\n", "...\r\n.\r\n", ".a\r\n.\r\n", "a\n.\nb\r\n.\r\n", "a\n.\r\nb\r\n.\r\n",
        "a\r.\r\nb\r\n.\r\n", "a\r\n.\nb\r\n.\r\n", "a\r\n.\rb\r\n.\r\n", "a\r\n.\r\r\n.\r\n", "\r\r\n.\r\n", "\n\n.\r\n.\r\n", "a\0b\r\n\0\r\n.\r\n", "no end", "no end\r\n",
        "no end\r\n.", "no end\r\n.\r", "a\r\n..b..\r\n. \r\n.\r\nrest\r\n.\r\n", "é\r\n.é\r\n.\r\n",
    ]

    @Test("However the stream is cut in two or three, the body is the same", arguments: streams)
    func everySplit(_ stream: String) {
        let octets = Array(stream.utf8)
        let expected = reference(octets)
        for first in 0...octets.count {
            for second in first...octets.count {
                let result = decode([Array(octets[..<first]), Array(octets[first..<second]), Array(octets[second...])])
                if result != expected { Issue.record("cut at \(first) and \(second)") }
            }
        }
        #expect(decode(octets.map { [$0] }) == expected)
    }

    @Test("Truncated anywhere, a reply is not complete", arguments: streams)
    func truncated(_ stream: String) {
        let octets = Array(stream.utf8)
        for count in 0..<octets.count { #expect(decode([Array(octets.prefix(count))]) == reference(Array(octets.prefix(count)))) }
    }

    @Test("Streams of the octets that matter, at random, agree with the plain reference")
    func random() {
        var generator = SystemRandomNumberGenerator()
        let alphabet: [UInt8] = [0x2E, 0x0D, 0x0A, 0x2E, 0x0D, 0x0A, 0x61]
        for _ in 0..<10_000 {
            let octets = (0..<Int.random(in: 0...14, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let cut = Int.random(in: 0...octets.count, using: &generator)
            if decode([Array(octets[..<cut]), Array(octets[cut...])]) != reference(octets) { Issue.record("\(octets) cut at \(cut)") }
        }
    }

    @Test("Without dots to take off, a body comes in one piece")
    func onePiece() {
        let body = Array(repeating: Array("an ordinary line of text\r\n".utf8), count: 1000).joined()
        Array(body).withUnsafeBytes { octets in
            var decoder = DotStuffedDecoder()
            var offset = 0
            #expect(decoder.next(in: octets, from: &offset) == .octets(0..<octets.count))
        }
    }

    @Test("A line of megabytes passes")
    func longLine() {
        let octets = [UInt8](repeating: 0x2E, count: 5_000_000) + Array("\r\n.\r\n".utf8)
        let result = decode([octets])
        #expect(result.body.count == 5_000_001)
        #expect(result.isComplete)
    }
}
