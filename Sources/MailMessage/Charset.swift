/// The charset that a label names, as the web reads labels (Encoding Standard §4.2): mail says `iso-8859-1` and means windows-1252.
enum Charset: Equatable, Sendable {
    case utf8
    /// What mail says when it says nothing of use: UTF-8 if it is that, else windows-1252.
    case ascii
    case windows1252
    case utf16(bigEndian: Bool?)
    case utf32(bigEndian: Bool?)
    case utf7
    case iso2022JP
    case hz
    case userDefined
    /// By its name for iconv.
    case other(String)

    /// - Parameter label: As written in the mail: any case, blanks and quotes around it allowed.
    init(label: some StringProtocol) {
        var name = String(decoding: label.utf8.lazy.filter { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x27 }.map(\.lowered), as: UTF8.self)
        if let star = name.firstIndex(of: "*") { name = String(name[..<star]) }
        if let slash = name.firstIndex(of: "/") { name = String(name[..<slash]) }
        if name.hasPrefix("charset=") { name = String(name.dropFirst(8)) }
        let known = CharsetLabels.names[name] ?? (name.hasPrefix("x-") ? CharsetLabels.names[String(name.dropFirst(2))] : nil)
        switch known ?? name {
        case "utf-8": self = .utf8
        case "windows-1252": self = .windows1252
        case "us-ascii", "ascii", "ansi_x3.4-1968", "ansi_x3.4-1986", "iso-ir-6", "iso646-us", "iso_646.irv:1991", "us", "csascii", "7bit", "8bit", "":
            self = .ascii
        case "utf-16le" where Self.isUnmarked(name): self = .utf16(bigEndian: nil)
        case "utf-16le", "utf16le": self = .utf16(bigEndian: false)
        case "utf-16be", "utf16be": self = .utf16(bigEndian: true)
        case "utf16": self = .utf16(bigEndian: nil)
        case "utf-32", "utf32", "ucs-4", "iso-10646-ucs-4": self = .utf32(bigEndian: nil)
        case "utf-32le", "utf32le": self = .utf32(bigEndian: false)
        case "utf-32be", "utf32be": self = .utf32(bigEndian: true)
        case "utf-7", "utf7", "unicode-1-1-utf-7", "csunicode11utf7": self = .utf7
        case "iso-2022-jp": self = .iso2022JP
        case "hz-gb-2312", "hz", "hz-gb2312": self = .hz
        case "x-user-defined": self = .userDefined
        // Of iconv's own memory, and no charset of any mail.
        case "internal", "wchar_t": self = .other("unknown")
        case let name where known != nil: self = .other(name)
        default: self = Self.codePage(name) ?? .other(name)
        }
    }

    /// Whether a label of UTF-16 leaves the order of the octets to a mark at their start.
    private static func isUnmarked(_ label: String) -> Bool {
        ["utf-16", "csunicode", "iso-10646-ucs-2", "ucs-2", "unicode"].contains(label)
    }

    /// `cp1252`, `windows1252`, `win-1252`, `ms1252` and the like.
    private static func codePage(_ name: String) -> Charset? {
        for prefix in ["windows-", "windows", "win-", "win", "cp-", "cp_", "cp", "ms-", "ms", "ibm-"] where name.hasPrefix(prefix) {
            let rest = name.dropFirst(prefix.count)
            guard !rest.isEmpty, rest.utf8.allSatisfy(\.isDigit) else { continue }
            if rest == "1252" { return .windows1252 }
            if rest == "65001" { return .utf8 }
            return .other(CharsetLabels.names["windows-\(rest)"] ?? CharsetLabels.names["cp\(rest)"] ?? "CP\(rest)")
        }
        return nil
    }
}
