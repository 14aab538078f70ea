/// A message and its views, each made when first asked for and kept. Not `Sendable`: one message is read by one task.
///
/// No octets make it fail. Where the mail breaks its standards, the views say what most readers would see.
public final class Message {
    public let octets: Octets
    public let limits: MessageLimits

    public init(_ octets: Octets, limits: MessageLimits = .default) {
        self.octets = octets
        self.limits = limits
        clock = ReadingClock(limit: limits.time)
        budget = TextBudget(limits)
    }

    /// Octets in all.
    public var size: Int { octets.count }

    private(set) lazy var header: HeaderIndex = {
        var header = octets.withUnsafeBytes { HeaderIndex($0, range: 0..<$0.count, limits: limits) }
        header.passRest(of: octets)
        return header
    }()

    /// The fields in order.
    public private(set) lazy var headers: [HeaderField] = header.entries.map(field)

    /// The fields of a name in order; names are compared without case.
    public func fields(named name: String) -> [HeaderField] {
        let header = header
        return octets.withUnsafeBytes { header.positions(of: name, in: $0) }.map { field(header.entries[$0]) }
    }

    func field(_ entry: HeaderIndex.Entry) -> HeaderField { HeaderField(octets: octets, entry: entry, limits: limits) }

    func first(_ name: StaticString) -> HeaderField? {
        let header = header
        return octets.withUnsafeBytes { header.firstEntry(of: name, in: $0) }.map(field)
    }

    private var textsByName: [String: [DecodedText]] = [:]

    /// The decoded values of all fields of a name, kept for the next asker.
    public func texts(named name: String) -> [DecodedText] {
        if let kept = textsByName[name] { return kept }
        let texts = fields(named: name).map(\.decoded)
        textsByName[name] = texts
        return texts
    }

    /// The first Subject, decoded; nil without one.
    public private(set) lazy var subject: DecodedText? = first("subject")?.decoded

    /// Where the body stands: all after the header's empty line, undecoded.
    public var bodyRaw: Range<Int> { header.bodyStart..<size }

    /// The octets of ``bodyRaw``, ``MessageLimits/decodedText`` at most.
    public var bodyRawOctets: [UInt8] {
        let range = bodyRaw
        if range.count > limits.decodedText { limitsHit.insert(.decodedText) }
        return octets[range.lowerBound..<min(range.upperBound, range.lowerBound + limits.decodedText)]
    }

    // MARK: - Addresses

    private var addressesByName: [String: [Address]] = [:]
    private let clock: ReadingClock
    private let budget: TextBudget
    private var limitsHit: Set<ReadingLimit> = []

    /// The addresses of all fields of a name, in order.
    public func addresses(in name: String) -> [Address] {
        if let kept = addressesByName[name] { return kept }
        var addresses: [Address] = []
        for field in fields(named: name) {
            let parsed = AddressParser.parse(field.unfolded, limit: limits.addresses - addresses.count)
            addresses.append(contentsOf: parsed.addresses)
            if parsed.truncated { limitsHit.insert(.addresses) }
        }
        addressesByName[name] = addresses
        return addresses
    }

    /// To, Cc, Bcc, Delivered-To, X-Original-To and Envelope-To.
    public private(set) lazy var recipients: [Address] =
        ["to", "cc", "bcc", "delivered-to", "x-original-to", "envelope-to"].flatMap { addresses(in: $0) }

    /// Whether there is a Return-Path of `<>`: a message that nobody must answer.
    public private(set) lazy var hasNullReturnPath: Bool = {
        guard let field = first("return-path") else { return false }
        let value = field.unfolded.filter { !$0.isBlankOrLineEnd }
        return value.isEmpty || value.elementsEqual("<>".utf8)
    }()

    /// The envelope's sender as the last server wrote it down; nil without one, and for `<>`.
    public var returnPath: Address? { addresses(in: "return-path").first }

    // MARK: - Dates

    /// The Date field; nil if it is absent or says no date.
    public private(set) lazy var date: MailDate? = first("date").flatMap { MailDateParser.parse($0.unfolded[...]) }

    /// The time of the newest, that is the first, Received field.
    public private(set) lazy var received: MailDate? = first("received").flatMap { field in
        let value = field.unfolded
        guard let mark = value.lastIndex(of: UInt8(ascii: ";")) else { return nil }
        return MailDateParser.parse(value[(mark + 1)...])
    }

    // MARK: - Identity

    public private(set) lazy var messageID: String? = first("message-id").flatMap { MessageIdentifiers.first($0.unfolded) }
    public private(set) lazy var inReplyTo: [String] = fields(named: "in-reply-to").flatMap { MessageIdentifiers.all($0.unfolded) }
    public private(set) lazy var references: [String] = fields(named: "references").flatMap { MessageIdentifiers.all($0.unfolded) }
    /// List-Id, decoded, with phrase and brackets (RFC 2919).
    public private(set) lazy var listID: String? = first("list-id")?.text

