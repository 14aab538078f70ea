internal import Crypto

/// CRAM-MD5 (RFC 2195): a keyed digest of the server's challenge.
internal struct CRAMMD5Client: SASLExchange {
    private let user: [UInt8]
    private let password: Secret
    private var isAnswered = false

    internal init(user: String, password: Secret) {
        self.user = Array(user.utf8)
        self.password = password
    }

    internal mutating func initialResponse() -> [UInt8]? { nil }

    internal mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        guard !isAnswered else { throw .unexpectedChallenge }
        guard !challenge.isEmpty else { throw .malformedChallenge("CRAM-MD5") }
        isAnswered = true
        do throws(CryptoError) {
            let code = try password.withExposed { key throws(CryptoError) in try HMAC.code(of: challenge, key: key, using: .md5) }
            return user + [0x20] + Hexadecimal.encode(code)
        } catch {
            throw .crypto(error)
        }
    }

    internal var acceptsSuccess: Bool { isAnswered }
}
