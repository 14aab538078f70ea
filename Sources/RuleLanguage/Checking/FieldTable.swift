import RuleProgram

/// The names of the fields and what they are (rules language §4).
enum FieldTable {
    struct Entry: Sendable {
        let field: Field
        let type: ValueType
        let several: Bool

        init(_ field: Field, _ type: ValueType, several: Bool = false) {
            self.field = field
            self.type = type
            self.several = several
        }
    }

    static let fields: [String: Entry] = [
        "subject": Entry(.subject, .text),
        "from": Entry(.from, .address, several: true),
        "to": Entry(.to, .address, several: true),
        "cc": Entry(.cc, .address, several: true),
        "bcc": Entry(.bcc, .address, several: true),
        "reply-to": Entry(.replyTo, .address, several: true),
        "sender": Entry(.sender, .address, several: true),
        "recipients": Entry(.recipients, .address, several: true),
        "list-id": Entry(.listID, .listID),
        "message-id": Entry(.messageID, .text),
        "in-reply-to": Entry(.inReplyTo, .text, several: true),
        "references": Entry(.references, .text, several: true),
        "date": Entry(.date, .moment),
        "received": Entry(.received, .moment),
        "size": Entry(.size, .size),
        "body": Entry(.body, .body),
        "parts": Entry(.parts, .part, several: true),
        "attachments": Entry(.attachments, .part, several: true),
        "calendar": Entry(.calendar, .calendar),
        "automated": Entry(.automated, .truth),
        "bounce": Entry(.bounce, .bounce),
        "account": Entry(.account, .text),
        "now": Entry(.now, .moment),
        "tags": Entry(.tags, .text, several: true),
        "flags": Entry(.flags, .text, several: true),
        "content-hash": Entry(.contentHash, .text),
        "thread": Entry(.thread, .thread),
    ]

    /// `envelope.from`, `envelope.to`: fields whose name has a dot.
    static let envelope: [String: Entry] = [
        "from": Entry(.envelopeFrom, .address),
        "to": Entry(.envelopeTo, .address, several: true),
    ]

    static let functions: Set<String> = ["header", "list", "duplicate"]

    static func isField(_ name: String) -> Bool { fields[name] != nil || name == "envelope" }

    /// What people who know other tools write for a field.
    static let foreign: [String: String] = [
        "sender-address": "from.address", "recipient": "recipients", "title": "subject", "attachment": "attachments",
        "filename": "attachments.filename", "content": "body", "text": "body", "spam": "header(\"X-Spam-Flag\")", "headers": "header(\"X\")",
        "age": "date.age", "time": "now", "today": "now", "mailbox": "account", "mailinglist": "list-id", "list": "list-id or list(\"file\")",
        "subj": "subject", "tag": "tags", "flag": "flags", "true": "nothing: leave it out", "false": "not before the condition",
        "delivered-to": "recipients", "x-spam-flag": "header(\"X-Spam-Flag\")",
    ]
}
