import Foundation

/// The open corpus: real messages, and what three independent parsers agree on about them. It lies next to this package, or where
/// POSTROOM_CORPUS says; nothing of it is part of the project.
enum Corpus {
    static let directory: String? = {
        let candidates: [String?] = [
            ProcessInfo.processInfo.environment["POSTROOM_CORPUS"],
            package.appending(path: "../shared/corpora/open").standardized.path,
            FileManager.default.currentDirectoryPath + "/../shared/corpora/open",
        ]
        return candidates.lazy.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0 + "/expected.jsonl") }
    }()

    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func messages(in directory: String) throws -> [OpenCorpusMessage] {
        try String(contentsOfFile: directory + "/expected.jsonl", encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(OpenCorpusMessage.self, from: Data($0.utf8))
        }
    }

    /// The rows `| id | field | reason |` of docs/corpus-differences.md, by `id field`.
    static func reasons() throws -> [String: String] {
        let text = try String(contentsOf: package.appending(path: "docs/corpus-differences.md"), encoding: .utf8)
        var reasons: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("| m0") || line.hasPrefix("| m1") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if cells.count == 3 { reasons["\(cells[0]) \(cells[1])"] = cells[2] }
        }
        return reasons
    }
}

/// One row of the corpus' expected.jsonl.
struct OpenCorpusMessage: Decodable {
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

    enum CodingKeys: String, CodingKey {
        case id, path, bytes, fields
        case hasEnvelopeLine = "strip_from_line"
    }

    var id: String
    var path: String
    var bytes: Int
    var hasEnvelopeLine: Bool
    var fields: [String: Field]

    func octets(in directory: String) throws -> [UInt8] {
        var octets = [UInt8](try Data(contentsOf: URL(filePath: directory + "/" + path)))
        if hasEnvelopeLine, let end = octets.firstIndex(of: 0x0A) { octets.removeFirst(end + 1) }
        return octets
    }
}
