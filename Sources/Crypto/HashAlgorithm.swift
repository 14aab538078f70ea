internal import COpenSSL

/// The hash functions that mail protocols name.
///
/// MD5 and SHA-1 are here only for the authentication mechanisms that are defined on them.
public enum HashAlgorithm: Sendable, Hashable, CaseIterable {
    case md5
    case sha1
    case sha256

    /// The octets of one digest.
    public var digestCount: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        }
    }

    /// OpenSSL's description: a constant of the library, never freed.
    internal var descriptor: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        }
    }

    /// The digest of `octets` in one call.
    ///
    /// - Throws: ``CryptoError/unavailable(_:)`` where the system's policy forbids the function (MD5 under FIPS).
    public func digest(of octets: some Sequence<UInt8>) throws(CryptoError) -> [UInt8] {
        var hasher = try Digester(self)
        hasher.update(Array(octets))
        return hasher.finish()
    }
}
