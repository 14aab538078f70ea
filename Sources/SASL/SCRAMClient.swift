internal import Crypto

/// SCRAM without channel binding (RFC 5802, RFC 7677).
///
/// Deviates: RFC 5802 §5.1, because SASLprep is not applied: names and passwords in ASCII are unchanged by it, others are sent
/// as they were given.
internal struct SCRAMClient: SASLExchange {
    private enum State {
        case start
        case sentFirst
        case sentProof(serverSignature: [UInt8])
        case verified
    }

    /// RFC 7677 §4 asks servers for 4096 at least; some that are in use store fewer.
    private static let leastIterations = 1000
    /// A server may not keep us busy for longer than this takes: a few seconds.
    private static let mostIterations = 5_000_000
    /// No honest challenge is longer.
    private static let longestChallenge = 4096

    private let algorithm: HashAlgorithm
    private let password: Secret
    private let firstBare: [UInt8]
    private let nonce: [UInt8]
    private var state = State.start

    internal init(_ algorithm: HashAlgorithm, user: String, password: Secret, nonce: [UInt8]?) throws(SASLError) {
        self.algorithm = algorithm
        self.password = password
        if let nonce {
            self.nonce = nonce
        } else {
            do throws(CryptoError) {
                self.nonce = Base64.encode(try RandomOctets.make(18))
            } catch {
                throw .crypto(error)
            }
        }
        firstBare = Array("n=".utf8) + SCRAM.escaped(user) + Array(",r=".utf8) + self.nonce
    }

    internal mutating func initialResponse() -> [UInt8]? {
        state = .sentFirst
        return SCRAM.header + firstBare
    }

    internal mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        guard challenge.count <= Self.longestChallenge else { throw .malformedChallenge("SCRAM") }
        switch state {
        case .start:
            guard challenge.isEmpty else { throw .malformedChallenge("SCRAM") }
            state = .sentFirst
            return SCRAM.header + firstBare
        case .sentFirst:
            return try prove(against: challenge)
        case .sentProof(let signature):
            let attributes = SCRAM.attributes(of: challenge)
            if let reason = attributes.first(named: "e") {
                throw .refused(String(decoding: reason.prefix(60).filter { (0x20...0x7E).contains($0) }, as: UTF8.self))
            }
            guard let value = attributes.first(named: "v"), let theirs = Base64.decode(value) else { throw .malformedChallenge("SCRAM") }
            guard ConstantTime.areEqual(theirs, signature) else { throw .serverNotAuthentic }
            state = .verified
            return []
        case .verified:
            throw .unexpectedChallenge
        }
    }

    internal var acceptsSuccess: Bool {
        if case .verified = state { true } else { false }
    }

    private mutating func prove(against challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        let attributes = SCRAM.attributes(of: challenge)
        guard
            attributes.first(named: "m") == nil,
            let serverNonce = attributes.first(named: "r"), serverNonce.starts(with: nonce), serverNonce.count > nonce.count,
            let saltText = attributes.first(named: "s"), let salt = Base64.decode(saltText), !salt.isEmpty,
            let count = attributes.first(named: "i"), count.count <= 10, count.allSatisfy({ (0x30...0x39).contains($0) }),
            let iterations = Int(String(decoding: count, as: UTF8.self))
        else { throw .malformedChallenge("SCRAM") }
        guard (Self.leastIterations...Self.mostIterations).contains(iterations) else { throw .iterationsOutOfBounds }

        let withoutProof = Array("c=".utf8) + Base64.encode(SCRAM.header) + Array(",r=".utf8) + serverNonce
        let message = firstBare + [0x2C] + challenge + [0x2C] + withoutProof
        do throws(CryptoError) {
            let keys = try password.withExposed { octets throws(CryptoError) in
                try SCRAM.Keys(password: octets, salt: salt, iterations: iterations, algorithm: algorithm)
            }
            let proof = try keys.proof(of: message)
            state = .sentProof(serverSignature: try keys.serverSignature(of: message))
            return withoutProof + Array(",p=".utf8) + Base64.encode(proof)
        } catch {
            throw .crypto(error)
        }
    }
}
