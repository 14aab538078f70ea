import Fuzzing
import MailMessage

/// A winmail.dat.
@main
enum TNEFFuzz {
    static func main() { Fuzz.run { fuzzTNEF($0, $1) } }
}

private func fuzzTNEF(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 0 else { return 0 }
    var limits = MessageLimits.default
    limits.parts = 200
    limits.depth = 10
    let header = Array("Content-Type: application/ms-tnef\n\n".utf8)
    let message = Message(Octets(header + UnsafeBufferPointer(start: start, count: count)), limits: limits)
    let files = message.attachments
    precondition(files.count <= limits.parts + 1 && files.allSatisfy { $0.depth <= limits.depth + 1 })
    // Nothing in it is larger than the whole: files are pieces of it.
    precondition(files.allSatisfy { $0.decodedSize <= count && $0.decodedOctets.count == $0.decodedSize })
    precondition(message.bodyText.text.utf8.count <= limits.decodedText)
    _ = (message.bodyHTML, message.bodyLinks, message.calendar, message.contacts, message.protections, message.truncated)
    return 0
}
