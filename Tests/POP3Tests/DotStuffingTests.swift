import Testing
import Transport

@testable import POP3

@Suite("What our server sends")
struct DotStuffingTests {
    @Test("What it stuffs, the decoder takes off again")
    func roundTrip() {
        for message in ["", "a", ".", "..\n.\n", "a\r\n.b\r\n", "x\n\n\n", "\r"] {
            let octets = Array(message.utf8)
            var decoder = DotStuffedDecoder()
            var count = 0
            DotStuffing.encode(octets).withUnsafeBytes { stuffed in
                var offset = 0
                reading: while true {
                    switch decoder.next(in: stuffed, from: &offset) {
                    case .octets(let range): count += range.count
                    case .carriageReturn: count += 1
                    case .end: break reading
                    case .needsInput:
                        Issue.record("no end in \(message.debugDescription)")
                        break reading
                    }
                }
                #expect(offset == stuffed.count)
            }
            #expect(count == DotStuffing.size(octets) || octets.isEmpty)
        }
    }
}
