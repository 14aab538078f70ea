/// The bounds of ``MessageLimits`` by the names that the configuration and rules know them by.
public enum ReadingLimit: String, Sendable, Hashable, CaseIterable {
    case headerOctets = "header-octets"
    case headerCount = "header-count"
    case fieldOctets = "field-octets"
    case parts
    case depth
    case parameters
    case encodedWords = "encoded-words"
    case addresses
    case links
    case tnefOctets = "tnef-octets"
    case decodedText = "decoded-text"
    case time = "reading-time"
}
