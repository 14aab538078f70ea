import Foundation
import Store

/// Finds messages by their headers: who is who in a mailbox that has moved.
///
/// Two messages are taken for the same by Message-ID, Date and From; one without a Message-ID by Date, From, To and Subject. Each row is
/// claimed at most once. Where more messages have one header than rows do, nobody can say which of them is new: then none is claimed
/// unless To and Subject tell, and each is retrieved and compared by its octets.
enum HeaderMatching {
    struct Found: Equatable {
        var number: Int
        var row: Int64
    }

    private struct Key: Hashable {
        var messageID: String?
        var second: Int?
        var sender: String
        var to: String?
        var subject: String?
    }

    static func match(_ read: [(number: Int, header: MessageSummary)], _ rows: [(row: Int64, header: MessageSummary)]) -> [Found] {
        let named = pairs(groups(read, identity), groups(rows, identity))
        let known = Set(named.map(\.number))
        let nameless = rows.filter { identity($0.header) == nil }
        let alike = pairs(groups(read.filter { !known.contains($0.number) }, likeness), groups(nameless, likeness))
        return (named + alike).sorted { $0.number < $1.number }
    }

    private typealias Groups<Name> = [Key: [(name: Name, header: MessageSummary)]]

    private static func groups<Name>(_ all: [(Name, MessageSummary)], _ key: (MessageSummary) -> Key?) -> Groups<Name> {
        var groups: Groups<Name> = [:]
        for (name, header) in all {
            if let key = key(header) { groups[key, default: []].append((name, header)) }
        }
        return groups
    }

    private static func pairs(_ read: Groups<Int>, _ rows: Groups<Int64>) -> [Found] {
        var found: [Found] = []
        for (key, messages) in read {
            guard let owners = rows[key] else { continue }
            var exact: [Found] = []
            let rowsByAll = groups(owners.map { ($0.name, $0.header) }, full)
            for (key, same) in groups(messages.map { ($0.name, $0.header) }, full) {
                guard let rows = rowsByAll[key], same.count <= rows.count else { continue }
                exact += zip(same, rows).map { Found(number: $0.name, row: $1.name) }
            }
            found += exact
            let (numbers, taken) = (Set(exact.map(\.number)), Set(exact.map(\.row)))
            let rest = messages.filter { !numbers.contains($0.name) }
            let open = owners.filter { !taken.contains($0.name) }
            if rest.count <= open.count { found += zip(rest, open).map { Found(number: $0.name, row: $1.name) } }
        }
        return found
    }

    /// Message-ID, Date and From.
    private static func identity(_ header: MessageSummary) -> Key? {
        guard let id = header.messageID, !id.isEmpty else { return nil }
        return Key(messageID: id, second: second(header), sender: sender(header))
    }

    /// For rows without a Message-ID: a server may add one when it renders a message anew.
    private static func likeness(_ header: MessageSummary) -> Key? {
        guard let second = second(header) else { return nil }
        return Key(second: second, sender: sender(header), to: header.to, subject: header.subject)
    }

    private static func full(_ header: MessageSummary) -> Key? {
        Key(messageID: header.messageID, second: second(header), sender: sender(header), to: header.to, subject: header.subject)
    }

    private static func second(_ header: MessageSummary) -> Int? { header.date.flatMap { Int(exactly: $0.timeIntervalSince1970.rounded()) } }

    /// The address of From: its display name is often written anew.
    private static func sender(_ header: MessageSummary) -> String {
        let text = header.from ?? ""
        guard let start = text.lastIndex(of: "<"), let end = text[start...].firstIndex(of: ">") else { return text.lowercased() }
        return text[start..<end].dropFirst().lowercased()
    }
}
