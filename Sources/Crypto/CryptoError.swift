/// What the cryptographic library may refuse.
public enum CryptoError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The function is not offered by this system's OpenSSL or is forbidden by its policy.
    case unavailable(HashAlgorithm)
    /// The system gave no random octets.
    case noRandomness
    /// Arguments that the library does not take (such as zero iterations).
    case invalidArguments

    public var description: String {
        switch self {
        case .unavailable(let algorithm): "this system's OpenSSL does not offer \(algorithm)"
        case .noRandomness: "the system gave no random octets"
        case .invalidArguments: "the cryptographic library refused its arguments"
        }
    }
}
