import Foundation
import MailMessage

/// A whole message, or, as the first octet says, one field or an HTML document of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMailMessage(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 1 else { return 0 }
    let octets = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    switch start.pointee % 9 {
    case 0: read(Message(Octets(octets)))
    case 1: read(Message(Octets(Array("To: ".utf8) + octets)))
    case 2: read(Message(Octets(Array("Date: ".utf8) + octets)))
    case 3: read(Message(Octets(Array("Content-Type: multipart/mixed; boundary=b\n\n--b\n".utf8) + octets)))
    case 4: checkComposed(EncodedWord.decode(octets).text)
    case 5: read(Message(Octets(Array("Content-Disposition: attachment; ".utf8) + octets)))
    case 6: checkComposed(HTMLText.visibleText(from: String(decoding: octets, as: UTF8.self)))
    case 7: read(Message(Octets(Array("Content-Type: text/calendar\nContent-Transfer-Encoding: ".utf8) + octets)))
    default: read(Message(Octets(Array("Content-Type: application/ms-tnef\n\n".utf8) + octets)))
    }
    return 0
}

/// Asks everything, and checks what must hold for any octets.
private func read(_ message: Message) {
    precondition(!CanonicalForm(message).json.utf8.contains(0x0A))
    checkComposed(message.bodyText.text)
    checkComposed(message.subject?.text ?? "")
    for field in message.headers {
        precondition(field.valueRange.upperBound <= message.size)
        checkComposed(field.text)
    }
    for address in message.recipients {
        precondition(!(address.displayName + address.address).utf8.contains { $0 < 0x20 })
    }
    for part in message.allParts {
        precondition(part.range.lowerBound >= 0 && part.range.upperBound <= message.size)
        precondition(part.depth <= message.limits.depth)
        _ = part.decodedSize
        checkComposed(part.filename ?? "")
    }
    for file in message.attachments { _ = file.decodedOctets.count }
    _ = (message.date, message.received, message.calendar, message.bounce, message.isAutomated, message.returnPath, message.truncated)
}

/// Decoded text is in Normalization Form C.
private func checkComposed(_ text: String) {
    precondition(text.unicodeScalars.elementsEqual(text.precomposedStringWithCanonicalMapping.unicodeScalars))
}
