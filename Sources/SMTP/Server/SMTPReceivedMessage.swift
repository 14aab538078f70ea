/// A message that a server of our own accepted.
public struct SMTPReceivedMessage: Sendable, Hashable {
    public var envelope: SMTPEnvelope
    /// Those of MAIL, such as `SIZE=120` and `BODY=8BITMIME`.
    public var parameters: [String]
    /// As they came, dots taken off, with the last CRLF.
    public var octets: [UInt8]
    /// What EHLO or HELO said.
    public var clientName: String
    /// Who had signed in.
    public var user: String?
    public var isEncrypted: Bool
    /// Which connection of the server's life it came over, from 1.
    public var connection: Int
}
