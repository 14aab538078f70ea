@testable import Delivery
import Fuzzing
import MailMessage

/// An mbox file, cut where the first octet says, and the rest as a message that is delivered to it.
@main
enum MboxFuzz {
    static func main() {
        Fuzz.run { start, count in
            guard count > 0 else { return 0 }
            let input = Fuzz.octets(start, count)
            let rest = Array(input.dropFirst())
            let cut = min(rest.count, Int(input[0]))
            let digests = MboxFuzz.digests([rest])
            precondition(digests == MboxFuzz.digests([Array(rest[..<cut]), Array(rest[cut...])]))
            precondition(digests == MboxFuzz.digests(rest.map { [$0] }))
            // What is delivered is one message for whoever looks for `From `, whatever stands in it.
            let entry = MboxFuzz.entry(rest)
            precondition(entry.starts(with: Array("From ".utf8)) && entry.suffix(1) == [UInt8(ascii: "\n")])
            let own = MboxFuzz.digests([entry])
            precondition(own.count == 1 && MboxFuzz.digests([entry + entry]) == own + own)
            let before = rest.isEmpty || rest.last == UInt8(ascii: "\n") ? rest : rest + [UInt8(ascii: "\n")]
            precondition(MboxFuzz.digests([before, entry]) == digests + own)
            return 0
        }
    }

    private static func digests(_ pieces: [[UInt8]]) -> [[UInt8]] {
        var digests: [[UInt8]] = []
        guard var scanner = try? MboxScanner({ digests.append($0) }) else { return [] }
        for piece in pieces { piece.withUnsafeBytes { scanner.take($0) } }
        scanner.finish()
        return digests
    }

    private static func entry(_ octets: [UInt8]) -> [UInt8] {
        var entry: [UInt8] = []
        MboxMessage(Octets(octets), flags: ["\\Seen", "a"]).write(time: 1_793_610_720) { (piece) throws(Never) in entry.append(contentsOf: piece) }
        return entry
    }
}
