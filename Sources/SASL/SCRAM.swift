internal import Crypto

/// What both halves of SCRAM share (RFC 5802 §3, §5).
internal enum SCRAM {
    /// The GS2 header: no channel binding, no other identity.
    internal static let header = Array("n,,".utf8)

    /// `user` as a saslname (RFC 5802 §5.1).
    internal static func escaped(_ user: String) -> [UInt8] {
        user.utf8.flatMap { octet -> [UInt8] in
            switch octet {
            case 0x2C: Array("=2C".utf8)
            case 0x3D: Array("=3D".utf8)
            default: [octet]
            }
        }
    }

    /// A saslname as the user's name; nil for a stray "=".
    internal static func unescaped(_ name: ArraySlice<UInt8>) -> String? {
        var octets: [UInt8] = []
        var rest = name
        while let octet = rest.popFirst() {
            guard octet == 0x3D else {
                octets.append(octet)
                continue
            }
            switch Array(rest.prefix(2)) {
            case [0x32, 0x43]: octets.append(0x2C)
            case [0x33, 0x44]: octets.append(0x3D)
            default: return nil
            }
            rest = rest.dropFirst(2)
        }
        return String(validating: octets, as: UTF8.self)
    }

    /// `a=value` fields between commas.
    internal struct Attributes {
        internal let fields: [ArraySlice<UInt8>]

        /// The value of the first field of that name.
        internal func first(named name: Unicode.Scalar) -> ArraySlice<UInt8>? {
            fields.first { $0.starts(with: [UInt8(ascii: name), 0x3D]) }?.dropFirst(2)
        }
    }

    internal static func attributes(of message: [UInt8]) -> Attributes {
        Attributes(fields: message.split(separator: 0x2C, omittingEmptySubsequences: false))
    }

    /// The keys that a password gives.
    internal struct Keys {
        private let algorithm: HashAlgorithm
        private let clientKey: [UInt8]
        private let serverKey: [UInt8]
        internal let storedKey: [UInt8]

        internal init(password: [UInt8], salt: [UInt8], iterations: Int, algorithm: HashAlgorithm) throws(CryptoError) {
            let salted = try PBKDF2.key(password: password, salt: salt, iterations: iterations, using: algorithm)
            self.algorithm = algorithm
            clientKey = try HMAC.code(of: Array("Client Key".utf8), key: salted, using: algorithm)
            serverKey = try HMAC.code(of: Array("Server Key".utf8), key: salted, using: algorithm)
            storedKey = try algorithm.digest(of: clientKey)
        }

        internal func proof(of message: [UInt8]) throws(CryptoError) -> [UInt8] {
            let signature = try HMAC.code(of: message, key: storedKey, using: algorithm)
            return zip(clientKey, signature).map { $0 ^ $1 }
        }

        internal func serverSignature(of message: [UInt8]) throws(CryptoError) -> [UInt8] {
            try HMAC.code(of: message, key: serverKey, using: algorithm)
        }
    }
}
