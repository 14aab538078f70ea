internal import COpenSSL

/// A keyed digest (RFC 2104).
public enum HMAC {
    /// - Throws: ``CryptoError/unavailable(_:)`` where the system's policy forbids the function.
    public static func code(of message: [UInt8], key: [UInt8], using algorithm: HashAlgorithm) throws(CryptoError) -> [UInt8] {
        var worked = false
        let code = [UInt8](unsafeUninitializedCapacity: algorithm.digestCount) { buffer, count in
            // OpenSSL takes a null key for "the key of before": an empty key needs an address.
            let end: [UInt8] = key.isEmpty ? [0] : key
            worked = COpenSSL.HMAC(
                algorithm.descriptor, end, Int32(clamping: key.count), message, message.count, buffer.baseAddress, nil
            ) != nil
            count = worked ? algorithm.digestCount : 0
        }
        guard worked else { throw .unavailable(algorithm) }
        return code
    }
}
