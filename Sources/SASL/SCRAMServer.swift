internal import Crypto

/// The server's half of SCRAM (RFC 5802 §5), from the client's first message on.
internal struct SCRAMServer: Sendable {
    internal let user: String
    internal let challenge: [UInt8]
    private let firstBare: [UInt8]
    private let nonce: [UInt8]
    private let keys: SCRAM.Keys
    private let algorithm: HashAlgorithm

    private static let iterations = 4096

    /// Nil for a message that is not one, or a user who is nobody.
    internal init?(_ algorithm: HashAlgorithm, first: [UInt8], password: (String) -> Secret?) throws(CryptoError) {
        guard first.starts(with: SCRAM.header) || first.starts(with: Array("y,,".utf8)) else { return nil }
        firstBare = Array(first.dropFirst(3))
        let attributes = SCRAM.attributes(of: firstBare)
        guard
            let name = attributes.first(named: "n"), let user = SCRAM.unescaped(name), let clientNonce = attributes.first(named: "r"),
            !clientNonce.isEmpty, let secret = password(user)
        else { return nil }
        self.user = user
        self.algorithm = algorithm
        nonce = clientNonce + Base64.encode(try RandomOctets.make(18))
        let salt = try RandomOctets.make(16)
        keys = try secret.withExposed { octets throws(CryptoError) in
            try SCRAM.Keys(password: octets, salt: salt, iterations: Self.iterations, algorithm: algorithm)
        }
        challenge = Array("r=".utf8) + nonce + Array(",s=".utf8) + Base64.encode(salt) + Array(",i=\(Self.iterations)".utf8)
    }

    /// The server's final message if the client's is right, else nil.
    internal func verify(_ final: [UInt8]) throws(CryptoError) -> [UInt8]? {
        let attributes = SCRAM.attributes(of: final)
        guard
            let binding = attributes.first(named: "c"), Base64.decode(binding).map({ $0 == SCRAM.header || $0 == Array("y,,".utf8) }) == true,
            let given = attributes.first(named: "r"), Array(given) == nonce,
            let proofText = attributes.first(named: "p"), let proof = Base64.decode(proofText)
        else { return nil }
        let withoutProof = final.dropLast(proofText.count + 3)
        let message = firstBare + [0x2C] + challenge + [0x2C] + withoutProof
        guard ConstantTime.areEqual(try keys.proof(of: message), proof) else { return nil }
        return Array("v=".utf8) + Base64.encode(try keys.serverSignature(of: message))
    }
}
