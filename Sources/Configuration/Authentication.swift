/// `auth`: how to log in.
public enum Authentication: String, Sendable, Hashable, CaseIterable {
    /// The strongest that both sides know.
    case automatic = "auto"
    /// SASL PLAIN (RFC 4616).
    case plain
    /// SASL LOGIN.
    case login
    /// SASL CRAM-MD5 (RFC 2195).
    case cramMD5 = "cram-md5"
    /// SASL SCRAM-SHA-1 (RFC 5802).
    case scramSHA1 = "scram-sha-1"
    /// SASL SCRAM-SHA-256 (RFC 7677).
    case scramSHA256 = "scram-sha-256"
    /// APOP (RFC 1939 §7), inside TLS only. POP3 only.
    case apop
    /// USER and PASS (RFC 1939 §7). POP3 only.
    case user
}
