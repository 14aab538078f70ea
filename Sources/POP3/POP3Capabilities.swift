public import SASL

/// What a server says it can do (RFC 2449 §6). Unknown capabilities are passed over.
public struct POP3Capabilities: Sendable, Equatable {
    public var offersTOP = false
    public var offersUSER = false
    public var offersUIDL = false
    public var offersSTLS = false
    public var offersPipelining = false
    public var offersResponseCodes = false
    public var mechanisms: Set<SASLMechanism> = []
    /// Seconds between two logins.
    public var loginDelay: Int?
    /// Days that the server keeps messages; nil if it does not say or keeps them for good (`NEVER`).
    public var expireDays: Int?
    /// Cut and escaped.
    public var implementation: String?
    /// Whether the server answered CAPA at all. If not, RFC 1939's own commands are taken for granted.
    public var isKnown = false

    public init() {}

    /// What a server without CAPA may be taken to offer.
    public static let unknown: POP3Capabilities = {
        var assumed = POP3Capabilities()
        assumed.offersUSER = true
        assumed.offersUIDL = true
        assumed.offersTOP = true
        return assumed
    }()
}
