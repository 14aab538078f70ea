internal import COpenSSL

/// A digest computed piece by piece; the one owner of its OpenSSL context.
public struct Digester: ~Copyable {
    private let context: OpaquePointer
    private let algorithm: HashAlgorithm

    /// - Throws: ``CryptoError/unavailable(_:)`` where the system's policy forbids the function.
    public init(_ algorithm: HashAlgorithm) throws(CryptoError) {
        guard let context = EVP_MD_CTX_new() else { throw .unavailable(algorithm) }
        guard EVP_DigestInit_ex(context, algorithm.descriptor, nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw .unavailable(algorithm)
        }
        self.context = context
        self.algorithm = algorithm
    }

    deinit { EVP_MD_CTX_free(context) }

    public mutating func update(_ octets: UnsafeRawBufferPointer) {
        guard let base = octets.baseAddress else { return }
        _ = EVP_DigestUpdate(context, base, octets.count)
    }

    public mutating func update(_ octets: [UInt8]) {
        octets.withUnsafeBytes { update($0) }
    }

    /// The digest; the hasher starts over and can be used for the next message.
    public mutating func finish() -> [UInt8] {
        let digest = [UInt8](unsafeUninitializedCapacity: algorithm.digestCount) { buffer, count in
            _ = EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            count = algorithm.digestCount
        }
        _ = EVP_DigestInit_ex(context, nil, nil)
        return digest
    }
}
