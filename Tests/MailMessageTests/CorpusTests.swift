import Foundation
import MailMessage
import Testing

/// The open corpus, if it lies next to this package or where POSTROOM_CORPUS says.
enum Corpus {
    static let directory: String? = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let candidates: [String?] = [
            ProcessInfo.processInfo.environment["POSTROOM_CORPUS"],
            package.appending(path: "../shared/corpora/open").standardized.path,
            FileManager.default.currentDirectoryPath + "/../shared/corpora/open",
        ]
        return candidates.lazy.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0 + "/expected.jsonl") }
    }()
}

/// What the corpus says of one message, see its EXPECTED.md.
struct CorpusRow: Decodable {
    enum Value: Decodable, Equatable {
        case null
        case text(String)
        case list([Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .list(try container.decode([Value].self))
            }
        }
    }

    struct Field: Decodable {
        var value: Value
        var tier: String
    }

    var path: String
    var strip_from_line: Bool
    var fields: [String: Field]
}

@Suite(.enabled(if: Corpus.directory != nil, "The open corpus is not here; POSTROOM_CORPUS may name its directory."))
struct CorpusTests {
    @Test func strictFieldsAgreeWithTheReferences() throws {
        let directory = try #require(Corpus.directory)
        let rows = try String(contentsOfFile: directory + "/expected.jsonl", encoding: .utf8).split(separator: "\n")
        var agreed: [String: Int] = [:]
        var asked: [String: Int] = [:]
        var disagreements: [String] = []
        for line in rows {
            let row = try JSONDecoder().decode(CorpusRow.self, from: Data(line.utf8))
            var octets = [UInt8](try Data(contentsOf: URL(filePath: directory + "/" + row.path)))
            if row.strip_from_line, let end = octets.firstIndex(of: 0x0A) { octets.removeFirst(end + 1) }
            let json = CanonicalForm(Message(Octets(octets))).json
            // Only the compared fields decode as Value: the others are numbers and truths.
            let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
            for (name, field) in row.fields where field.tier == "strict" {
                asked[name, default: 0] += 1
                if Self.value(object[name]) == field.value {
                    agreed[name, default: 0] += 1
                } else {
                    disagreements.append("\(row.path): \(name)")
                }
            }
        }
        for name in asked.keys.sorted() { print("corpus: \(name) \(agreed[name, default: 0])/\(asked[name, default: 0])") }
        for disagreement in disagreements.prefix(20) { print("corpus: differs in \(disagreement)") }
        let rate = Double(agreed.values.reduce(0, +)) / Double(max(1, asked.values.reduce(0, +)))
        #expect(rows.count > 1000)
        #expect(rate >= 0.999)
    }

    private static func value(_ any: Any?) -> CorpusRow.Value {
        switch any {
        case let text as String: .text(text)
        case let list as [Any]: .list(list.map(value))
        default: .null
        }
    }
}
