/// A text that decisions rest on: a rules file, or a list that it reads.
public struct RulesText: Equatable, Sendable {
    /// The name of its file, as it is shown.
    public let name: String
    /// The hash of its octets, in hexadecimal.
    public let hash: String
    public let text: String

    public init(name: String, hash: String, text: String) {
        self.name = name
        self.hash = hash
        self.text = text
    }
}
