import NIOCore
import Testing

@testable import SMTP

/// What comes of `pieces`: the replies, and the error that ended it.
private func read(_ pieces: [[UInt8]], limits: SMTPLimits = SMTPLimits()) -> (replies: [SMTPReply], error: SMTPError?) {
    var reader = SMTPReplyReader(limits: limits)
    var replies: [SMTPReply] = []
    do throws(SMTPError) {
        for piece in pieces {
            try ByteBuffer(bytes: piece).withUnsafeReadableBytes { octets throws(SMTPError) in
                var offset = 0
                while let reply = try reader.next(in: octets, from: &offset) { replies.append(reply) }
                if offset != octets.count { Issue.record("input left over") }
            }
        }
        return (replies, nil)
    } catch {
        return (replies, error)
    }
}

private func read(_ text: String, limits: SMTPLimits = SMTPLimits()) -> (replies: [SMTPReply], error: SMTPError?) {
    read([Array(text.utf8)], limits: limits)
}

@Suite("Replies")
struct SMTPReplyReaderTests {
    static let replies = [
        "220 ready\r\n", "250-first\r\n250-\r\n250 last\r\n", "354\r\n", "550-5.1.1 no\r\n550 5.1.1 such user\r\n", "250 bare\n",
    ]

    @Test("They are found wherever the stream is cut, and nothing is told before its end")
    func truncation() {
        let stream = Array(Self.replies.joined().utf8)
        let ends = Self.replies.indices.map { Self.replies[...$0].joined().utf8.count }
        let whole = read([stream])
        #expect(whole.error == nil)
        #expect(whole.replies.map(\.code) == [220, 250, 354, 550, 250])
        #expect(whole.replies[1].lines.map { String(decoding: $0, as: UTF8.self) } == ["first", "", "last"])
        for cut in 0...stream.count {
            let pieces = [Array(stream[..<cut]), Array(stream[cut...])]
            #expect(read(pieces).replies == whole.replies, "cut at \(cut)")
            #expect(read([pieces[0]]).replies.count == ends.count { $0 <= cut }, "cut at \(cut)")
        }
        #expect(read(stream.map { [$0] }).replies == whole.replies)
    }

    @Test(
        "What is no reply ends it for good",
        arguments: [
            "hello\r\n", "25 x\r\n", "\r\n", "2500 x\r\n", "250_x\r\n", "199 x\r\n", "650 x\r\n", "+OK\r\n", "25a x\r\n", " 250 x\r\n",
            "-50 x\r\n",
            "250-a\r\n550 b\r\n", "354-a\r\n250 b\r\n", "250-a\r\n\r\n", "250-a\r\n.\r\n",
        ])
    func nonsense(_ text: String) {
        let (replies, error) = read(text + "250 fine\r\n")
        #expect(replies.isEmpty)
        guard case .desynchronised = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("Lines and their number are bounded")
    func limits() {
        let limits = SMTPLimits(replyLine: 20, replyLines: 3)
        #expect(read("250 " + String(repeating: "x", count: 16) + "\r\n", limits: limits).replies.count == 1)
        #expect(read("250 " + String(repeating: "x", count: 18) + "\r\n", limits: limits).error == .replyTooLong)
        #expect(read(String(repeating: "2", count: 100), limits: limits).error == .replyTooLong)
        #expect(read("250-a\r\n250-b\r\n250 c\r\n", limits: limits).replies.count == 1)
        #expect(read("250-a\r\n250-b\r\n250-c\r\n250 d\r\n", limits: limits).error == .replyTooLong)
    }

    @Test("An enhanced status code counts only where it agrees with the reply's")
    func enhanced() {
        for (line, status) in [
            ("550 5.1.1 no such user", "5.1.1"), ("250 2.0.0", "2.0.0"), ("421 4.3.2 later", "4.3.2"), ("550 4.1.1 x", nil),
            ("354 3.0.0 x", nil),
            ("550 5.1 x", nil), ("550 5.1.1.1 x", nil), ("550 5..1 x", nil), ("550 5.1.1x y", nil), ("550 5.1234.1 x", nil), ("550", nil),
            ("550 5.999.999 x", "5.999.999"),
        ] as [(String, String?)] { #expect(read(line + "\r\n").replies.first?.status?.description == status, "\(line)") }
    }

    @Test("What the server says is shown in one line, escaped and cut")
    func shown() {
        #expect(read("550-5.1.1 no\r\n550 5.1.1 such user\r\n").replies.first?.description == "550 5.1.1 \"no such user\"")
        #expect(read("250\r\n").replies.first?.description == "250")
        #expect(read("550 \u{1B}[31mred\u{7}\r\n").replies.first?.text == "\\x1B[31mred\\x07")
        let long = read("550 " + String(repeating: "x", count: 1000) + "\r\n").replies.first
        #expect(long?.text.utf8.count == 203)
    }
}
