/// `tls`: how a connection becomes private.
public enum ConnectionSecurity: String, Sendable, Hashable, CaseIterable {
    /// TLS from the first octet (RFC 8314 §3).
    case implicit
    /// A plain greeting, then STLS or STARTTLS; a server that refuses ends the connection.
    case starttls
    /// No encryption: to this machine only, unless `allow-plaintext = true`.
    case none

    /// 995 or 110 (RFC 8314 §3.2, RFC 1939 §3).
    public var defaultPOP3Port: Int { self == .implicit ? 995 : 110 }

    /// 465, 587 or 25 (RFC 8314 §3.3, RFC 6409 §3.1, RFC 5321 §4.5.4.2).
    public var defaultSMTPPort: Int {
        switch self {
        case .implicit: 465
        case .starttls: 587
        case .none: 25
        }
    }
}
