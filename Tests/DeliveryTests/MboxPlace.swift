import Delivery
import Foundation
import MailMessage
import Testing

/// An mbox store of a test's own, written to as the program does, and read by the plainest of readers.
final class MboxPlace {
    let directory: TemporaryDirectory
    let mbox: Mbox
    /// 2026-11-23 22:41:38 UTC.
    static let time = 1_795_473_698

    init(waiting: MboxWaiting = MboxWaiting(patience: .milliseconds(300), staleAge: 5, unnamedStaleAge: 600)) throws {
        directory = try TemporaryDirectory()
        mbox = try Mbox(path: directory.path + "/mbox", waiting: waiting)
    }

    func path(_ mailbox: String) -> String { "\(mbox.path)/\(mailbox)" }

    /// Appends a group, and gives back its intent.
    @discardableResult
    func append(_ messages: [MboxMessage], to mailbox: String = "INBOX", time: Int = MboxPlace.time) throws -> MboxIntent {
        let locked = try mbox.lock(mailbox, mayMake: true)
        let intent = try locked.intent(time: time, count: messages.count)
        try locked.append(messages, behind: intent)
        return intent
    }

    @discardableResult
    func append(_ text: String, flags: [String] = [], to mailbox: String = "INBOX") throws -> MboxIntent {
        try append([MboxMessage(Octets(Array(text.utf8)), flags: flags)], to: mailbox)
    }

    func octets(_ mailbox: String = "inbox") throws -> [UInt8] { try directory.octets("mbox/" + mailbox) }

    func text(_ mailbox: String = "inbox") throws -> String { String(decoding: try octets(mailbox), as: UTF8.self) }

    /// Puts other octets into the file, which stays the same file.
    func overwrite(_ octets: [UInt8], _ mailbox: String = "inbox") throws {
        try Data(octets).write(to: URL(fileURLWithPath: path(mailbox)))
    }

    /// The messages of an mbox file by the letter of mboxrd: each begins with a `From ` line at the start or behind an empty line, ends
    /// before an empty line, and has one `>` less on each quoted line.
    static func messages(in octets: [UInt8]) -> [[UInt8]] {
        let mark = Array("From ".utf8)
        var messages: [[UInt8]] = []
        var isBehindEmptyLine = true
        var rest = octets[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 10).map { $0 + 1 } ?? rest.endIndex
            let line = rest[rest.startIndex..<end]
            rest = rest[end...]
            if isBehindEmptyLine, line.starts(with: mark) {
                if let last = messages.indices.last, messages[last].last == 10 { messages[last].removeLast() }
                messages.append([])
            } else if let last = messages.indices.last {
                let isQuoted = line.first == UInt8(ascii: ">") && line.drop { $0 == UInt8(ascii: ">") }.starts(with: mark)
                messages[last] += isQuoted ? line.dropFirst() : line
            }
            isBehindEmptyLine = line.elementsEqual([10])
        }
        if let last = messages.indices.last, messages[last].last == 10 { messages[last].removeLast() }
        return messages
    }

    func messages(_ mailbox: String = "inbox") throws -> [String] {
        Self.messages(in: try octets(mailbox)).map { String(decoding: $0, as: UTF8.self) }
    }
}
