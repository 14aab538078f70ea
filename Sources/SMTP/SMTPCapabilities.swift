public import SASL
internal import Transport

/// What a server says it can do (RFC 5321 §4.1.1.1). Unknown extensions are passed over.
public struct SMTPCapabilities: Sendable, Hashable {
    /// Whether it answered EHLO at all.
    public var isExtended = false
    public var offersSTARTTLS = false
    public var offersPipelining = false
    public var offersSize = false
    /// Octets of the largest message; nil if it does not say, or says 0 (RFC 1870 §4).
    public var sizeLimit: Int?
    public var offers8BitMIME = false
    public var offersSMTPUTF8 = false
    public var offersEnhancedStatusCodes = false
    public var mechanisms: Set<SASLMechanism> = []
    /// The name that the server gives itself, escaped and cut.
    public var serverName = ""

    /// What a server without EHLO has: nothing.
    public init() {}
}

extension SMTPCapabilities {
    /// Reads the reply to EHLO. Keywords in any case; the old `AUTH=` counts as `AUTH`.
    public init(_ reply: SMTPReply) {
        self.init()
        isExtended = true
        serverName = Printable.cut(reply.lines.first?.prefix(while: { $0 != 0x20 }) ?? [], limit: 80)
        for line in reply.lines.dropFirst() {
            let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).map { String(decoding: $0, as: UTF8.self) }
            guard let keyword = words.first?.uppercased() else { continue }
            let parameters = words.dropFirst()
            switch keyword {
            case "STARTTLS": offersSTARTTLS = true
            case "PIPELINING": offersPipelining = true
            case "SIZE":
                offersSize = true
                sizeLimit = parameters.first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            case "8BITMIME": offers8BitMIME = true
            case "SMTPUTF8": offersSMTPUTF8 = true
            case "ENHANCEDSTATUSCODES": offersEnhancedStatusCodes = true
            case "AUTH": mechanisms.formUnion(parameters.compactMap { SASLMechanism(name: $0) })
            case _ where keyword.hasPrefix("AUTH="):
                mechanisms.formUnion(([String(keyword.dropFirst(5))] + parameters).compactMap { SASLMechanism(name: $0) })
            default: break
            }
        }
    }
}
