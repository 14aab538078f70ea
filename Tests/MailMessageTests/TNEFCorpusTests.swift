import Foundation
@testable import MailMessage
import Testing

@Suite(.enabled(if: Corpus.directory != nil, "The open corpus is not here; POSTROOM_CORPUS may name its directory."))
struct TNEFCorpusTests {
    private func samples() throws -> (directory: String, names: [String]) {
        let directory = try #require(Corpus.directory) + "/mimekit-tnef/UnitTests/TestData/tnef"
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".tnef") }.map { String($0.dropLast(5)) }
        return (directory, names.sorted())
    }

    private func octets(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

    /// Line ends of texts are not the same in the samples and the files beside them.
    private func unified(_ octets: [UInt8]) -> [UInt8] { octets.filter { $0 != 0x0D && $0 != 0 } }

    private func message(_ content: [UInt8]) -> Message {
        Message(Octets(Array("Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\n".utf8) + content))
    }

    @Test func everySampleGivesTheFilesAndBodiesThatItsListNames() throws {
        let (directory, names) = try samples()
        #expect(names.count == 13)
        for name in names {
            let content = try octets(directory + "/\(name).tnef")
            let message = message(content)
            let reader = try #require(TNEFReader(content[...], limits: .default, fileLimit: 1000))
            var listed = try String(contentsOfFile: directory + "/\(name).list", encoding: .utf8).split(separator: "\n").map(String.init)
            if listed.contains("body.html") { #expect(!message.bodyHTML.text.isEmpty, "\(name)") }
            if listed.contains("body.rtf") {
                #expect(reader.compressedRTF != nil, "\(name)")
                #expect(!message.bodyText.text.isEmpty, "\(name)")
            }
            listed.removeAll { $0.hasPrefix("body.") }
            let files = message.attachments.dropFirst()
            for file in listed { #expect(files.contains { $0.filename == file }, "\(name): \(file)") }
            #expect(message.truncated.isEmpty)
        }
    }

    @Test func theOctetsAreThoseThatAnotherReaderFound() throws {
        let (directory, names) = try samples()
        var compared = 0
        for name in names where FileManager.default.fileExists(atPath: directory + "/\(name)") {
            let content = try octets(directory + "/\(name).tnef")
            let message = message(content)
            let reader = try #require(TNEFReader(content[...], limits: .default, fileLimit: 1000))
            for file in try FileManager.default.contentsOfDirectory(atPath: directory + "/\(name)") {
                let expected = try octets(directory + "/\(name)/\(file)")
                let found: [UInt8]?
                switch file {
                case "message.rtf":
                    let rtf = reader.compressedRTF.flatMap { CompressedRTF($0, limit: 1 << 20) }
                    #expect(rtf?.isDamaged == false, "\(name)")
                    found = rtf?.rtf
                case "message.html": found = reader.html.map { Array($0.content) }
                case "message.txt": found = reader.plain.map { Array($0.content) }
                default: found = message.attachments.first { $0.filename == file }?.decodedOctets
                }
                #expect(found.map(unified) == unified(expected), "\(name): \(file)")
                compared += 1
            }
        }
        #expect(compared > 20)
    }
}
