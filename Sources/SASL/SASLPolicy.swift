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
}
