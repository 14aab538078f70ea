import Foundation

/// Modified UTF-7 (RFC 3501 §5.1.3): how IMAP servers, Dovecot among them, name folders on disk.
enum MailboxEncoding {
    /// ASCII stays as it is but for `&`, which becomes `&-`; all else becomes `&`, base64 of UTF-16 with `,` for `/`, and `-`.
    static func modifiedUTF7(_ text: String) -> String {
        var out = ""
        var pending: [UInt16] = []
        func flush() {
            guard !pending.isEmpty else { return }
            let octets = pending.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            let base64 = Data(octets).base64EncodedString().replacingOccurrences(of: "/", with: ",")
            out += "&" + base64.filter { $0 != "=" } + "-"
            pending = []
        }
        for scalar in text.unicodeScalars {
            if (0x20...0x7E).contains(scalar.value) {
                flush()
                out += scalar == "&" ? "&-" : String(scalar)
            } else {
                pending.append(contentsOf: UTF16.encode(scalar).map { Array($0) } ?? [])
            }
        }
        flush()
        return out
    }

    /// A segment in Maildir++, where a dot parts folders: dots in it, and backslashes, as Dovecot's `listescape` writes them.
    static func maildirPlusPlus(_ segment: String) -> String {
        modifiedUTF7(segment).replacingOccurrences(of: "\\", with: "\\5c").replacingOccurrences(of: ".", with: "\\2e")
    }
}
