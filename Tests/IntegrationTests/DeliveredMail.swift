import Foundation
import Testing

/// What lies in a Maildir tree after a poll, read without any of Postroom's code.
struct DeliveredMail {
    enum Layout: String { case maildirPlusPlus = "maildir++", directories }

    /// By serial number, every copy found: its folder and its octets.
    private(set) var copies: [Int: [(folder: String, octets: [UInt8])]] = [:]
    /// Files left in a `tmp` directory.
    private(set) var leftovers: [String] = []

    init(in root: String, layout: Layout) throws {
        guard let files = FileManager.default.enumerator(atPath: root) else { return }
        for case let file as String in files {
            var parts = file.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count >= 2, case let part = parts[parts.count - 2], ["cur", "new", "tmp"].contains(part) else { continue }
            if part == "tmp" {
                leftovers.append(file)
                continue
            }
            parts.removeLast(2)
            let folder =
                switch layout {
                case .directories: parts.joined(separator: "/")
                case .maildirPlusPlus: parts.isEmpty ? "INBOX" : String(parts.joined().dropFirst()).replacing(".", with: "/")
                }
            let octets = Array(try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(file)")))
            copies[Self.serial(of: octets), default: []].append((folder, octets))
        }
    }

    static func serial(of octets: [UInt8]) -> Int {
        let head = String(decoding: octets.prefix(40), as: UTF8.self)
        guard head.hasPrefix("X-Serial: ") else { return -1 }
        return Int(head.dropFirst(10).prefix { $0.isNumber }) ?? -1
    }

    /// Records an issue for each message that is missing, there twice, in another folder, or changed.
    func expect(exactly messages: [MixedMessage], sourceLocation: SourceLocation = #_sourceLocation) {
        var wrong: [String] = []
        for message in messages {
            let found = copies[message.serial] ?? []
            if found.count != 1 { wrong.append("\(message.serial) is there \(found.count) times") }
            for copy in found {
                if copy.folder != message.folder { wrong.append("\(message.serial) is in \(copy.folder), not \(message.folder)") }
                if copy.octets != message.octets { wrong.append("\(message.serial) has other octets") }
            }
        }
        let strangers = Set(copies.keys).subtracting(messages.map(\.serial))
        if !strangers.isEmpty { wrong.append("\(strangers.count) messages that nobody sent") }
        if !leftovers.isEmpty { wrong.append("\(leftovers.count) files left in tmp") }
        let shown = wrong.prefix(10).joined(separator: "; ")
        #expect(wrong.isEmpty, "\(wrong.count) wrong: \(shown)", sourceLocation: sourceLocation)
    }
}
