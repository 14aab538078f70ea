public import Transport

/// Where a mailbox is, and how TLS begins there.
public struct POP3Endpoint: Sendable, Hashable {
    public enum Security: Sendable, Hashable {
        /// TLS from the first octet (RFC 8314 §3.3), port 995.
        case implicitTLS
        /// STLS before signing in (RFC 2595 §4), port 110. A server without it is not used.
        case startTLS
        /// In the clear.
        case none
    }

    public var host: String
    public var port: Int
    public var security: Security
    public var tls: TLSConfiguration

    /// - Parameter port: nil for the one registered for `security`.
    public init(host: String, port: Int? = nil, security: Security = .implicitTLS, tls: TLSConfiguration = TLSConfiguration()) {
        self.host = host
        self.port = port ?? (security == .implicitTLS ? 995 : 110)
        self.security = security
        self.tls = tls
    }
}
