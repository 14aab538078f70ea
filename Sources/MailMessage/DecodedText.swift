/// Text out of a message: always valid Unicode, in NFC.
public struct DecodedText: Sendable, Hashable {
    public let text: String
    /// Whether octets had to be replaced by U+FFFD, or an encoding was broken or unknown.
    public let malformed: Bool

    public init(text: String, malformed: Bool) {
        self.text = text
        self.malformed = malformed
    }

    static let empty = DecodedText(text: "", malformed: false)
}