    // MARK: - Parts

    private lazy var tree: (root: Part, truncated: Set<ReadingLimit>) = {
        var builder = PartTreeBuilder(octets: octets, limits: limits, clock: clock, budget: budget)
        return clock.measure {
            let root = builder.build(header: header)
            let packed = EnclosedContent.open(below: root, count: builder.count, limits: limits, clock: clock, budget: budget)
            budget.share(among: Self.parts(below: root))
            return (root, builder.truncated.union(packed))
        }
    }()

    public var root: Part { tree.root }

    /// The parts without multiparts, in order. An enclosed message counts as one, before its own leaves.
    public private(set) lazy var leafParts: [Part] = allParts.filter { !$0.isMultipart }

    /// All parts, each before its children.
    public private(set) lazy var allParts: [Part] = Self.parts(below: root)

    private static func parts(below root: Part) -> [Part] {
        var parts: [Part] = []
        var waiting = [root]
        while let part = waiting.popLast() {
            parts.append(part)
            waiting.append(contentsOf: part.children.reversed())
        }
        return parts
    }

    /// The leaf parts, each winmail.dat followed by what was in it, plain text by its files in uuencode. A multipart without parts is
    /// read as text.
    private(set) lazy var readableParts: [Part] = allParts.flatMap { part -> [Part] in
        if part.isMultipart { return part.undividedText(of: limits).map { [$0] } ?? [] }
        guard let unpacked = part.tnef else { return [part] + part.inlineFileParts }
        limitsHit.formUnion(unpacked.truncated)
        return [part] + unpacked.parts
    }

    /// The leaf parts that are attachments, each winmail.dat followed by the files in it; and the files in uuencode inside of text.
    public private(set) lazy var attachments: [Part] = readableParts.filter { $0.isAttachment || $0.tnef != nil }

    // MARK: - Text

    /// The text of all text parts but those whose disposition is attachment, HTML turned to what a person sees; one line end between parts.
    public private(set) lazy var bodyText: DecodedText = joinedText { part in
        if part.type == "text/html" { return DecodedText(text: HTMLText.visibleText(from: part.text.text), malformed: part.text.malformed) }
        return part.type.hasPrefix("text/") ? part.readableText() : nil
    }

    /// The source of all HTML parts but those whose disposition is attachment.
    public private(set) lazy var bodyHTML: DecodedText = joinedText { $0.type == "text/html" ? $0.text : nil }

    /// The targets of the links of those HTML parts, in order, seen or not.
    public private(set) lazy var bodyLinks: [String] = {
        var links: [String] = []
        for part in readableParts where part.type == "text/html" && part.disposition != "attachment" {
            let found = HTMLText.links(in: part.text.text, limit: limits.links - links.count)
            links.append(contentsOf: found.links)
            if found.isCut { limitsHit.insert(.links) }
        }
        return links
    }()

    private func joinedText(_ text: (Part) -> DecodedText?) -> DecodedText { clock.measure { joined(text) } }

    private func joined(_ text: (Part) -> DecodedText?) -> DecodedText {
        var joined = ""
        var malformed = false
        for part in readableParts where part.disposition != "attachment" {
            if clock.isOver {
                limitsHit.insert(.time)
                break
            }
            guard let piece = text(part) else { continue }
            if part.isTextTruncated { limitsHit.insert(.decodedText) }
            malformed = malformed || piece.malformed
            let room = limits.decodedText - joined.utf8.count - (joined.isEmpty ? 0 : 1)
            let isCut = piece.text.utf8.count > room
            if isCut { limitsHit.insert(.decodedText) }
            if joined.isEmpty {
                joined = isCut ? piece.text.cut(toOctets: room) : piece.text
            } else if room > 0 {
                joined += "\n"
                joined += isCut ? piece.text.cut(toOctets: room) : piece.text
            }
            if isCut { break }
        }
        return DecodedText(text: joined, malformed: malformed)
    }

    // MARK: - Kinds

    /// What the first text/calendar part or TNEF meeting says; nil without one.
    public private(set) lazy var calendar: CalendarFacts? = {
        for part in readableParts {
            if CalendarReader.isCalendar(part) {
                return CalendarReader.facts(in: part.unfoldedText, method: part.parameters["method"], limits: limits)
            }
            guard let meeting = part.tnef?.meeting,
                var facts = meeting.facts(from: addresses(in: "from").first?.address, to: addresses(in: "to").first?.address)
            else { continue }
            facts.summary = facts.summary ?? subject?.text
            return facts
        }
        return nil
    }()

    /// The contacts (vCard) that the message carries, in order.
    public private(set) lazy var contacts: [ContactFacts] = readableParts.filter { ContactReader.isContact($0.type) }
        .flatMap { ContactReader.contacts(in: $0.unfoldedText, limits: limits) }

