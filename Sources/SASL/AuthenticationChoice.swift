/// How to sign in, as `auth` in the configuration says it.
public enum AuthenticationChoice: Sendable, Hashable {
    /// The strongest that both sides offer.
    case automatic
    /// This mechanism or none.
    case mechanism(SASLMechanism)
    /// The protocol's own user and password commands (RFC 1939 §7).
    case userPassword
    /// RFC 1939 §7; only inside TLS.
    case apop

    /// Reads `auto`, `plain`, `login`, `cram-md5`, `scram-sha-1`, `scram-sha-256`, `user` and `apop`, in any case.
    public init?(_ text: String) {
        switch text.lowercased() {
        case "auto", "automatic": self = .automatic
        case "user", "userpass", "pass": self = .userPassword
        case "apop": self = .apop
        default:
            guard let mechanism = SASLMechanism(name: text) else { return nil }
            self = .mechanism(mechanism)
        }
    }

    /// What ``init(_:)`` reads, for diagnostics.
    public static let spellings = ["auto", "plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "user", "apop"]
}
