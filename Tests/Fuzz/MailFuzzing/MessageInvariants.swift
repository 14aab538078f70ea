import Foundation
@testable public import MailMessage

/// What must hold of a message whatever its octets are. Each function asks for what it checks, and stops the process where it does not hold.
public enum MessageInvariants {
    /// Asks for everything.
    public static func check(_ message: Message) {
        checkHeader(message)
        checkParts(message)
        checkText(message.bodyText.text)
        precondition(!message.bodyText.text.utf8.contains(0x0D))
        checkText(message.bodyHTML.text)
        precondition(message.bodyText.text.utf8.count <= message.limits.decodedText && message.bodyHTML.text.utf8.count <= message.limits.decodedText)
        precondition(message.bodyLinks.count <= message.limits.links && message.bodyLinks.allSatisfy { !$0.isEmpty && isOneLine($0) })
        checkFacts(message)
        precondition(isOneLine(CanonicalForm(message).json))
        checkLimits(message)
    }

    /// The fields, and what is told by them alone.
    public static func checkHeader(_ message: Message) {
        var position = 0
        var checked = 0
        for field in message.headers {
            let name = field.name
            precondition(!name.isEmpty && !name.utf8.contains { $0 <= 0x20 || $0 == 0x7F })
            precondition(field.valueRange.lowerBound > position && field.valueRange.upperBound <= message.bodyRaw.lowerBound)
            position = field.valueRange.upperBound
            checkLine(field.text)
            // Octets that are no UTF-8 are not in what a name is asked for by.
            guard checked < 50, !name.unicodeScalars.contains("\u{FFFD}") else { continue }
            checked += 1
            precondition(message.fields(named: name).contains { $0.valueRange == field.valueRange })
        }
        precondition(message.bodyRaw.upperBound == message.size && message.headers.count <= message.limits.headerCount)
        if let subject = message.subject { checkLine(subject.text) }
        for name in ["from", "reply-to", "sender"] { message.addresses(in: name).forEach(checkAddress) }
        message.recipients.forEach(checkAddress)
        if let address = message.returnPath { checkAddress(address) }
        for date in [message.date, message.received] { date.map(checkDate) }
        for identifier in [message.messageID].compactMap({ $0 }) + message.inReplyTo + message.references {
            precondition(!identifier.isEmpty && !identifier.utf8.contains { $0 < 0x20 || $0 == 0x7F })
        }
        if let list = message.listID { checkLine(list) }
        if let score = message.spam?.score { precondition(score.isFinite) }
        if let level = message.spam?.level { precondition(level.isFinite) }
        if let facts = message.authentication(trusting: ["mx.example.org"]) {
            for value in [facts.spf, facts.dmarc].compactMap({ $0 }) + facts.dkim { precondition(isOneLine(value) && value == value.lowercased()) }
        }
        precondition(message.authentication(trusting: []) == nil)
        _ = (message.isAutomated, message.isMailingList, message.hasNullReturnPath)
    }

    /// How the parts stand in the message and inside each other, and what they hold.
    public static func checkParts(_ message: Message) {
        let parts = message.allParts
        precondition(parts.count <= message.limits.parts && message.root.range.upperBound == message.size)
        for part in parts {
            check(part, message.limits)
            precondition(part.depth <= message.limits.depth)
            for child in part.children { precondition(child.depth == part.depth + 1) }
            // What is packed in a part has octets of its own.
            guard part.isMultipart || part.encoding == .identity || part.encoding == .quotedPrintable, part.octets.count == message.size else { continue }
            var position = part.range.lowerBound
            for child in part.children where child.octets.count == message.size {
                precondition(child.range.lowerBound >= position)
                precondition(child.range.isEmpty || child.range.upperBound <= part.range.upperBound)
                position = child.range.upperBound
            }
        }
        precondition(message.leafParts.allSatisfy { !$0.isMultipart })
        for file in message.attachments where !parts.contains(where: { $0 === file }) { check(file, message.limits) }
    }

    private static func check(_ part: Part, _ limits: MessageLimits) {
        precondition(part.range.lowerBound >= 0 && part.range.upperBound <= part.octets.count)
        precondition(part.type.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).count == 2)
        precondition(part.filename.map { !$0.isEmpty } ?? true && part.parameters.count <= limits.parameters)
        if let name = part.filename { checkText(name) }
        for (name, value) in part.parameters {
            precondition(!name.isEmpty && !name.utf8.contains { (0x41...0x5A).contains($0) })
            checkText(value)
        }
        let decoded = part.decodedOctets
        precondition(decoded.count == part.decodedSize && decoded.count <= part.rawOctets.count)
        guard part.type.hasPrefix("text/") else { return }
        checkText(part.text.text)
        precondition(!part.text.text.utf8.contains(0x0D))
    }

    /// What is told by reports, calendars, contacts and signatures.
    public static func checkFacts(_ message: Message) {
        for recipient in message.bounce?.recipients ?? [] {
            for text in [recipient.address, recipient.status, recipient.action].compactMap({ $0 }) { precondition(!text.isEmpty && isOneLine(text)) }
        }
        for text in [message.receipt?.recipient, message.complaint?.recipient].compactMap({ $0 }) { precondition(!text.isEmpty && isOneLine(text)) }
        if let calendar = message.calendar {
            for text in [calendar.summary, calendar.location] { precondition(text.map(isOneLine) ?? true) }
            for date in [calendar.start, calendar.end] { date.map(checkDate) }
            precondition(calendar.attendees.count <= message.limits.addresses)
        }
        for contact in message.contacts { precondition(contact.name != nil || !contact.addresses.isEmpty) }
        precondition(Set(message.protections).count == message.protections.count)
        precondition(message.isSigned == message.protections.contains { $0.kind == .signed })
    }

    /// The limits have names that the configuration knows, and asking again gives no others.
    public static func checkLimits(_ message: Message) {
        let truncated = message.truncatedInAll
        precondition(truncated.allSatisfy { names.contains($0) } && message.truncatedInAll == truncated)
    }

    private static let names: Set<String> = [
        "header-octets", "header-count", "field-octets", "parts", "depth", "parameters", "encoded-words", "addresses", "links", "tnef-octets",
        "decoded-text", "reading-time",
    ]

    public static func checkAddress(_ address: Address) {
        checkText(address.displayName)
        checkText(address.address)
        precondition(!address.localPart.isEmpty && !(address.displayName + address.address).utf8.contains { $0 < 0x20 || $0 == 0x7F })
        precondition(address.user.utf8.count + (address.detail?.utf8.count ?? 0) <= address.localPart.utf8.count)
    }

    public static func checkDate(_ date: MailDate) {
        precondition(date.utcText.utf8.count >= 20 && abs(date.offsetSeconds) < 2 * 86_400)
    }

    /// Decoded text is in Normalization Form C.
    public static func checkText(_ text: String) {
        // Up to here all of Unicode is, wherever it stands.
        if text.unicodeScalars.allSatisfy({ $0.value < 0x300 }) { return }
        precondition(text.unicodeScalars.elementsEqual(text.precomposedStringWithCanonicalMapping.unicodeScalars))
    }

    /// Text of a field: no line end or NUL has come out of an encoded word.
    public static func checkLine(_ text: String) {
        checkText(text)
        precondition(isOneLine(text) && !text.utf8.contains(0))
    }

    public static func isOneLine(_ text: String) -> Bool { !text.utf8.contains { $0 == 0x0A || $0 == 0x0D } }
}
