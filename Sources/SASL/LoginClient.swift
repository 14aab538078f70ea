internal import Crypto

/// LOGIN: the user name, then the password, whatever words the server prompts with.
internal struct LoginClient: SASLExchange {
    private let user: [UInt8]
    private let password: Secret
    private var answers = 0

    internal init(user: String, password: Secret) {
        self.user = Array(user.utf8)
        self.password = password
    }

    internal mutating func initialResponse() -> [UInt8]? { nil }

    internal mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        answers += 1
        switch answers {
        case 1: return user
        case 2: return password.withExposed { $0 }
        default: throw .unexpectedChallenge
        }
    }

    internal var acceptsSuccess: Bool { answers == 2 }
}
