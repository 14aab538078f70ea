public import Crypto

/// The server's half of one exchange: responses in, challenges out, without I/O and without base64. For servers of our own: the
/// demonstration's and the tests'. It keeps passwords in the clear and hides nothing about which users exist.
public struct SASLServer: Sendable {
    public enum Step: Sendable, Equatable {
        case challenge([UInt8])
        case success(user: String)
        case failure
    }

    private enum State: Sendable {
        case start
        case loginPassword(user: String)
        case cram(challenge: [UInt8])
        case scram(SCRAMServer)
        /// The server's proof was sent; an empty response ends the exchange.
        case scramProven(user: String)
        case over
    }

    public let mechanism: SASLMechanism
    private let password: @Sendable (_ user: String) -> Secret?
    private var state = State.start

    /// - Parameter password: A user's password; nil for nobody.
    public init(_ mechanism: SASLMechanism, password: @escaping @Sendable (_ user: String) -> Secret?) {
        self.mechanism = mechanism
        self.password = password
    }

    /// - Parameter response: nil where the client sent none with its command.
    public mutating func receive(_ response: [UInt8]?) -> Step {
        let step = (try? advance(response)) ?? .failure
        if case .challenge = step { return step }
        state = .over
        return step
    }

    private mutating func advance(_ response: [UInt8]?) throws(CryptoError) -> Step {
        switch (state, response) {
        case (.start, nil):
            switch mechanism {
            case .plain, .scramSHA1, .scramSHA256: return .challenge([])
            case .login: return .challenge(Array("Username:".utf8))
            case .cramMD5:
                let challenge = Array("<".utf8) + Hexadecimal.encode(try RandomOctets.make(12)) + Array("@localhost>".utf8)
                state = .cram(challenge: challenge)
                return .challenge(challenge)
            }
        case (.start, let response?):
            switch mechanism {
            case .plain: return plain(response)
            case .login:
                state = .loginPassword(user: String(decoding: response, as: UTF8.self))
                return .challenge(Array("Password:".utf8))
            case .cramMD5: return .failure
            case .scramSHA1, .scramSHA256:
                guard
                    let exchange = try SCRAMServer(mechanism == .scramSHA1 ? .sha1 : .sha256, first: response, password: password)
                else { return .failure }
                state = .scram(exchange)
                return .challenge(exchange.challenge)
            }
        case (.loginPassword(let user), let response?):
            return matches(user, response) ? .success(user: user) : .failure
        case (.cram(let challenge), let response?):
            guard let space = response.lastIndex(of: 0x20) else { return .failure }
            let user = String(decoding: response[..<space], as: UTF8.self)
            guard let secret = password(user) else { return .failure }
            let code = try secret.withExposed { key throws(CryptoError) in try HMAC.code(of: challenge, key: key, using: .md5) }
            return ConstantTime.areEqual(Hexadecimal.encode(code), Array(response[(space + 1)...])) ? .success(user: user) : .failure
        case (.scram(let exchange), let response?):
            guard let proof = try exchange.verify(response) else { return .failure }
            state = .scramProven(user: exchange.user)
            return .challenge(proof)
        case (.scramProven(let user), let response?):
            return response.isEmpty ? .success(user: user) : .failure
        case (_, nil), (.over, _):
            return .failure
        }
    }

    private func plain(_ message: [UInt8]) -> Step {
        let fields = message.split(separator: 0, omittingEmptySubsequences: false)
        guard fields.count == 3, let user = String(validating: fields[1], as: UTF8.self) else { return .failure }
        guard fields[0].isEmpty || fields[0] == fields[1] else { return .failure }
        return matches(user, Array(fields[2])) ? .success(user: user) : .failure
    }

    private func matches(_ user: String, _ given: [UInt8]) -> Bool { password(user) == Secret(octets: given) }
}
