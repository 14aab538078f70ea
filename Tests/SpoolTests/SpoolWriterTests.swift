import Crypto
@testable import Spool
import Testing

@Suite("Writing into the spool")
struct SpoolWriterTests {
    let place: TemporaryDirectory
    let spool: Spool
    let writer: SpoolWriter

    init() throws {
        place = try TemporaryDirectory()
        spool = try Spool(path: place.path + "/spool")
        writer = SpoolWriter(spool)
    }

    private func write(_ octets: [UInt8], pieces: Int = .max) throws {
        var start = 0
        while start < octets.count {
            let end = min(octets.count, pieces == .max ? octets.count : start + pieces)
            try octets[start..<end].withUnsafeBytes { try writer.append($0) }
            start = end
        }
    }

    private func sha256(_ octets: [UInt8]) throws -> [UInt8] {
        var hasher = try SHA256Hasher()
        hasher.update(octets)
        return hasher.finish()
    }

    @Test func aSmallMessageIsKeptWithItsFigures() throws {
        let octets = Array("Subject: x\r\n\r\nbody\r\n".utf8)
        try writer.begin()
        try write(octets, pieces: 1)
        let file = try writer.finish()
        let stored = Array("Subject: x\n\nbody\n".utf8)
        #expect(file.octets == stored)
        #expect(try place.octets("spool/" + file.name) == stored)
        #expect(file.size == stored.count)
        #expect(file.retrievedSize == octets.count)
        #expect(!file.hasBareLineEnds)
        #expect(file.contentHash == (try sha256(octets)))
    }

    @Test func anEmptyMessageIsAFileToo() throws {
        try writer.begin()
        let file = try writer.finish()
        #expect(file.size == 0)
        #expect(try place.names("spool") == [file.name])
    }

    @Test(arguments: [1, 4095, 65_537])
    func aLargeMessageIsStreamedAndNotHeld(_ piece: Int) throws {
        let line = Array("0123456789abcdef0123456789abcdef\r\n".utf8)
        var octets: [UInt8] = []
        while octets.count < SpoolWriter.smallMessage * 2 { octets += line }
        octets.append(13)
        try writer.begin()
        try write(octets, pieces: piece)
        let file = try writer.finish()
        #expect(file.octets == nil)
        #expect(file.retrievedSize == octets.count)
        #expect(file.hasBareLineEnds)
        let stored = try place.octets("spool/" + file.name)
        #expect(stored == LineEndNormaliserTests.naive(octets).octets)
        #expect(file.size == stored.count)
        #expect(file.contentHash == (try sha256(octets)))
    }

    @Test func messagesAfterEachOtherDoNotMix() throws {
        var names: Set<String> = []
        for text in ["one\r\n", "two\n", "three\r\n"] {
            try writer.begin()
            try write(Array(text.utf8))
            let file = try writer.finish()
            names.insert(file.name)
            #expect(file.hasBareLineEnds == (text == "two\n"))
            #expect(file.retrievedSize == text.utf8.count)
            #expect(file.contentHash == (try sha256(Array(text.utf8))))
        }
        #expect(names.count == 3)
    }

    @Test func anAbortedMessageLeavesNoFile() throws {
        try writer.begin()
        try write([UInt8](repeating: 65, count: SpoolWriter.smallMessage * 2))
        #expect(try place.names("spool").count == 1)
        writer.abort()
        #expect(try place.names("spool").isEmpty)
        try writer.begin()
        try write(Array("next\r\n".utf8))
        #expect(try writer.finish().octets == Array("next\n".utf8))
    }

    @Test func aWriterLetGoInTheMiddleLeavesNoFile() throws {
        do {
            let other = SpoolWriter(spool)
            try other.begin()
            try [UInt8](repeating: 65, count: SpoolWriter.smallMessage * 2).withUnsafeBytes { try other.append($0) }
            #expect(try place.names("spool").count == 1)
        }
        #expect(try place.names("spool").isEmpty)
    }
}
