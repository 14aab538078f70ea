import Fuzzing
import MailMessage

/// Contacts.
@main
enum ContactFuzz {
    static func main() { Fuzz.run { fuzzContact($0, $1) } }
}

private func fuzzContact(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 0 else { return 0 }
    let header = Array("Content-Type: text/vcard\n\n".utf8)
    for contact in Message(Octets(header + UnsafeBufferPointer(start: start, count: count))).contacts {
        precondition(contact.name != nil || !contact.addresses.isEmpty)
        precondition(contact.addresses.allSatisfy { !$0.isEmpty })
    }
    return 0
}
