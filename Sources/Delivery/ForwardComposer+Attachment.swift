internal import MailMessage

extension ForwardComposer {
    /// A new message around the original.
    ///
    /// `Auto-Submitted: auto-generated`: a machine wrote it, and it answers nothing (RFC 3834 §5.1); `auto-forwarded` is no value that
    /// anybody registered. The original is labelled `8bit` where it has to be, never packed in base64 (RFC 2046 §5.2.1).
    /// Deviates: RFC 6532 §3.7, an original with UTF-8 in its header is message/rfc822 all the same, because too few mail readers
    /// open message/global.
    func attached(_ octets: Octets, _ message: Message, _ stamp: Stamp, sender: String?) -> ForwardedMessage {
        let header = octets.withUnsafeBytes { ForwardHeader($0, removing: "") }
        let is8Bit = octets.withUnsafeBytes { all in all[header.start...].contains { $0 >= 0x80 } }
        let encoding = is8Bit ? "8bit" : "7bit"
        let boundary = boundary(octets, stamp)
        let subject = message.subject?.text ?? ""
        var head = markLine(stamp)
        head += "From: \(ForwardText.address(stamp.author))\n"
        head += "To: \(ForwardText.address(stamp.recipient))\n"
        head += "Date: \(ForwardText.date(stamp.seconds))\n"
        let title = ForwardText.clean(subject, maximum: Self.longestText)
        head += title.isEmpty ? "Subject: Fwd:\n" : "Subject: Fwd: \(ForwardText.encodedWords(title))\n"
        head += "Message-ID: \(identifier("attachment", stamp))\n"
        head += "Auto-Submitted: auto-generated\n"
        head += "MIME-Version: 1.0\n"
        head += "Content-Type: multipart/mixed;\n boundary=\"\(boundary)\"\n"
        head += "Content-Transfer-Encoding: \(encoding)\n\n"
        head += "--\(boundary)\n"
        head += ForwardText.textPart(introduction(message, subject))
        head += "--\(boundary)\n"
        head += "Content-Type: message/rfc822\n"
        head += "Content-Transfer-Encoding: \(encoding)\n"
        head += "Content-Disposition: attachment; filename=\"message.eml\"\n\n"
        return ForwardedMessage(
            head: Array(head.utf8), original: octets, ranges: header.rest(upTo: octets.count), tail: Array("\n--\(boundary)--\n".utf8),
            envelopeSender: sender, isInternational: stamp.isInternational)
    }

    /// Characters of a value of the original that are shown.
    private static let longestText = 200

    /// What a person reads before the attachment. The values are the original's, and only as true as it is.
    private func introduction(_ message: Message, _ subject: String) -> String {
        let sender = message.addresses(in: "from").first
        let name = ForwardText.clean(sender?.displayName ?? "", maximum: Self.longestText)
        let address = ForwardText.clean(sender?.address ?? "", maximum: Self.longestText)
        let from = address.isEmpty ? "not told" : name.isEmpty ? address : "\(name) <\(address)>"
        let title = ForwardText.clean(subject, maximum: Self.longestText)
        return """
            The attached message was forwarded by a rule.

            From: \(from)
            Date: \(message.date.map { ForwardText.date($0.seconds) } ?? "not told")
            Subject: \(title.isEmpty ? "none" : title)
            Account: \(ForwardText.clean(account, maximum: Self.longestText))

            """
    }

    /// A boundary that does not occur in the message. The key makes it one that nobody could have put there, so the first will do.
    private func boundary(_ octets: Octets, _ stamp: Stamp) -> String {
        var attempt = 0
        while true {
            let boundary = "postroom-\(token("boundary", stamp))" + (attempt == 0 ? "" : "-\(attempt)")
            if !octets.withUnsafeBytes({ ForwardText.contains($0, Array(boundary.utf8)) }) { return boundary }
            attempt += 1
        }
    }
}
