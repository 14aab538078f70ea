import Foundation
import MailMessage
import RuleProgram

/// Selects the values of fields from a message (rules language §4).
struct FieldValues {
    /// As it was retrieved: body, parts, size.
    let message: Message
    /// With the header as earlier rules edited it.
    let header: Message
    let context: RunContext

    func values(of field: Field) -> [Value] {
        switch field {
        case .subject: text(header.subject)
        case .from: addresses("from")
        case .to: addresses("to")
        case .cc: addresses("cc")
        case .bcc: addresses("bcc")
        case .replyTo: addresses("reply-to")
        case .sender: addresses("sender")
        case .recipients: header.recipients.map { .address(AddressValue($0)) }
        case .envelopeFrom: header.returnPath.map { [.address(AddressValue($0))] } ?? []
        case .envelopeTo: context.envelopeToHeader.map { addresses($0) } ?? []
        case .header(let name): header.fields(named: name).map { .text(TextValue($0.decoded, origin: .field($0))) }
        case .listID: header.listID.map { [.text(TextValue($0, origin: .listID))] } ?? []
        case .messageID: header.messageID.map { [.text($0)] } ?? []
        case .inReplyTo: header.inReplyTo.map { .text($0) }
        case .references: header.references.map { .text($0) }
        case .date: moment(header.date)
        case .received: received
        case .size: [.size(message.size)]
        case .body: [.text(TextValue(message.bodyText, origin: .body))]
        case .parts: message.leafParts.map { .part($0) }
        case .attachments: message.attachments.map { .part($0) }
        case .calendar: message.calendar.map { [.calendar(FactsBox($0))] } ?? []
        case .automated: [.truth(header.isAutomated)]
        case .signed: [.truth(message.isSigned)]
        case .encrypted: [.truth(message.isEncrypted)]
        case .mailingList: [.truth(header.isMailingList)]
        case .looped: [.truth(context.hasLooped?(message) ?? false)]
        case .bounce: message.bounce.map { [.bounce(FactsBox($0))] } ?? []
        case .receipt: message.receipt.map { [.receipt(FactsBox($0))] } ?? []
        case .complaint: message.complaint.map { [.complaint(FactsBox($0))] } ?? []
        case .authentication: message.authentication(trusting: context.trustedServers).map { [.authentication(FactsBox($0))] } ?? []
        case .spam: message.spam.map { [.spam(FactsBox($0))] } ?? []
        case .truncated: message.truncatedInAll.isEmpty ? [] : [.truncation(message.truncatedInAll)]
        case .account: [.text(context.account)]
        case .now: [.moment(Moment(context.now, in: context.timeZone))]
        case .contentHash: context.contentHash.map { [.text($0)] } ?? []
        case .thread: thread
        // These are part of the plan, and evaluated there.
        case .tags, .flags: []
        }
    }

    private func text(_ decoded: DecodedText?) -> [Value] {
        decoded.map { [.text(TextValue($0))] } ?? []
    }

    private func addresses(_ name: String) -> [Value] {
        header.addresses(in: name).map { .address(AddressValue($0)) }
    }

    private func moment(_ date: MailDate?) -> [Value] {
        date.map { [.moment(Moment(instant: Double($0.seconds), offset: $0.offsetSeconds))] } ?? []
    }

    private var received: [Value] {
        let instant = header.received.map { $0.instant } ?? context.retrieved
        return instant.map { [.moment(Moment($0, in: context.timeZone))] } ?? []
    }

    private var thread: [Value] {
        let ids = (header.messageID.map { [$0] } ?? []) + header.inReplyTo + header.references
        guard !ids.isEmpty else { return [] }
        return context.state.thread(of: ids).map { [.thread(FactsBox($0))] } ?? []
    }

    // MARK: - Members

    /// A member of all values.
    func member(_ member: Member, of values: [Value]) -> [Value] {
        switch member {
        case .first: return values.first.map { [$0] } ?? []
        case .join(let separator):
            guard !values.isEmpty else { return [] }
            return [.text(values.map { $0.printed ?? $0.shown }.joined(separator: separator))]
        default: return values.flatMap { self.member(member, of: $0) }
        }
    }

