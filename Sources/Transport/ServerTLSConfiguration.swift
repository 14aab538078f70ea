/// What a server shows to its clients.
public struct ServerTLSConfiguration: Sendable {
    /// The certificate in PEM, and those between it and its authority.
    public var certificatePEM: String
    public var privateKeyPEM: String

    public init(certificatePEM: String, privateKeyPEM: String) {
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
    }
}
