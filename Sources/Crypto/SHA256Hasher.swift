/// SHA-256 computed piece by piece (FIPS 180-4).
public struct SHA256Hasher: ~Copyable {
    private var hasher: Digester

    /// - Throws: ``CryptoError/unavailable(_:)`` where OpenSSL has no provider for SHA-256.
    public init() throws(CryptoError) { hasher = try Digester(.sha256) }

    public mutating func update(_ octets: UnsafeRawBufferPointer) { hasher.update(octets) }

    public mutating func update(_ octets: [UInt8]) { hasher.update(octets) }

    /// The 32 octets of the digest; the hasher starts over.
    public mutating func finish() -> [UInt8] { hasher.finish() }
}