    private func member(_ member: Member, of value: Value) -> [Value] {
        switch value {
        case .address(let address): of(address, member)
        case .text(let text): of(text, member)
        case .moment(let moment): of(moment, member)
        case .part(let part): of(part, member)
        case .calendar(let facts): of(facts.facts, member)
        case .bounce(let facts):
            switch member {
            case .recipient: facts.facts.recipients.compactMap { $0.address.map { .text($0) } }
            case .status: facts.facts.recipients.compactMap { $0.status.map { .text($0) } }
            case .action: facts.facts.recipients.compactMap { $0.action.map { .text($0) } }
            default: []
            }
        case .receipt(let facts):
            switch member {
            case .recipient: optional(facts.facts.recipient)
            case .disposition: optional(facts.facts.disposition)
            case .id: optional(facts.facts.messageID)
            default: []
            }
        case .complaint(let facts):
            switch member {
            case .type: optional(facts.facts.type)
            case .recipient: optional(facts.facts.recipient)
            case .source: optional(facts.facts.source)
            default: []
            }
        case .authentication(let facts):
            switch member {
            case .spf: optional(facts.facts.spf)
            case .dkim: facts.facts.dkim.map { .text($0) }
            case .dmarc: optional(facts.facts.dmarc)
            default: []
            }
        case .spam(let facts):
            switch member {
            case .score: facts.facts.score.map { [.number($0, digits: 0)] } ?? []
            case .level: facts.facts.level.map { [.number($0, digits: 0)] } ?? []
            case .flagged: [.truth(facts.facts.isFlagged)]
            default: []
            }
        case .truncation(let names): member == .reason ? names.map { .text($0) } : []
        case .thread(let facts): of(facts.facts, member)
        case .number, .size, .duration, .truth, .period: []
        }
    }

    private func optional(_ text: String?) -> [Value] { text.map { [.text($0)] } ?? [] }

    private func of(_ value: AddressValue, _ member: Member) -> [Value] {
        let address = value.address
        switch member {
        case .address: return [.text(value.whole)]
        case .localpart: return [.text(address.localPart)]
        case .domain: return address.domain.isEmpty ? [] : [.text(address.domain)]
        case .user: return [.text(address.user)]
        case .detail: return optional(address.detail)
        case .name: return address.displayName.isEmpty ? [] : [.text(address.displayName)]
        default: return of(value.whole, member)
        }
    }

    private func of(_ text: TextValue, _ member: Member) -> [Value] {
        switch member {
        case .number: text.number.map { [.number($0, digits: 0)] } ?? []
        case .malformed: [.truth(text.malformed)]
        case .raw: raw(text)
        case .html:
            switch text.origin {
            case .body where !message.bodyHTML.text.isEmpty: [.text(TextValue(message.bodyHTML))]
            default: []
            }
        case .links:
            switch text.origin {
            case .body: message.bodyLinks.map { .text($0) }
            default: []
            }
        case .id: [.text(Self.bracketed(text.text))]
        case .text: [.text(text)]
        default: []
        }
    }

    private func raw(_ text: TextValue) -> [Value] {
        switch text.origin {
        case .field(let field): [.text(TextValue(raw: Self.trimmed(field.rawOctets)))]
        case .body: [.text(TextValue(raw: message.bodyRawOctets))]
        case .anywhere, .listID: [.text(TextValue(raw: Array(text.text.utf8)))]
        }
    }

    /// Without the one blank that everybody writes behind the colon.
    private static func trimmed(_ octets: [UInt8]) -> [UInt8] {
        octets.first == 0x20 ? Array(octets.dropFirst()) : octets
    }

    /// The part in the last angle brackets, or all of it (RFC 2919 §3).
    private static func bracketed(_ text: String) -> String {
        guard let open = text.lastIndex(of: "<"), let close = text[open...].firstIndex(of: ">") else { return text }
        return String(text[text.index(after: open)..<close])
    }

    private func of(_ moment: Moment, _ member: Member) -> [Value] {
        let day = moment.day
        return switch member {
        case .year: [.number(Double(day.year), digits: 4)]
        case .month: [.number(Double(day.month), digits: 2)]
        case .day: [.number(Double(day.day), digits: 2)]
        case .hour: [.number(Double(moment.hour), digits: 2)]
        case .weekday: [.text(moment.weekday)]
        case .zone: [.text(moment.zone)]
        case .age: [.duration(max(0, context.now.timeIntervalSince1970 - moment.instant))]
        default: []
        }
    }

    private func of(_ part: Part, _ member: Member) -> [Value] {
        switch member {
        case .type: [.text(part.type)]
        case .filename: optional(part.filename)
        case .charset: optional(part.charset)
        case .disposition: optional(part.disposition)
        case .size: [.size(part.decodedSize)]
        case .text: [.text(TextValue(part.text))]
        case .depth: [.number(Double(part.depth), digits: 0)]
        case .malformed: [.truth(part.text.malformed)]
        case .raw: [.text(TextValue(raw: part.firstRawOctets))]
        default: []
        }
    }

    private func of(_ facts: CalendarFacts, _ member: Member) -> [Value] {
        switch member {
        case .method: optional(facts.method)
        case .summary: optional(facts.summary)
        case .organizer: optional(facts.organizer)
        case .start: moment(facts.start)
        case .end: moment(facts.end)
        case .location: optional(facts.location)
        case .attendees: facts.attendees.map { .text($0) }
        case .answer: optional(facts.answer)
        default: []
        }
    }

    private func of(_ facts: ThreadFacts, _ member: Member) -> [Value] {
        switch member {
        case .tags: facts.tags.map { .text($0) }
        case .assignee: optional(facts.assignee)
        case .firstSeen: facts.firstSeen.map { [.moment(Moment($0, in: context.timeZone))] } ?? []
        default: []
        }
    }
}
