import Fuzzing
import MailMessage

/// RTF as a winmail.dat has it: stored, or, as the first octet says, compressed.
@main
enum RTFFuzz {
    static func main() { Fuzz.run { fuzzRTF($0, $1) } }
}

private func fuzzRTF(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 1 else { return 0 }
    let content = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let isCompressed = start.pointee & 1 == 1
    let size = isCompressed ? 1 << 20 : content.count
    let rtf = little(content.count + 12) + little(size) + little(isCompressed ? 0x7546_5A4C : 0x414C_454D) + little(0) + content
    let padding = [UInt8](repeating: 0, count: (4 - rtf.count % 4) % 4)
    let properties = little(1) + [0x02, 0x01, 0x09, 0x10] + little(1) + little(rtf.count) + rtf + padding
    let attribute: [UInt8] = [1] + little(0x0006_9003) + little(properties.count) + properties + [0, 0]
    let header = Array("Content-Type: application/ms-tnef\n\n".utf8)
    let message = Message(Octets(header + little(0x223E_9F78) + [1, 0] + attribute))
    // A character of at most three octets for each octet, and composing makes it no larger than threefold.
    precondition(message.bodyText.text.utf8.count <= (isCompressed ? size : content.count) * 9)
    _ = message.bodyHTML
    return 0
}

private func little(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
