/// The authentication mechanisms that Postroom speaks.
public enum SASLMechanism: String, Sendable, Hashable, CaseIterable {
    /// RFC 4616.
    case plain = "PLAIN"
    /// Never standardised; draft-murchison-sasl-login.
    case login = "LOGIN"
    /// RFC 2195.
    case cramMD5 = "CRAM-MD5"
    /// RFC 5802.
    case scramSHA1 = "SCRAM-SHA-1"
    /// RFC 7677.
    case scramSHA256 = "SCRAM-SHA-256"

    /// Reads a name as servers announce it, in any case; nil for a mechanism that is not spoken here.
    public init?(name: some StringProtocol) { self.init(rawValue: name.uppercased()) }

    /// Whether who reads along learns the password.
    public var exposesPassword: Bool { self == .plain || self == .login }

    /// The strongest first.
    public static let byStrength: [SASLMechanism] = [.scramSHA256, .scramSHA1, .cramMD5, .plain, .login]
}
