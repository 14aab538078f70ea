public import Transport

/// Where mail is handed over, and how TLS begins there.
public struct SMTPEndpoint: Sendable, Hashable {
    public enum Security: Sendable, Hashable {
        /// TLS from the first octet (RFC 8314 §3.3), port 465.
        case implicitTLS
        /// STARTTLS before anything else (RFC 3207), port 587. A server without it is not used.
        case startTLS
        /// In the clear, port 25.
        case none
    }

    public var host: String
    public var port: Int
    public var security: Security
    public var tls: TLSConfiguration
    /// What EHLO says of us; nil for this machine's name if it is a full one, else our address (RFC 5321 §4.1.3).
    public var clientName: String?

    /// - Parameter port: nil for the one registered for `security`.
    public init(
        host: String, port: Int? = nil, security: Security = .implicitTLS, tls: TLSConfiguration = TLSConfiguration(),
        clientName: String? = nil
    ) {
        self.host = host
        self.port = port ?? security.registeredPort
        self.security = security
        self.tls = tls
        self.clientName = clientName
    }
}

extension SMTPEndpoint.Security {
    public var registeredPort: Int {
        switch self {
        case .implicitTLS: 465
        case .startTLS: 587
        case .none: 25
        }
    }
}
