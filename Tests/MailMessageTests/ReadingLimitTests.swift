import Foundation
import MailMessage
import Testing

/// Every limit of reading has a name, holds, and is told.
@Suite struct ReadingLimitTests {
    private func message(_ text: String, _ change: (inout MessageLimits) -> Void) -> Message {
        var limits = MessageLimits()
        change(&limits)
        return Sample.message(text, limits: limits)
    }

    @Test func `a header past its octets is not read on, and the body is found all the same`() {
        let message = message("A: 1\nB: 2\nLong: xxxxxxxxxxxxxxxxxxxxxxxx\n\nbody") { $0.headerOctets = 14 }
        #expect(message.headers.map(\.name) == ["A", "B"])
        #expect(message.truncatedInAll == ["header-octets"])
        #expect(message.bodyText.text == "body")
    }

    @Test func `a field past its octets is cut`() {
        let message = message("Subject: 0123456789\n\n") { $0.fieldOctets = 5 }
        #expect(message.subject?.text == "0123")
        #expect(message.truncatedInAll == ["field-octets"])
    }

    @Test func `encoded words past their count stay as they stand`() {
        let message = message("Subject: =?utf-8?q?a?= =?utf-8?q?b?= =?utf-8?q?c?=\n\n") { $0.encodedWords = 2 }
        #expect(message.subject?.text == "ab =?utf-8?q?c?=")
        #expect(message.truncatedInAll == ["encoded-words"])
    }

    @Test func `reading that takes too long ends`() {
        let line = String(repeating: "x", count: 998) + "\n"
        let message = message("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + String(repeating: line, count: 5000) + "--b\n\nlast\n--b--\n") { $0.time = .zero }
        #expect(message.truncatedInAll == ["reading-time"])
        #expect(!message.bodyText.text.contains("last"))
    }

    @Test func `what is cut is told in whatever order it is asked`() {
        let text = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\n0123456789\n", count: 5) + "--b--\n"
        let change: (inout MessageLimits) -> Void = { limits in (limits.parts, limits.decodedText) = (3, 8) }
        let first = message(text, change)
        #expect(first.truncatedInAll == ["decoded-text", "parts"])
        let second = message(text, change)
        _ = second.bodyText
        _ = second.leafParts
        #expect(second.truncatedInAll == first.truncatedInAll)
    }

    @Test func `the parts of the body share what may be decoded, whoever is asked first`() {
        let text = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\n0123456789\n", count: 3) + "--b--\n"
        let message = message(text) { $0.decodedText = 15 }
        #expect(message.leafParts.reversed().map(\.text.text) == ["", "01234", "0123456789"])
        #expect(message.truncated == ["decoded-text"])
        #expect(self.message(text) { $0.decodedText = 32 }.truncatedInAll.isEmpty)
    }

    @Test func `a body that its charset makes longer than the limit is read up to it`() {
        let header = "Content-Type: text/plain; charset=koi8-r\n\n"
        var limits = MessageLimits()
        limits.decodedText = 15
        let message = Message(Octets(Array(header.utf8) + Array(repeating: 0xC1, count: 10)), limits: limits)
        #expect(message.bodyText.text == String(repeating: "\u{430}", count: 7))
        #expect(message.truncatedInAll == ["decoded-text"])
    }

    @Test func `line ends between parts count as text`() {
        let text = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\n01234\n", count: 3) + "--b--\n"
        for (limit, expected) in [(15, "01234\n01234\n012"), (17, "01234\n01234\n01234"), (6, "01234"), (5, "01234"), (12, "01234\n01234")] {
            #expect(message(text) { $0.decodedText = limit }.bodyText.text == expected)
        }
    }

    @Test func `attachments take nothing from the body, and share what they may have`() {
        let file = "--b\nContent-Disposition: attachment\n\n0123456789\n"
        let message = message("Content-Type: multipart/mixed; boundary=b\n\n\(file)\(file)--b\n\nbody\n--b--\n") { $0.decodedText = 15 }
        #expect(message.truncatedInAll.isEmpty)
        #expect(message.attachments.map(\.text.text) == ["0123456789", "01234"])
        #expect(message.bodyText.text == "body")
        #expect(message.truncatedInAll == ["decoded-text"])
    }

    @Test func `several winmail.dat share what may be unpacked`() {
        let stream: [UInt8] = [0x78, 0x9F, 0x3E, 0x22, 1, 0] + Array(repeating: 0, count: 60)
        let part = "--b\nContent-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n\(Data(stream).base64EncodedString())\n"
        let text = "Content-Type: multipart/mixed; boundary=b\n\n\(part)\(part)--b--\n"
        #expect(message(text) { $0.tnefOctets = 100 }.truncatedInAll == ["tnef-octets"])
        #expect(message(text) { $0.tnefOctets = 200 }.truncatedInAll.isEmpty)
    }

    @Test(arguments: [3, 4, 5]) func `the size of a large body is what it unpacks to`(_ seed: Int) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("size-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let data = Data((0..<(5_000_000 + seed)).map { UInt8(truncatingIfNeeded: $0 &* seed) })
        let lines = data.base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
        for (encoding, body) in [
            ("base64", lines), ("base64", lines + "\r\nAAAA\r\n"), ("quoted-printable", String(repeating: "=C3=A9 x \r\nsoft=\r\n", count: 400_000)),
            ("quoted-printable", String(repeating: "=C3=A9 one line ", count: 400_000)),
            ("x-uuencode", "begin 644 a\r\n" + String(repeating: "#86)C\r\n$86)C\r\n", count: 400_000) + "`\r\nend\r\nmore"),
        ] {
            try Data("Content-Transfer-Encoding: \(encoding)\r\n\r\n\(body)".utf8).write(to: URL(fileURLWithPath: path))
            let root = Message(try Octets.mapping(path: path)).root
            #expect(root.decodedSize == root.decodedOctets.count)
        }
    }
}
