internal import Transport

/// Why a message cannot be handed to a server at all.
public enum SMTPObstacle: Sendable, Hashable, CustomStringConvertible {
    /// The message is larger than the server says it takes; octets (RFC 1870 §6.1).
    case tooLarge(size: Int, limit: Int)
    /// 8-bit content, and no 8BITMIME (RFC 6152).
    case eightBit
    /// UTF-8 in addresses or header, and no SMTPUTF8 (RFC 6531).
    case international
    /// An address that cannot stand in a command: with control characters, spaces, angle brackets. Escaped and cut.
    case unsuitableAddress(String)
    case noRecipients

    public var description: String {
        switch self {
        case .tooLarge(let size, let limit): "the message has \(size) octets, and the server takes \(limit) at most"
        case .eightBit: "the message holds 8-bit text, which the server does not take (it has no 8BITMIME)"
        case .international: "the message has addresses or header fields in UTF-8, which the server does not take (it has no SMTPUTF8)"
        case .unsuitableAddress(let address): "\"\(address)\" is not an address that can be sent to a server"
        case .noRecipients: "the message has no recipient"
        }
    }
}
