/// How a client checks a server's certificate.
public struct TLSConfiguration: Sendable, Hashable {
    /// Certificates in PEM that are trusted besides the system's store (`ca-file`). A server's own certificate will do.
    public var authorityFile: String?
    /// The same as ``authorityFile``, in memory.
    public var authorityPEM: String?
    /// Whether the system's store is trusted.
    public var trustsSystemStore: Bool

    public init(authorityFile: String? = nil, authorityPEM: String? = nil, trustsSystemStore: Bool = true) {
        self.authorityFile = authorityFile
        self.authorityPEM = authorityPEM
        self.trustsSystemStore = trustsSystemStore
    }
}
