internal import Crypto

/// PLAIN (RFC 4616): user and password in one message.
internal struct PlainClient: SASLExchange {
    private let message: Secret
    private var isSent = false

    internal init(user: String, password: Secret) throws(SASLError) {
        guard !user.utf8.contains(0) else { throw .unsuitableCredentials("user name") }
        guard !password.withExposed({ $0.contains(0) }) else { throw .unsuitableCredentials("password") }
        message = password.withExposed { Secret(octets: [0] + Array(user.utf8) + [0] + $0) }
    }

    internal mutating func initialResponse() -> [UInt8]? {
        isSent = true
        return message.withExposed { $0 }
    }

    internal mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        guard !isSent else { throw .unexpectedChallenge }
        isSent = true
        return message.withExposed { $0 }
    }

    internal var acceptsSuccess: Bool { isSent }
}
