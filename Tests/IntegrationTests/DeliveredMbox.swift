import Foundation

/// What lies in a tree of mbox files after a poll, read without any of Postroom's code.
struct DeliveredMbox {
    /// By serial number, every copy found: its folder and its octets, without line ends at their end; what has no number under -1.
    private(set) var copies: [Int: [(folder: String, octets: [UInt8])]] = [:]
    /// Lock files that were left behind.
    private(set) var locks: [String] = []

    init(in root: String) throws {
        guard let files = FileManager.default.enumerator(atPath: root) else { return }
        for case let file as String in files {
            let path = "\(root)/\(file)"
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue else { continue }
            if file.hasSuffix(".lock") {
                locks.append(file)
                continue
            }
            let folder = file == "inbox" ? "INBOX" : file
            for octets in Self.entries(Array(try Data(contentsOf: URL(fileURLWithPath: path)))) {
                copies[DeliveredMail.serial(of: octets), default: []].append((folder, octets))
            }
        }
    }

    /// What stands between lines that begin `From `, without marks.
    static func entries(_ octets: [UInt8]) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        let mark = Array("From ".utf8)
        for line in octets.split(separator: 10, omittingEmptySubsequences: false) {
            if line.starts(with: mark) {
                entries.append([])
            } else if let last = entries.indices.last {
                let isMarked = line.first == UInt8(ascii: ">") && line.drop { $0 == UInt8(ascii: ">") }.starts(with: mark)
                entries[last] += isMarked ? line.dropFirst() : line
                entries[last].append(10)
            }
        }
        return entries.map(trimmed)
    }

    /// Without the line ends at the end.
    static func trimmed(_ octets: [UInt8]) -> [UInt8] {
        var end = octets.count
        while end > 0, octets[end - 1] == 10 { end -= 1 }
        return Array(octets[..<end])
    }
}