    /// How the message or parts of it are signed or encrypted; each way once, the outermost first. Nothing is verified.
    public private(set) lazy var protections: [Protection] = {
        var protections: [Protection] = []
        for part in allParts + readableParts.filter({ $0.isUnpacked }) {
            if let protection = Protection(of: part), !protections.contains(protection) { protections.append(protection) }
        }
        return protections
    }()

    public var isSigned: Bool { protections.contains { $0.kind == .signed } }
    public var isEncrypted: Bool { protections.contains { $0.kind == .encrypted } }

    /// Whether a machine sent it (RFC 3834): nobody should be answered.
    public private(set) lazy var isAutomated: Bool = Automation.isAutomated(self)

    /// Whether it came through a mailing list.
    public private(set) lazy var isMailingList: Bool = MailingList.isListed(self)

    /// The leaf parts outside of enclosed messages.
    private(set) lazy var ownLeafParts: [Part] = {
        var parts: [Part] = []
        var waiting = [root]
        while let part = waiting.popLast() {
            if !part.isMultipart { parts.append(part) }
            if !part.isMessage { waiting.append(contentsOf: part.children.reversed()) }
        }
        return parts
    }()

    /// The body of the first part of a type, outside of enclosed messages, as much as a report has.
    private func report(_ types: Set<String>) -> [UInt8]? {
        ownLeafParts.first { types.contains($0.type) }?.firstOctets(ReportFields.longest)
    }

    /// The recipients of a delivery report (RFC 3464, and what servers without it write); nil if the message is none.
    public private(set) lazy var bounce: BounceFacts? =
        report(["message/delivery-status", "message/global-delivery-status"]).flatMap { DeliveryStatus.facts(in: $0, limit: limits.addresses) }
        ?? UnstructuredBounce.facts(in: self)

    /// What a disposition notification says (RFC 8098); nil if the message is none.
    public private(set) lazy var receipt: ReceiptFacts? =
        report(["message/disposition-notification", "message/global-disposition-notification"]).map { ReceiptFacts(reading: $0) }

    /// What a feedback report says (RFC 5965); nil if the message is none.
    public private(set) lazy var complaint: ComplaintFacts? = report(["message/feedback-report"]).map { ComplaintFacts(reading: $0) }

    /// What spam filters wrote into the header; nil if none did.
    public private(set) lazy var spam: SpamFacts? = SpamFacts(self)

    /// What trusted servers found out about the sender (RFC 8601); nil if none of them wrote.
    ///
    /// - Parameter trusted: Their authserv-ids.
    public func authentication(trusting trusted: [String]) -> AuthenticationFacts? { AuthenticationFacts(self, trusted: trusted) }

    /// The fields in order, with the names that authentication looks for told apart. Not more than anybody's servers write.
    var fieldsOfTrace: [(field: HeaderField, isAuthenticationResults: Bool, isCompanion: Bool)] {
        header.entries.map { entry in
            let field = field(entry)
            let name = octets[entry.nameStart..<min(entry.nameEnd, entry.nameStart + 40)]
            let text = name[...].loweredText
            let isCompanion = text == "received-spf" || text.hasSuffix("-filter")
            return (field, text == "authentication-results", isCompanion)
        }
    }

    /// The limits that were hit by what has been asked so far, by name.
    public var truncated: [String] {
        var hit = limitsHit.union(tree.truncated).union(budget.truncated)
        hit.formUnion(header.truncated)
        if header.entries.contains(where: { $0.valueEnd - $0.valueStart > limits.fieldOctets }) { hit.insert(.fieldOctets) }
        if header.entries.contains(where: hasTooManyWords) { hit.insert(.encodedWords) }
        return hit.map(\.rawValue).sorted()
    }

    /// Whether a field has more encoded words than are decoded. A word has eight octets at least.
    private func hasTooManyWords(_ entry: HeaderIndex.Entry) -> Bool {
        guard (entry.valueEnd - entry.valueStart) / 8 > limits.encodedWords else { return false }
        let value = octets[entry.valueStart..<min(entry.valueEnd, entry.valueStart + limits.fieldOctets)]
        var count = 0
        for index in value.indices.dropLast() where value[index] == UInt8(ascii: "=") && value[index + 1] == UInt8(ascii: "?") { count += 1 }
        return count > limits.encodedWords
    }

    /// The limits that are hit in reading all of it: header, parts, addresses and text; and in reading text of attachments, as far as
    /// that was asked. Else the same whatever was asked before.
    public var truncatedInAll: [String] {
        _ = bodyText
        _ = attachments
        for name in ["from", "reply-to", "sender"] { _ = addresses(in: name) }
        _ = recipients
        return truncated
    }
}
