import Foundation
import MailMessage
import Testing

struct OctetsTests {
    private func withFile<R>(_ content: [UInt8], _ body: (String) throws -> R) throws -> R {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(content).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try body(url.path)
    }

    @Test(arguments: [[], Array("Subject: s\r\n\r\nbody".utf8)] as [[UInt8]])
    func aMappedFileReadsAsItsOctets(_ content: [UInt8]) throws {
        try withFile(content) { path in
            let octets = try Octets.mapping(path: path)
            #expect(octets[0..<octets.count] == content)
            #expect(Message(octets).subject?.text == Message(Octets(content)).subject?.text)
        }
    }

    @Test func aMappedFileOutlivesItsName() throws {
        let octets = try withFile(Array("abc".utf8)) { try Octets.mapping(path: $0) }
        #expect(octets[1..<3] == Array("bc".utf8))
    }

    @Test func whatIsNoFileIsRefused() {
        #expect(throws: MailMessageError.unreadable(path: "/nowhere/at/all", errno: 2)) { try Octets.mapping(path: "/nowhere/at/all") }
        #expect(throws: MailMessageError.notAFile(path: "/")) { try Octets.mapping(path: "/") }
    }

    @Test func rangesOutsideAreTakenToTheNearestInside() {
        let octets = Octets([1, 2, 3])
        #expect(octets[2..<9] == [3])
        #expect(octets[7..<9] == [])
    }
}
