internal import Crypto
public import MailMessage

/// Marks what is forwarded, and knows the mark again, so that two forwarders that send to each other stop after one round.
///
/// The mark is `X-Postroom-Loop: v1 HEX`, one a hop: HMAC-SHA-256 over the account's name, a NUL and the recipient in lower case, with
/// a key of this installation. Nobody else can make a mark that holds, so no sender can keep a message from being forwarded.
public struct LoopGuard: Sendable {
    public static let fieldName = "X-Postroom-Loop"
    /// The key's file in the state directory.
    public static let keyName = "loop.key"
    /// Octets of a key.
    public static let keyCount = 32

    private let key: Secret

    /// A guard with a key of one's own.
    ///
    /// - Throws: ``DeliveryError/loopKey(_:reason:)`` where the system does not offer HMAC-SHA-256.
    public init(key: [UInt8]) throws(DeliveryError) {
        do throws(CryptoError) {
            _ = try HMAC.code(of: [], key: key, using: .sha256)
        } catch {
            throw .loopKey(Self.keyName, reason: error.description)
        }
        self.key = Secret(octets: key)
    }

    /// The text of the mark's field for one account and recipient.
    public func mark(account: String, recipient: String) -> String {
        "v1 " + String(decoding: Hexadecimal.encode(code(of: "\(account)\u{0}\(recipient.lowercased())")), as: UTF8.self)
    }

    /// HMAC-SHA-256 of a text with the key. Never fails: `init` has tried.
    func code(of text: String) -> [UInt8] {
        key.withExposed { (try? HMAC.code(of: Array(text.utf8), key: $0, using: .sha256)) ?? [] }
    }

    /// Whether forwarding would go in circles; nil: it may be forwarded.
    ///
    /// - Parameters:
    ///   - message: A view of `octets`.
    ///   - ownAddresses: Of the account's owner. Case is ignored in both parts, and a detail is too: `ann+x@example.org` reaches
    ///     `ann@example.org`, wherever details are known, and where they are not it reaches nobody.
    ///   - receivedLimit: More Received fields than these are a loop (RFC 5321 §6.3).
    public func verdict(
        message: Message, octets: Octets, account: String, recipient: String, ownAddresses: [String], receivedLimit: Int
    ) -> LoopVerdict? {
        if Self.isOwn(recipient, among: ownAddresses) { return .ownAddress(recipient) }
        let expected = Array(mark(account: account, recipient: recipient).utf8)
        if message.fields(named: Self.fieldName).contains(where: { Self.holds($0, expected) }) {
            return .forwardedBefore(account: account, recipient: recipient)
        }
        if isMarkedInside(message, octets, expected) { return .returned(account: account, recipient: recipient) }
        let hops = message.fields(named: "received").count
        if hops > receivedLimit { return .tooManyHops(hops, limit: receivedLimit) }
        return nil
    }

    /// Whether a message has been forwarded by this account before, to somebody whom its header names, or has passed too many servers.
    ///
    /// - Parameters: As of ``verdict(message:octets:account:recipient:ownAddresses:receivedLimit:)``.
    public func hasLooped(_ message: Message, account: String, receivedLimit: Int) -> Bool {
        if message.fields(named: "received").count > receivedLimit { return true }
        let marks = message.fields(named: Self.fieldName).prefix(Self.mostMarks)
        guard !marks.isEmpty else { return false }
        // A forward's recipient stands in Resent-To, or in To where it left as an attachment; its way back may add the others.
        let names = ["resent-to", "delivered-to", "x-original-to", "to", "cc"]
        var recipients: Set<String> = []
        for address in names.flatMap({ message.addresses(in: $0).prefix(Self.mostRecipients) }) where recipients.count < Self.mostRecipients {
            guard recipients.insert(address.address.lowercased()).inserted else { continue }
            let expected = Array(mark(account: account, recipient: address.address).utf8)
            if marks.contains(where: { Self.holds($0, expected) }) { return true }
        }
        return false
    }

