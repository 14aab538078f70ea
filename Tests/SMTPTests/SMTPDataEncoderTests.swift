import Testing

@testable import SMTP

/// The encoder's whole output for `pieces`.
func encoded(_ pieces: [[UInt8]]) -> [UInt8] {
    var encoder = SMTPDataEncoder()
    var output: [UInt8] = []
    for piece in pieces { piece.withUnsafeBytes { encoder.encode($0, into: &output) } }
    encoder.finish(into: &output)
    return output
}

/// The same, slowly: all line ends made one kind, then line by line.
func naivelyEncoded(_ octets: [UInt8]) -> [UInt8] {
    var lines: [[UInt8]] = [[]]
    var index = 0
    while index < octets.count {
        switch octets[index] {
        case 0x0D:
            lines.append([])
            if index + 1 < octets.count, octets[index + 1] == 0x0A { index += 1 }
        case 0x0A: lines.append([])
        default: lines[lines.count - 1].append(octets[index])
        }
        index += 1
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.flatMap { ($0.first == 0x2E ? [0x2E] : []) + $0 + [0x0D, 0x0A] } + [0x2E, 0x0D, 0x0A]
}

@Suite("A message as it goes over the line")
struct SMTPDataEncoderTests {
    @Test("Line ends become CRLF, dots are stuffed, and the last line end is not doubled")
    func samples() {
        for (message, line) in [
            ("", ".\r\n"), ("a", "a\r\n.\r\n"), ("a\n", "a\r\n.\r\n"), ("a\r\n", "a\r\n.\r\n"), ("a\r", "a\r\n.\r\n"),
            ("a\n\n", "a\r\n\r\n.\r\n"), (".", "..\r\n.\r\n"), (".\r\n..\n.x", "..\r\n...\r\n..x\r\n.\r\n"), ("a.b\n", "a.b\r\n.\r\n"),
            ("a\0b\n\0", "a\0b\r\n\0\r\n.\r\n"), ("\r\r\n", "\r\n\r\n.\r\n"), ("\n\r", "\r\n\r\n.\r\n"),
        ] { #expect(encoded([Array(message.utf8)]) == Array(line.utf8), "\(message.debugDescription)") }
    }

    @Test(
        "No trick with line ends makes an end of the message",
        arguments: [
            "\n.\n", "\r.\r", "\n.\r\n", "\r\n.\r", "\r\n.\n", "\r.\r\n", "\n.\r", "\r.\n", "\r\n.\r\n", "\r\n\0.\r\n", "\r\r\n.\r\r\n",
        ])
    func smuggling(_ trick: String) {
        let message = Array("a\(trick)MAIL FROM:<x@example.org>\r\n".utf8)
        for cut in 0...message.count {
            let output = encoded([Array(message[..<cut]), Array(message[cut...])])
            #expect(output == naivelyEncoded(message))
            let text = String(decoding: output, as: UTF8.self).unicodeScalars
            let lines = String(String.UnicodeScalarView(text)).utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
            // Every LF has its CR, no CR stands elsewhere, and only the last line is a lone dot.
            #expect(lines.dropLast().allSatisfy { $0.last == 0x0D && !$0.dropLast().contains(0x0D) })
            #expect(lines.filter { Array($0) == [0x2E, 0x0D] }.count == 1)
        }
    }

    @Test("It agrees with a naive one on random messages, however they are cut")
    func random() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let message = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                [0x0D, 0x0A, 0x2E, 0x61, 0x00, 0xE9].randomElement(using: &generator) ?? UInt8(0x61)
            }
            var pieces: [[UInt8]] = []
            var rest = message[...]
            while !rest.isEmpty {
                let count = Int.random(in: 0...min(5, rest.count), using: &generator)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            #expect(encoded(pieces) == naivelyEncoded(message), "\(pieces)")
        }
    }
}
