/// IMAP flags as Maildir writes them behind a file's name (cr.yp.to/proto/maildir.html).
public enum MessageFlags {
    private static let letters: [String: Character] = [
        "\\draft": "D", "\\flagged": "F", "\\answered": "R", "\\seen": "S", "\\deleted": "T",
    ]

    /// `:2,FS` and the like; nil when none of the flags has a letter. Keywords have none in Maildir.
    static func suffix(for flags: [String]) -> String? {
        let known = Set(flags.compactMap { letters[$0.lowercased()] })
        return known.isEmpty ? nil : ":2," + String(known.sorted())
    }

    /// Whether Maildir can keep the flag.
    public static func isKept(_ flag: String) -> Bool { letters[flag.lowercased()] != nil }
}
