import MailMessage
import Testing

struct TNEFTests {
    /// One attribute: level, tag, length, data and a checksum that nobody looks at.
    private func attribute(_ tag: UInt32, _ data: [UInt8]) -> [UInt8] {
        [tag == 0x0007_8008 ? 1 : 2] + little(tag) + little(UInt32(data.count)) + data + [0, 0]
    }

    private func little(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }

    private var properties: [UInt8] {
        let name: [UInt8] = Array("long name.txt".utf8).flatMap { [$0, 0] } + [0, 0]
        return little(2) + [0x03, 0, 0x05, 0x37] + little(1)
            + [0x1F, 0, 0x07, 0x37] + little(1) + little(UInt32(name.count)) + name + [0, 0, 0, 0].prefix((4 - name.count % 4) % 4)
    }

    private var winmail: [UInt8] {
        little(0x223E_9F78) + [1, 0] + attribute(0x0007_8008, Array("IPM.Schedule.Meeting.Resp.Pos\0".utf8))
            + attribute(0x0006_9002, [UInt8](repeating: 0, count: 14)) + attribute(0x0001_8010, Array("LONGNA~1.TXT\0".utf8))
            + attribute(0x0006_800F, Array("hello".utf8)) + attribute(0x0006_9005, properties)
            + attribute(0x0006_9002, []) + attribute(0x0001_8010, Array("two.bin\0".utf8)) + attribute(0x0006_800F, [1, 2, 3])
    }

    private func message(_ content: [UInt8]) -> Message {
        Message(Octets(Array("Subject: Lunch\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\n".utf8) + content))
    }

    @Test func theFilesInsideAreAttachments() {
        let attachments = message(winmail).attachments
        #expect(attachments.map(\.filename) == ["winmail.dat", "long name.txt", "two.bin"])
        #expect(attachments.map(\.decodedSize) == [winmail.count, 5, 3])
        #expect(attachments.last?.decodedOctets == [1, 2, 3])
        #expect(attachments.last?.rawOctets == [1, 2, 3])
    }

    @Test func aMeetingInsideIsACalendarFact() {
        #expect(message(winmail).calendar?.answer == "accepted")
        #expect(message(winmail).calendar?.summary == "Lunch")
    }

    @Test func filesCutAnywhereAndWrongLengthsAreRead() {
        for end in winmail.indices {
            #expect(message(Array(winmail[..<end])).attachments.count <= 3)
            var spoiled = winmail
            spoiled[end] = 0xFF
            #expect(message(spoiled).attachments.first?.filename == "winmail.dat")
        }
    }
}
