import Fuzzing
import SMTP

/// What comes from an SMTP server, cut where the first octet says: the framing of replies, and what is read in them. The same octets
/// as a message: what goes out has one end, and a server that knows only CRLF sees no other.
@main
enum SMTPFuzz {
    static func main() { Fuzz.run { fuzzSMTP($0, $1) } }
}

private func fuzzSMTP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 1 else { return 0 }
    let input = UnsafeRawBufferPointer(start: start, count: count)
    let stream = UnsafeRawBufferPointer(rebasing: input[1...])
    let cut = min(stream.count, Int(input[0]))
    let pieces = [UnsafeRawBufferPointer(rebasing: stream[..<cut]), UnsafeRawBufferPointer(rebasing: stream[cut...])]
    precondition(replies(in: pieces) == replies(in: [stream]))
    checkMessage(pieces, whole: stream)
    return 0
}

private func replies(in pieces: [UnsafeRawBufferPointer]) -> [SMTPReply] {
    var replies: [SMTPReply] = []
    try? read(pieces, into: &replies)
    return replies
}

private func read(_ pieces: [UnsafeRawBufferPointer], into replies: inout [SMTPReply]) throws {
    var reader = SMTPReplyReader(limits: SMTPLimits(replyLine: 512, replyLines: 20))
    for piece in pieces {
        var offset = 0
        while true {
            let before = offset
            guard let reply = try reader.next(in: piece, from: &offset) else { break }
            precondition(offset > before && (200...599).contains(reply.code) && !reply.lines.isEmpty && reply.lines.count <= 20)
            precondition(reply.description.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            let capabilities = SMTPCapabilities(reply)
            precondition(capabilities.sizeLimit.map { $0 > 0 } ?? true)
            replies.append(reply)
        }
        precondition(offset == piece.count)
    }
}

private func checkMessage(_ pieces: [UnsafeRawBufferPointer], whole: UnsafeRawBufferPointer) {
    func encoded(_ pieces: [UnsafeRawBufferPointer]) -> [UInt8] {
        var encoder = SMTPDataEncoder()
        var output: [UInt8] = []
        for piece in pieces { encoder.encode(piece, into: &output) }
        encoder.finish(into: &output)
        return output
    }
    let output = encoded(pieces)
    precondition(output == encoded([whole]))
    precondition(output.suffix(3).elementsEqual([0x2E, 0x0D, 0x0A]))
    var lineStart = 0
    for index in output.indices {
        if output[index] == 0x0D { precondition(index + 1 < output.count && output[index + 1] == 0x0A) }
        guard output[index] == 0x0A else { continue }
        precondition(index > 0 && output[index - 1] == 0x0D)
        precondition(index - lineStart != 2 || output[lineStart] != 0x2E || index == output.count - 1)
        lineStart = index + 1
    }
    // Nothing is lost or added but line ends and dots.
    func isText(_ octet: UInt8) -> Bool { octet != 0x0D && octet != 0x0A && octet != 0x2E }
    precondition(output.lazy.filter(isText).elementsEqual(whole.lazy.filter(isText)))
}
