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
        "signed": Entry(.signed, .truth),
        "encrypted": Entry(.encrypted, .truth),
        "mailing-list": Entry(.mailingList, .truth),
        "looped": Entry(.looped, .truth),
        "bounce": Entry(.bounce, .bounce),
        "receipt": Entry(.receipt, .receipt),
        "complaint": Entry(.complaint, .complaint),
        "auth": Entry(.authentication, .authentication),
        "spam": Entry(.spam, .spam),
        "truncated": Entry(.truncated, .truncation),
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
        "sender-address": "write from.address", "recipient": "write recipients", "title": "write subject", "attachment": "write attachments",
        "filename": "write attachments.filename", "content": "write body", "text": "write body", "score": "write spam.score", "scl": "write spam.level", "spf": "write auth.spf", "dkim": "write auth.dkim", "dmarc": "write auth.dmarc", "headers": "write header(\"X\")",
        "age": "write date.age", "time": "write now", "today": "write now", "mailbox": "write account", "mailinglist": "write mailing-list, or list-id", "list": "write list-id or list(\"file\")",
        "subj": "write subject", "tag": "write tags", "flag": "write flags", "true": "a rule without when always matches", "false": "a rule can be switched off: rule \"name\" disabled { ... }",
        "delivered-to": "write recipients", "x-spam-flag": "write spam.flagged",
    ]
}
