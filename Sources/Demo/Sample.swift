/// One message of the demonstration, as a POP3 server would send it.
public struct Sample: Sendable {
    /// A short name, unique among all samples: `french invoice`.
    public let name: String
    /// The whole message with CRLF line ends, not dot-stuffed; lines that begin with a dot are here as they are.
    public let octets: [UInt8]

    /// A message written as text; see ``WireText`` for what can stand in it. The last line is ended if it is not.
    init(_ name: String, _ text: WireText) {
        self.name = name
        octets = text.octets.suffix(2) == [0x0D, 0x0A] ? text.octets : text.octets + [0x0D, 0x0A]
    }
}
