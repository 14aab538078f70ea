/// Which mechanism to take of those that a server offers.
public struct SASLPolicy: Sendable, Hashable {
    public var choice: AuthenticationChoice
    /// Whether the password itself may be sent: inside TLS, on loopback, or where the configuration says `allow-plaintext`.
    public var allowsPlaintext: Bool

    public init(choice: AuthenticationChoice, allowsPlaintext: Bool) {
        self.choice = choice
        self.allowsPlaintext = allowsPlaintext
    }

    /// The mechanism to use, or nil if none of the offered ones may be: then a protocol may have a way of its own.
    public func mechanism(offered: some Collection<SASLMechanism>) -> SASLMechanism? {
        let candidates: [SASLMechanism] =
            switch choice {
            case .automatic: SASLMechanism.byStrength
            case .mechanism(let one): [one]
            case .userPassword, .apop: []
            }
        return candidates.first { offered.contains($0) && (allowsPlaintext || !$0.exposesPassword) }
    }

    /// Why `mechanism`, which was asked for, is not used, and what would help.
    public func objection(to mechanism: SASLMechanism, offered: some Collection<SASLMechanism>) -> String {
        guard !offered.contains(mechanism) else { return "\(mechanism.rawValue) would send the password in the clear: set tls" }
        let others = offered.map(\.rawValue).sorted().joined(separator: ", ")
        return "the server does not offer \(mechanism.rawValue)\(others.isEmpty ? "" : " but \(others)"): set auth = \"auto\""
    }
}
