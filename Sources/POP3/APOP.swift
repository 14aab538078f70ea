internal import Crypto

/// The digest of challenge and password (RFC 1939 §7). Broken as a protection of passwords (CVE-2007-1558): used inside TLS only.
internal enum APOP {
    /// The msg-id in a greeting; nil unless it is a proper one, since forged ones help to find the password.
    internal static func challenge(in greeting: [UInt8]) -> [UInt8]? {
        guard let start = greeting.firstIndex(of: 0x3C), let end = greeting[start...].firstIndex(of: 0x3E) else { return nil }
        let challenge = greeting[start...end]
        let inner = challenge.dropFirst().dropLast()
        guard
            challenge.count <= 255, inner.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3C }),
            let at = inner.firstIndex(of: 0x40), at > inner.startIndex, at < inner.endIndex - 1,
            inner.count(where: { $0 == 0x40 }) == 1
        else { return nil }
        return Array(challenge)
    }

    /// The 32 digits that go with APOP.
    internal static func digest(challenge: [UInt8], password: Secret) throws(CryptoError) -> [UInt8] {
        let digest = try password.withExposed { octets throws(CryptoError) in try HashAlgorithm.md5.digest(of: challenge + octets) }
        return Hexadecimal.encode(digest)
    }
}
