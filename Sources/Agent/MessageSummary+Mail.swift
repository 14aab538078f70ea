import Foundation
import MailMessage
import Store

extension MessageSummary {
    /// Characters of one field that the ledger keeps.
    private static let longestField = 998

    /// What the ledger keeps of a message, for search and for people.
    init(_ message: Message) {
        self.init(
            messageID: message.messageID.map(Self.cut),
            from: Self.cut(Self.text(of: message.addresses(in: "from"))),
            to: Self.cut(Self.text(of: message.recipients)),
            subject: Self.cut(message.subject?.text ?? ""),
            date: message.date?.instant)
    }

    private static func text(of addresses: [Address]) -> String {
        addresses.prefix(50).map { $0.displayName.isEmpty ? $0.address : "\($0.displayName) <\($0.address)>" }.joined(separator: ", ")
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= longestField ? text : String(text.unicodeScalars.prefix(longestField))
    }
}
