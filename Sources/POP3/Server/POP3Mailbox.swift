public import Crypto

/// A mailbox of a server of our own, in memory.
public struct POP3Mailbox: Sendable {
    public struct Message: Sendable, Equatable {
        public var uidl: String
        /// With LF or CRLF; sent with CRLF.
        public var octets: [UInt8]

        public init(uidl: String, octets: [UInt8]) {
            self.uidl = uidl
            self.octets = octets
        }
    }

    public var password: Secret
    public var messages: [Message]

    public init(password: Secret, messages: [Message]) {
        self.password = password
        self.messages = messages
    }

    /// Messages whose unique-ids are made from their place and length.
    public init(password: String, messages: [[UInt8]]) {
        let numbered = messages.enumerated().map { Message(uidl: "m\($0 + 1)-\($1.count)", octets: $1) }
        self.init(password: Secret(password), messages: numbered)
    }
}