    /// Marks and recipients that ``hasLooped(_:account:receivedLimit:)`` tries.
    private static let mostMarks = 50
    private static let mostRecipients = 100

    // MARK: - Marks inside

    /// Enclosed messages and headers that are looked at.
    private static let mostEnclosed = 100
    /// Octets of an enclosed header, and of a bounce's text, that are looked at.
    private static let enclosedOctets = 1 << 20

    private func isMarkedInside(_ message: Message, _ octets: Octets, _ expected: [UInt8]) -> Bool {
        var seen = 0
        for part in message.allParts where part.isMessage || Self.headerTypes.contains(part.type) {
            guard seen < Self.mostEnclosed else { break }
            seen += 1
            if part.isMessage, let inner = part.children.first {
                if inner.fields(named: Self.fieldName).contains(where: { Self.holds($0, expected) }) { return true }
                continue
            }
            let inner = Self.unpacked(part, octets)
            if inner.fields(named: Self.fieldName).contains(where: { Self.holds($0, expected) }) { return true }
        }
        guard message.hasNullReturnPath || message.bounce != nil else { return false }
        // Servers without multipart/report return the message as plain text.
        let text = message.bodyRaw.lowerBound..<min(message.bodyRaw.upperBound, message.bodyRaw.lowerBound + Self.enclosedOctets)
        let digits = Array(expected.dropFirst(3))
        return octets.withUnsafeBytes { ForwardText.contains(UnsafeRawBufferPointer(rebasing: $0[text.clamped(to: 0..<$0.count)]), digits) }
    }

    /// Headers alone, and messages in a transfer encoding that hides their parts: what the first octets of the part's body unpack to.
    private static func unpacked(_ part: Part, _ octets: Octets) -> Message {
        let encoding = part.fields(named: "content-transfer-encoding").first?.rawOctets.prefix(256) ?? []
        let body = octets[part.range.lowerBound..<min(part.range.upperBound, part.range.lowerBound + enclosedOctets)]
        let packed = Message(Octets(Array("Content-Transfer-Encoding:".utf8) + encoding + [0x0A, 0x0A] + body))
        return Message(Octets(packed.root.decodedOctets))
    }

    private static let headerTypes: Set<String> = ["text/rfc822-headers", "message/rfc822-headers", "message/global-headers"]

    /// Compared in constant time: how far a guess holds is told to nobody. Blanks, as of a fold, count as one.
    private static func holds(_ field: HeaderField, _ expected: [UInt8]) -> Bool {
        // A longer value is none of ours; it is not read.
        guard field.valueRange.count <= 4 * expected.count else { return false }
        let words = field.rawOctets.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        return ConstantTime.areEqual(Array(words.joined(separator: [0x20])), expected)
    }

    // MARK: - Own addresses

    private static func isOwn(_ recipient: String, among addresses: [String]) -> Bool {
        let recipient = mailbox(recipient)
        return addresses.contains { mailbox($0) == recipient }
    }

    /// An address in lower case, quotes of the local part and its detail left out.
    private static func mailbox(_ address: String) -> String {
        let address = address.lowercased()
        guard let at = address.utf8.lastIndex(of: UInt8(ascii: "@")) else { return address }
        var local = Array(address[..<at].utf8)
        if local.count >= 2, local.first == UInt8(ascii: "\""), local.last == UInt8(ascii: "\"") {
            local = local.dropFirst().dropLast().filter { $0 != UInt8(ascii: "\\") }
        }
        var domain = address[at...]
        if domain.utf8.last == UInt8(ascii: ".") { domain = domain.dropLast() }
        // A detail needs a name before it.
        if let plus = local.firstIndex(of: UInt8(ascii: "+")), plus > 0 { local = Array(local[..<plus]) }
        return String(decoding: local, as: UTF8.self) + domain
    }
}
