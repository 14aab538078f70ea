public import Crypto

/// The client's half of one authentication exchange: challenges in, responses out, without I/O and without base64.
///
/// A value; a copy made in the middle of an exchange goes its own way. After an error the exchange is dead and the protocol
/// cancels it (`*`).
public struct SASLClient: Sendable {
    public let mechanism: SASLMechanism
    private var exchange: any SASLExchange

    /// - Throws: ``SASLError/unsuitableCredentials(_:)``, ``SASLError/crypto(_:)``.
    public init(_ mechanism: SASLMechanism, user: String, password: Secret) throws(SASLError) {
        try self.init(mechanism, user: user, password: password, nonce: nil)
    }

    /// - Parameter nonce: For tests with the vectors of the RFCs; nil for a random one.
    internal init(_ mechanism: SASLMechanism, user: String, password: Secret, nonce: [UInt8]?) throws(SASLError) {
        self.mechanism = mechanism
        switch mechanism {
        case .plain: exchange = try PlainClient(user: user, password: password)
        case .login: exchange = LoginClient(user: user, password: password)
        case .cramMD5: exchange = CRAMMD5Client(user: user, password: password)
        case .scramSHA1: exchange = try SCRAMClient(.sha1, user: user, password: password, nonce: nonce)
        case .scramSHA256: exchange = try SCRAMClient(.sha256, user: user, password: password, nonce: nonce)
        }
    }

    /// Whether user name and password can go into a command or an exchange at all: no control characters in the one, no NUL, CR or LF
    /// in the other.
    ///
    /// - Throws: ``SASLError/unsuitableCredentials(_:)``.
    public static func requireSuitable(user: String, password: Secret) throws(SASLError) {
        guard user.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), !user.isEmpty else { throw .unsuitableCredentials("user name") }
        guard password.withExposed({ $0.allSatisfy { $0 != 0 && $0 != 0x0A && $0 != 0x0D } }) else {
            throw .unsuitableCredentials("password")
        }
    }

    /// What may go along with the command that starts the exchange (RFC 4422 §3.3); nil if the server speaks first.
    public mutating func initialResponse() -> [UInt8]? { exchange.initialResponse() }

    /// The answer to the server's challenge. It may be empty, which is not the same as none.
    public mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] { try exchange.respond(to: challenge) }

    /// Whether success may be believed now: SCRAM's server has to prove itself first.
    public var acceptsSuccess: Bool { exchange.acceptsSuccess }
}

/// What each mechanism is.
internal protocol SASLExchange: Sendable {
    mutating func initialResponse() -> [UInt8]?
    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8]
    var acceptsSuccess: Bool { get }
}
