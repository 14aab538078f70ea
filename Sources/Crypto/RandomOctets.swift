internal import COpenSSL

/// Unpredictable octets from OpenSSL's generator.
public enum RandomOctets {
    /// - Throws: ``CryptoError/noRandomness``.
    public static func make(_ count: Int) throws(CryptoError) -> [UInt8] {
        guard count >= 0, count <= Int(Int32.max) else { throw .invalidArguments }
        var worked = false
        let octets = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            worked = count == 0 || RAND_bytes(buffer.baseAddress, Int32(count)) == 1
            filled = worked ? count : 0
        }
        guard worked else { throw .noRandomness }
        return octets
    }
}
