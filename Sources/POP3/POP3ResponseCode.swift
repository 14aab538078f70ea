/// The code in brackets at the start of a reply's text (RFC 2449 §8, RFC 3206).
public enum POP3ResponseCode: Equatable, Sendable {
    /// `[IN-USE]`: another session holds the mailbox.
    case inUse
    /// `[LOGIN-DELAY]`: this session came too early.
    case loginDelay
    /// `[SYS/TEMP]`.
    case temporary
    /// `[SYS/PERM]`.
    case permanent
    /// `[AUTH]`: the credentials themselves are wrong.
    case authentication
    /// Any other, in capitals.
    case other(String)

    /// Reads the code that `text` (behind `+OK ` or `-ERR `) begins with; nil if there is none.
    internal init?(text: ArraySlice<UInt8>) {
        guard text.first == 0x5B, let end = text.prefix(64).firstIndex(of: 0x5D) else { return nil }
        let inner = text[(text.startIndex + 1)..<end]
        guard !inner.isEmpty, inner.allSatisfy({ (0x21...0x7E).contains($0) || $0 == 0x20 }) else { return nil }
        switch String(decoding: inner, as: UTF8.self).uppercased() {
        case "IN-USE": self = .inUse
        case "LOGIN-DELAY": self = .loginDelay
        case "SYS/TEMP": self = .temporary
        case "SYS/PERM": self = .permanent
        case "AUTH": self = .authentication
        case let other: self = .other(other)
        }
    }
}
