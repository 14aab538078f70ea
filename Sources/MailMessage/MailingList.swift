/// The marks of mail that comes through a list (RFC 2369, RFC 2919, and what older list programs write).
enum MailingList {
    static func isListed(_ message: Message) -> Bool {
        let header = message.header
        let isMarked = message.octets.withUnsafeBytes { octets in
            header.entries.contains { entry in
                entry.initial == UInt8(ascii: "l") && entry.nameEnd - entry.nameStart > 5
                    && octets[entry.nameStart..<(entry.nameStart + 5)].lazy.map(\.lowered).elementsEqual("list-".utf8)
            }
        }
        if isMarked { return true }
        if let value = message.first("precedence")?.unfolded, Automation.firstWord(value).equalsIgnoringCase("list") { return true }
        let marks: [StaticString] = ["mailing-list", "x-mailing-list", "x-list-id", "x-beenthere", "x-mailman-version", "x-listserver", "x-ml-name"]
        return marks.contains { message.first($0) != nil }
    }
}
