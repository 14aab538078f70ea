import MailMessage

/// Contacts.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzContact(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 0 else { return 0 }
    let header = Array("Content-Type: text/vcard\n\n".utf8)
    for contact in Message(Octets(header + UnsafeBufferPointer(start: start, count: count))).contacts {
        precondition(contact.name != nil || !contact.addresses.isEmpty)
        precondition(contact.addresses.allSatisfy { !$0.isEmpty })
    }
    return 0
}
