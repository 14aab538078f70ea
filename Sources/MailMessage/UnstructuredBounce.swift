/// Delivery reports of servers that do not write RFC 3464, or not always: qmail, Exim, Exchange, old Sendmail and Postfix.
///
/// Somebody's letter is never taken for one: it takes a vendor's own field, or a sender that is a server, and the words that servers use.
enum UnstructuredBounce {
    /// Octets of the text that are read.
    private static let longest = 32 << 10

    static func facts(in message: Message) -> BounceFacts? {
        if message.first("x-failed-recipients") != nil {
            let recipients = message.addresses(in: "x-failed-recipients")
            return facts(recipients.map(\.address), text(of: message), action: "failed")
        }
        guard message.first("x-ms-exchange-message-is-ndr") != nil || isDSNClass(message) || isFromServer(message) && isReturn(message) else { return nil }
        let text = text(of: message)
        let failed = qmailRecipients(text)
        return facts(failed.isEmpty ? firstAddress(text).map { [$0] } ?? [] : failed, text, action: isWarning(message) ? "delayed" : "failed")
    }

    private static func facts(_ addresses: [String], _ text: ArraySlice<UInt8>, action: String) -> BounceFacts {
        let status = firstStatus(text)
        if addresses.isEmpty { return BounceFacts(status: status, action: action) }
        return BounceFacts(recipients: addresses.map { .init(address: $0, status: status, action: action) })
    }

    /// The sender need do nothing: it is tried again.
    private static func isWarning(_ message: Message) -> Bool { message.subject?.text.lowercased().hasPrefix("warning: ") ?? false }

    private static func isDSNClass(_ message: Message) -> Bool {
        message.first("content-class")?.unfolded.trimmed.equalsIgnoringCase("urn:content-classes:dsn") ?? false
    }

    private static func isFromServer(_ message: Message) -> Bool {
        message.hasNullReturnPath
            || message.addresses(in: "from").contains { ["mailer-daemon", "mailerdaemon", "postmaster"].contains($0.localPart.lowercased()) }
    }

    private static func isReturn(_ message: Message) -> Bool {
        let subject = message.subject?.text.lowercased() ?? ""
        if subjects.contains(where: { subject.hasPrefix($0) }) { return true }
        // Exim names the message in between.
        if subject.hasPrefix("warning: message "), subject.contains(" delayed ") { return true }
        return String(decoding: text(of: message).prefix(200), as: UTF8.self).contains("This is the qmail-send program")
    }

    private static let subjects = [
        "undelivered mail", "undeliverable", "undeliverable mail", "mail delivery failed", "mail delivery failure", "mail delivery problem", "delivery status notification",
        "failure notice", "returned mail", "delivery failure", "non-delivery", "message undeliverable", "mail system error", "warning: message delayed",
        "warning: could not send message", "delivery has failed", "delivery report",
    ]

    private static func text(of message: Message) -> ArraySlice<UInt8> {
        guard let part = message.ownLeafParts.first(where: { $0.type.hasPrefix("text/") }) else { return [] }
        return part.firstOctets(longest).prefix(longest)
    }

    /// The addresses that stand alone on their lines, in brackets and with a colon behind, up to the copy of the message.
    private static func qmailRecipients(_ text: ArraySlice<UInt8>) -> [String] {
        var recipients: [String] = []
        for line in text.split(whereSeparator: { $0 == .lineFeed || $0 == .carriageReturn }) {
            if line.starts(with: "--- ".utf8) { break }
            guard line.first == UInt8(ascii: "<"), line.suffix(2).elementsEqual(">:".utf8), let address = address(line.dropFirst().dropLast(2))
            else { continue }
            recipients.append(address)
        }
        return recipients
    }

    /// The first address in angle brackets, as all of these programs write it; else the first word on a line of its own that is one.
    private static func firstAddress(_ text: ArraySlice<UInt8>) -> String? {
        for line in text.split(whereSeparator: { $0 == .lineFeed || $0 == .carriageReturn }) {
            // The copy of the message begins here.
            if line.starts(with: "--- ".utf8) || line.starts(with: "------ ".utf8) { break }
            var rest = line
            while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
                rest = rest[(open + 1)...]
                guard let close = rest.firstIndex(of: UInt8(ascii: ">")) else { break }
                if let address = address(rest[..<close]) { return address }
                rest = rest[(close + 1)...]
            }
            if let address = address(line.prefix(320).trimmed) { return address }
        }
        return nil
    }

    private static func address(_ octets: ArraySlice<UInt8>) -> String? {
        guard octets.count <= 320, octets.contains(UInt8(ascii: "@")),
            !octets.contains(where: { $0.isBlank || $0.isControl || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ":") })
        else { return nil }
        let addresses = AddressParser.parse(Array(octets), limit: 2).addresses
        guard addresses.count == 1, !addresses[0].domain.isEmpty else { return nil }
        return addresses[0].address
    }

    /// `5.1.1`, `4.4.7` (RFC 3463 §2).
    private static func firstStatus(_ text: ArraySlice<UInt8>) -> String? {
        var index = text.startIndex
        while index < text.endIndex {
            let begins = index == text.startIndex || !(text[index - 1].isDigit || text[index - 1].isLetter || text[index - 1] == UInt8(ascii: "."))
            if begins, text[index] == UInt8(ascii: "4") || text[index] == UInt8(ascii: "5") {
                var end = index
                while end < text.endIndex, end - index < 10, text[end].isDigit || text[end] == UInt8(ascii: ".") { end += 1 }
                let pieces = text[index..<end].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: true)
                if pieces.count == 3, pieces[0].count == 1, pieces[1].count <= 3, pieces[2].count <= 3 {
                    return pieces.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
                }
            }
            index += 1
        }
        return nil
    }
}
