/// One message in the spool, not durable before ``Spool/sync(_:)``.
public struct SpooledFile: Sendable {
    /// Its name in the spool, fit for a Maildir.
    public let name: String
    /// Octets of the file.
    public let size: Int
    /// Octets as the server sent them, with CRLF.
    public let retrievedSize: Int
    /// Whether the server sent a CR or an LF that was no part of a CRLF.
    public let hasBareLineEnds: Bool
    /// SHA-256 of the octets as the server sent them.
    public let contentHash: [UInt8]
    /// The octets of the file if it is small, so that nobody need read it again.
    public var octets: [UInt8]?
}
