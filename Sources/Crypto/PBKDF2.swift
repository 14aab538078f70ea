internal import COpenSSL

/// Keys from passwords, made slow on purpose (RFC 8018 §5.2); SCRAM's `Hi` (RFC 5802 §2.2).
public enum PBKDF2 {
    /// A key of one digest's length.
    ///
    /// The caller bounds `iterations`: a million takes about half a second.
    /// - Throws: ``CryptoError/invalidArguments`` for fewer than one iteration.
    public static func key(
        password: [UInt8], salt: [UInt8], iterations: Int, using algorithm: HashAlgorithm
    ) throws(CryptoError) -> [UInt8] {
        guard iterations >= 1, iterations <= Int(Int32.max), salt.count <= Int(Int32.max) else { throw .invalidArguments }
        var worked = false
        let key = [UInt8](unsafeUninitializedCapacity: algorithm.digestCount) { buffer, count in
            worked = password.withUnsafeBytes { octets in
                PKCS5_PBKDF2_HMAC(
                    octets.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: octets.count),
                    salt, Int32(salt.count), Int32(iterations), algorithm.descriptor,
                    Int32(algorithm.digestCount), buffer.baseAddress
                ) == 1
            }
            count = worked ? algorithm.digestCount : 0
        }
        guard worked else { throw .invalidArguments }
        return key
    }
}
