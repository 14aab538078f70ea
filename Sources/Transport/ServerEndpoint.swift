/// Where a server is, and how TLS begins there.
public struct ServerEndpoint: Sendable, Hashable {
    public enum Security: Sendable, Hashable {
        /// TLS from the first octet (RFC 8314 §3).
        case implicitTLS
        /// The protocol's own command before anything else: STLS (RFC 2595 §4), STARTTLS (RFC 3207). A server without it is not used.
        case startTLS
        /// In the clear.
        case none
    }

    public var host: String
    public var port: Int
    public var security: Security
    public var tls: TLSConfiguration

    public init(host: String, port: Int, security: Security = .implicitTLS, tls: TLSConfiguration = TLSConfiguration()) {
        self.host = host
        self.port = port
        self.security = security
        self.tls = tls
    }
}
