internal import Transport

/// The server's `-ERR`: to what, why, and what it says, escaped and cut.
public struct POP3Refusal: Equatable, Sendable, CustomStringConvertible {
    /// The verb that was refused, without arguments; empty for the greeting.
    public let command: String
    public let code: POP3ResponseCode?
    public let text: String

    public init(command: String, code: POP3ResponseCode?, text: String) {
        self.command = command
        self.code = code
        self.text = text
    }

    internal init(command: String, line: some Sequence<UInt8>) {
        let octets = Array(line)
        self.init(command: command, code: POP3ResponseCode(text: octets[...]), text: Printable.cut(octets))
    }

    public var description: String { text.isEmpty ? "no reason given" : "\"\(text)\"" }
}
