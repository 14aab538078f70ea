import Foundation
import Testing

@testable import MailMessage

/// Messages inside of parts, and multiparts in which nothing is found.
struct EnclosedContentTests {
    private func base64(_ octets: [UInt8]) -> String { Data(octets).base64EncodedString(options: .lineLength76Characters) }

    private func packed(_ inner: String) -> String {
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n\(base64(Sample.octets(inner)))\n"
    }

    @Test func `a message in base64 is read as one`() {
        let inner = "Subject: inside\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nfound\n--i\nContent-Type: application/pdf; name=a.pdf\n\nx\n--i--\n"
        let message = Sample.message("Content-Type: multipart/mixed; boundary=o\n\n--o\n\nsee below\n--o\n\(packed(inner))--o--\n")
        #expect(CanonicalForm(message).tree == "multipart/mixed(text/plain,message/rfc822(multipart/mixed(text/plain,application/pdf)))")
        #expect(message.bodyText.text == "see below\nfound")
        #expect(message.attachments.map(\.filename) == ["a.pdf"])
        #expect(message.truncatedInAll.isEmpty)
    }

    @Test func `messages in base64 inside of each other end at the limits`() {
        var text = "Subject: deepest\n\nfound"
        for _ in 0..<12 { text = packed(text) }
        #expect(Sample.message(text).bodyText.text == "found")
        var limits = MessageLimits()
        limits.depth = 4
        let message = Sample.message(text, limits: limits)
        #expect(message.allParts.count == 5)
        #expect(message.truncatedInAll == ["depth"])
        limits = MessageLimits()
        limits.decodedText = 200
        #expect(Sample.message(text, limits: limits).truncatedInAll == ["decoded-text"])
    }

    /// ContentInfo of SignedData, its content in one piece or in several of indefinite length.
    private func signed(_ entity: [UInt8], inPieces: Bool) -> [UInt8] {
        func identifier(_ last: UInt8) -> [UInt8] { [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, last] }
        func string(_ octets: ArraySlice<UInt8>) -> [UInt8] { [0x04, 0x82, UInt8(octets.count >> 8), UInt8(octets.count & 0xFF)] + octets }
        let half = entity.count / 2
        let content = inPieces ? [0x24, 0x80] + string(entity[..<half]) + string(entity[half...]) + [0, 0] : string(entity[...])
        let head: [UInt8] = [0x30, 0x80] + identifier(2) + [0xA0, 0x80, 0x30, 0x80, 0x02, 1, 1, 0x31, 2, 0x30, 0, 0x30, 0x80] + identifier(1)
        return head + [0xA0, 0x80] + content + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    }

    @Test(arguments: [false, true]) func `what is signed in one piece is read`(_ inPieces: Bool) {
        let entity = Sample.octets("Content-Type: text/plain; charset=utf-8\n\nsigned wörds\n")
        let octets = signed(entity, inPieces: inPieces)
        let head = "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
        let message = Sample.message(head + base64(octets))
        #expect(message.bodyText.text == "signed wörds\n")
        #expect(message.isSigned)
        #expect(message.attachments.map(\.filename) == ["smime.p7m"])
        for count in octets.indices {
            #expect(Sample.readAll(Sample.message(head + base64(Array(octets[..<count])))) > 0)
        }
    }

    @Test(arguments: [
        ("multipart/mixed", "", "--b\n\nfound\n--b--\n"), ("multipart/alternative; boundary=x", "", "found\n"),
        ("multipart/mixed; boundary=\"\"", "", "found"), ("multipart/mixed; boundary=B", "", "--b\n\nfound\n--b--\n"),
        ("multipart/mixed; boundary=b", "base64", "LS1iCgpmb3VuZAotLWItLQo="),
    ])
    func `a multipart in which no part is found is read as text`(_ type: String, _ encoding: String, _ body: String) {
        let message = Sample.message("Content-Type: \(type)\nContent-Transfer-Encoding: \(encoding)\n\n\(body)")
        #expect(message.bodyText.text.contains("found"))
        #expect(message.leafParts.isEmpty)
    }

    @Test func `a comment behind a boundary is no part of it`() {
        let message = Sample.message("Content-Type: multipart/mixed; boundary=b (c)\n\n--b\n\nfound\n--b--\n")
        #expect(message.bodyText.text == "found")
    }
}
