import MailMessage
import SourceText

/// A message for people to read: the fields of note, the parts, the beginning of the text. All of it fit for a terminal.
struct MessagePage {
    let name: String
    let message: Message
    let textLines: Int
    let paint: Paint

    /// Parts shown; more are counted.
    private static let longestTree = 60

    var text: String {
        var lines = [paint.bold(shown(name, 300)) + paint.dim("  \(size(message.size))")]
        lines += fields
        lines += ["", paint.bold("Parts")]
        lines += parts
        let body = bodyLines
        if !body.isEmpty { lines += ["", paint.bold("Text")] + body }
        return lines.joined(separator: "\n")
    }

    // MARK: - Fields

    private var fields: [String] {
        var lines: [String] = []
        func add(_ label: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            lines.append("  " + paint.dim(label.padding(to: 14)) + shown(value, 400))
        }
        add("From", people("from"))
        for label in ["Sender", "Reply-To", "To", "Cc", "Bcc", "Delivered-To"] { add(label, people(label)) }
        add("Subject", message.subject.map { $0.malformed ? $0.text + "  (malformed)" : $0.text })
        add("Date", message.date.map(\.utcText))
        add("Received", message.received.map(\.utcText))
        add("Message-ID", message.messageID)
        add("In-Reply-To", message.inReplyTo.prefix(4).joined(separator: " "))
        add("List-Id", message.listID)
        add("Automated", message.isAutomated ? "yes: nobody should be answered" : nil)
        add("Mailing list", message.isMailingList ? "yes" : nil)
        add("Bounce", message.bounce.map { "\($0.recipient ?? "unknown recipient"), status \($0.status ?? "unknown")" })
        add("Receipt", message.receipt.map { "\($0.recipient ?? "unknown recipient"), \($0.disposition ?? "disposition unknown")" })
        add("Complaint", message.complaint.map { [$0.type ?? "unknown type", $0.recipient, $0.source].compactMap { $0 }.joined(separator: ", ") })
        add("Spam", message.spam.map(Self.sentence))
        add("Calendar", message.calendar.map(Self.sentence))
        add("Contacts", message.contacts.prefix(8).map { ([$0.name].compactMap { $0 } + $0.addresses.prefix(4)).joined(separator: " ") }.joined(separator: ", "))
        add("Protected", message.protections.map { "\($0.kind) (\($0.scheme == .smime ? "S/MIME" : "OpenPGP"), not verified)" }.joined(separator: ", "))
        add("Cut short", message.truncated.joined(separator: ", "))
        return lines
    }

    private func people(_ field: String) -> String? {
        let addresses = message.addresses(in: field)
        let shown = addresses.prefix(8).map { $0.displayName.isEmpty ? $0.address : "\($0.displayName) <\($0.address)>" }
        return shown.joined(separator: ", ") + (addresses.count > 8 ? ", and \(addresses.count - 8) more" : "")
    }

    private static func sentence(_ spam: SpamFacts) -> String {
        [spam.score.map { "score \($0)" }, spam.isFlagged ? "flagged" : "not flagged"].compactMap { $0 }.joined(separator: ", ")
    }

    private static func sentence(_ calendar: CalendarFacts) -> String {
        [calendar.method, calendar.answer, calendar.summary.map { "\"\($0)\"" }, calendar.start.map { "at \($0.utcText)" },
            calendar.location.map { "in \"\($0)\"" }, calendar.organizer.map { "by \($0)" },
        ].compactMap { $0 }.joined(separator: " ")
    }

    // MARK: - Parts

    private var parts: [String] {
        let all = message.allParts.flatMap { [$0] + $0.unpackedParts }
        var lines = all.prefix(Self.longestTree).map { part in
            var line = String(repeating: "  ", count: min(part.depth, 20) + 1) + shown(part.type, 100)
            if part.isMultipart || part.isMessage { return line }
            if let charset = part.charset { line += " " + shown(charset, 40) }
            line += "  " + size(part.decodedSize)
            if let filename = part.filename { line += "  \"" + shown(filename, 200) + "\"" }
            if part.isAttachment { line += paint.yellow("  attachment") }
            return line
        }
        if all.count > lines.count { lines.append("  and \(all.count - lines.count) more") }
        return lines
    }

    private func size(_ octets: Int) -> String {
        if octets < 1024 { return "\(octets) B" }
        let unit = octets < 1 << 20 ? (1 << 10, "KB") : (1 << 20, "MB")
        let tenths = octets * 10 / unit.0
        return "\(tenths / 10).\(tenths % 10) \(unit.1)"
    }

    // MARK: - Text

    private var bodyLines: [String] {
        guard textLines > 0 else { return [] }
        let text = message.bodyText.text
        var lines: [String] = []
        for line in text.utf8.split(maxSplits: textLines * 4, omittingEmptySubsequences: true, whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let line = String(decoding: line.prefix(2000), as: UTF8.self)
            if line.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            if lines.count == textLines { return lines + [paint.dim("  …")] }
            lines.append("  " + shown(line, 160))
        }
        return lines
    }

    /// Tabs are blanks here; all other controls are escaped.
    private func shown(_ text: String, _ maximum: Int) -> String {
        DisplayText.escaped(String(text.unicodeScalars.map { $0 == "\t" ? " " : Character($0) }), maximum: maximum)
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
