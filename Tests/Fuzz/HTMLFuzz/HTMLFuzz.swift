import Foundation
import Fuzzing
import MailMessage

/// An HTML document.
@main
enum HTMLFuzz {
    static func main() { Fuzz.run { fuzzHTML($0, $1) } }
}

private func fuzzHTML(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 0 else { return 0 }
    let html = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let text = HTMLText.visibleText(from: html)
    precondition(text.unicodeScalars.elementsEqual(text.precomposedStringWithCanonicalMapping.unicodeScalars))
    let found = HTMLText.links(in: html, limit: 100)
    precondition(found.links.count <= 100 && found.links.allSatisfy { !$0.isEmpty && !$0.utf8.contains(0x0A) })
    return 0
}
