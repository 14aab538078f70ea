public import Crypto
public import SASL

/// What a server of our own offers and asks for.
public struct SMTPServerOptions: Sendable {
    /// What it calls itself.
    public var name = "localhost"
    /// Who may sign in. AUTH is offered if there is anybody, with `startTLS` only inside TLS.
    public var users: [String: Secret] = [:]
    public var mechanisms: [SASLMechanism] = SASLMechanism.byStrength
    /// Whether mail is taken only from who has signed in.
    public var requiresSignIn = false
    /// Whether it knows EHLO.
    public var isExtended = true
    public var offersSTARTTLS = true
    public var offersPipelining = true
    /// Octets of the largest message (SIZE); nil to offer no SIZE.
    public var sizeLimit: Int? = 100 << 20
    public var offers8BitMIME = true
    public var offersSMTPUTF8 = true
    public var offersEnhancedStatusCodes = true
    /// Whether DATA is answered by 354 though there is no recipient (RFC 2920 §3.1).
    public var acceptsDataWithoutRecipients = false

    public init() {}
}
