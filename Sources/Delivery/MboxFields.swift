/// Header fields in which programs that read mbox files keep what they know of a message: flags, numbers, lengths.
///
/// In mail from outside they are forged: `Status: RO` hides a new message, `X-Status: D` has it deleted, `X-IMAP` makes it vanish as
/// a server's own data, `Content-Length` swallows the mail behind it. Dovecot leaves them out when it saves mail; so do we.
enum MboxFields {
    /// Left out of what is written.
    static let forgeable: Set<[UInt8]> = Set(
        [
            "content-length", "status", "x-imap", "x-imapbase", "x-keywords", "x-mozilla-keys", "x-mozilla-status", "x-mozilla-status2",
            "x-status", "x-uid",
        ].map { Array($0.utf8) })
    /// Passed over where messages are compared, since readers write them into what we delivered.
    static let rewritten = forgeable.union([Array("lines".utf8)])
    /// Octets of a line that are enough to know its name.
    static let prefix = 32

    /// The name of the field that a line begins, in lower case; nil for a line that begins none, or has a longer name than all of ours.
    /// Blanks before the colon count for nothing (RFC 5322 §4.5).
    static func name(_ line: some Collection<UInt8>) -> [UInt8]? {
        var name: [UInt8] = []
        var ended = false
        for octet in line.prefix(prefix) {
            switch octet {
            case UInt8(ascii: ":"): return name.isEmpty ? nil : name
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                if name.isEmpty { return nil }
                ended = true
            case 0x21...0x7E:
                if ended { return nil }
                name.append(octet &- 0x41 < 26 ? octet | 0x20 : octet)
            default: return nil
            }
        }
        return nil
    }

    /// The fields that tell a reader these IMAP flags; nothing for a new message without any.
    ///
    /// `Status` and `X-Status` are what mutt, Dovecot and Python's `mailbox` read; keywords stand in `X-Keywords`, from where
    /// Dovecot takes those that it knows in that mailbox. A keyword that is no atom (RFC 3501 §9) is left out.
    static func fields(for flags: [String]) -> [UInt8] {
        let known = Set(flags.map { $0.lowercased() })
        var text = known.contains("\\seen") ? "Status: RO\n" : ""
        let letters = [("\\answered", "A"), ("\\deleted", "D"), ("\\flagged", "F"), ("\\draft", "T")]
        let status = letters.filter { known.contains($0.0) }.map(\.1).joined()
        if !status.isEmpty { text += "X-Status: \(status)\n" }
        var keywords: [String] = []
        for flag in flags where isKeyword(flag) && !keywords.contains(flag) { keywords.append(flag) }
        if !keywords.isEmpty { text += "X-Keywords: \(keywords.joined(separator: " "))\n" }
        return Array(text.utf8)
    }

    private static func isKeyword(_ flag: String) -> Bool {
        !flag.isEmpty && flag.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\\(){}%*\"],".utf8.contains($0) }
    }
}
