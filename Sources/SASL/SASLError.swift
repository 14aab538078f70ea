public import Crypto

/// Why an exchange cannot go on. None of these is the server's refusal, which its protocol tells.
public enum SASLError: Error, Equatable, Sendable, CustomStringConvertible {
    /// User name or password hold octets that the mechanism cannot carry (such as NUL).
    case unsuitableCredentials(String)
    /// The server's challenge is not what the mechanism prescribes.
    case malformedChallenge(String)
    /// SCRAM: fewer iterations than RFC 7677 §4 asks for, or more than we are willing to compute.
    case iterationsOutOfBounds
    /// SCRAM: the server said why it refuses (`e=`), escaped.
    case refused(String)
    /// SCRAM: the server does not know the password: it may be another one.
    case serverNotAuthentic
    /// Another challenge where none is expected.
    case unexpectedChallenge
    case crypto(CryptoError)

    public var description: String {
        switch self {
        case .unsuitableCredentials(let what): "the \(what) holds characters that this mechanism cannot carry"
        case .malformedChallenge(let mechanism): "the server's challenge for \(mechanism) makes no sense"
        case .iterationsOutOfBounds: "the server asks for a number of hash iterations that is not acceptable"
        case .refused(let reason): "the server refuses: \(reason)"
        case .serverNotAuthentic: "the server could not prove that it knows the password: it may be another server"
        case .unexpectedChallenge: "the server asks for more than the mechanism has"
        case .crypto(let error): error.description
        }
    }
}
