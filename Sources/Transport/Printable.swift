/// Text of others, made fit for a log or a terminal: escaped and cut.
public enum Printable {
    /// What is shown of a peer's text, in octets.
    public static let limit = 200

    /// `text` with control and non-ASCII octets as `\xNN`, cut at `limit` octets.
    public static func cut(_ octets: some Sequence<UInt8>, limit: Int = limit) -> String {
        var shown = ""
        var count = 0
        for octet in octets {
            guard count < limit else { return shown + "..." }
            count += 1
            switch octet {
            case 0x5C: shown += "\\\\"
            case 0x20...0x7E: shown.unicodeScalars.append(Unicode.Scalar(octet))
            default:
                let digits = String(octet, radix: 16, uppercase: true)
                shown += "\\x" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return shown
    }

    public static func cut(_ text: String, limit: Int = limit) -> String { cut(text.utf8, limit: limit) }
}
