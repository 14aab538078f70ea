import MailMessage
import Testing

struct TruncationTests {
    @Test func aMessageCutAnywhereIsRead() {
        let whole = Sample.octets(Sample.rich)
        for end in 0...whole.count {
            let message = Message(Octets(Array(whole[..<end])))
            #expect(Sample.readAll(message) > 0)
            #expect(message.allParts.allSatisfy { $0.range.upperBound <= end && $0.range.lowerBound <= $0.range.upperBound })
        }
    }

    @Test func aMessageWithOneOctetSpoiledIsRead() {
        let whole = Sample.octets(Sample.rich)
        for position in whole.indices {
            for octet in [0x00, 0x0A, 0x22, 0x3D, 0xFF] as [UInt8] {
                var spoiled = whole
                spoiled[position] = octet
                let message = Message(Octets(spoiled))
                #expect(message.root.range.upperBound <= whole.count)
                #expect(CanonicalForm(message).tree.isEmpty == false)
            }
        }
    }
}
