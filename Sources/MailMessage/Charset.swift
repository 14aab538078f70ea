/// The charset that a label names, as the web reads labels: mail says `iso-8859-1` and means windows-1252.
enum Charset: Equatable, Sendable {
    case utf8
    case ascii
    case utf16(bigEndian: Bool?)
    case utf32(bigEndian: Bool?)
    case utf7
    /// By its name for iconv.
    case other(String)

    /// - Parameter label: As written in the mail: any case, blanks and quotes around it allowed.
    init(label: some StringProtocol) {
        var name = String(decoding: label.utf8.lazy.filter { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x27 }.map(\.lowered), as: UTF8.self)
        if let star = name.firstIndex(of: "*") { name = String(name[..<star]) }
        if let slash = name.firstIndex(of: "/") { name = String(name[..<slash]) }
        if name.hasPrefix("x-"), Self.aliases[name] == nil { name = String(name.dropFirst(2)) }
        if name.hasPrefix("charset=") { name = String(name.dropFirst(8)) }
        switch name {
        case "utf-8", "utf8", "unicode-1-1-utf-8", "utf-8n", "utf_8": self = .utf8
        case "us-ascii", "ascii", "ansi_x3.4-1968", "iso-ir-6", "us", "7bit", "8bit", "": self = .ascii
        case "utf-16", "utf16", "unicode", "ucs-2", "iso-10646-ucs-2": self = .utf16(bigEndian: nil)
        case "utf-16le", "utf16le", "unicodefeff": self = .utf16(bigEndian: false)
        case "utf-16be", "utf16be", "unicodefffe": self = .utf16(bigEndian: true)
        case "utf-32", "utf32", "ucs-4": self = .utf32(bigEndian: nil)
        case "utf-32le": self = .utf32(bigEndian: false)
        case "utf-32be": self = .utf32(bigEndian: true)
        case "utf-7", "utf7", "unicode-1-1-utf-7": self = .utf7
        default: self = .other(Self.aliases[name] ?? Self.codePage(name) ?? name)
        }
    }

    /// `cp1252`, `windows1252`, `win-1252`, `ms1252` and the like.
    private static func codePage(_ name: String) -> String? {
        for prefix in ["windows-", "windows", "win-", "cp-", "cp", "ms"] where name.hasPrefix(prefix) {
            let rest = name.dropFirst(prefix.count)
            guard !rest.isEmpty, rest.utf8.allSatisfy(\.isDigit) else { continue }
            return aliases["windows-\(rest)"] ?? "CP\(rest)"
        }
        return nil
    }

    private static let aliases: [String: String] = [
        "iso-8859-1": "CP1252", "iso8859-1": "CP1252", "iso_8859-1": "CP1252", "iso88591": "CP1252", "latin1": "CP1252",
        "latin-1": "CP1252", "l1": "CP1252", "iso-ir-100": "CP1252", "iso_8859-1:1987": "CP1252", "cp819": "CP1252",
        "ibm819": "CP1252", "iso-8859-1-windows-3.1-latin-1": "CP1252", "ansi": "CP1252",
        "iso-8859-9": "CP1254", "iso8859-9": "CP1254", "iso_8859-9": "CP1254", "latin5": "CP1254", "l5": "CP1254",
        "iso-8859-11": "CP874", "tis-620": "CP874", "windows-874": "CP874",
        "iso-8859-8-i": "ISO-8859-8", "iso-8859-8-e": "ISO-8859-8", "iso-8859-6-i": "ISO-8859-6", "iso-8859-6-e": "ISO-8859-6",
        "gb2312": "GB18030", "gbk": "GB18030", "gb_2312-80": "GB18030", "x-gbk": "GB18030", "chinese": "GB18030",
        "csgb2312": "GB18030", "gb2312-80": "GB18030", "windows-936": "GB18030", "hz-gb-2312": "HZ",
        "big5": "BIG5-HKSCS", "big5-hkscs": "BIG5-HKSCS", "x-x-big5": "BIG5-HKSCS", "cn-big5": "BIG5-HKSCS", "windows-950": "BIG5-HKSCS",
        "ks_c_5601-1987": "CP949", "ks_c_5601-1989": "CP949", "ks_c_5601": "CP949", "ksc5601": "CP949", "ksc_5601": "CP949",
        "euc-kr": "CP949", "korean": "CP949", "windows-949": "CP949", "x-windows-949": "CP949", "iso-ir-149": "CP949", "cseuckr": "CP949",
        "shift_jis": "CP932", "shift-jis": "CP932", "sjis": "CP932", "x-sjis": "CP932", "ms_kanji": "CP932", "windows-31j": "CP932",
        "windows-932": "CP932", "csshiftjis": "CP932",
        "euc-jp": "EUC-JP-MS", "x-euc-jp": "EUC-JP-MS", "eucjp": "EUC-JP-MS", "cseucpkdfmtjapanese": "EUC-JP-MS",
        "iso-2022-jp": "ISO-2022-JP-3", "csiso2022jp": "ISO-2022-JP-3", "cp50220": "ISO-2022-JP-3", "cp50221": "ISO-2022-JP-3",
        "iso-2022-jp-ms": "ISO-2022-JP-3",
        "koi8-r": "KOI8-R", "koi8": "KOI8-R", "cskoi8r": "KOI8-R", "koi8-ru": "KOI8-U",
        "macintosh": "MACINTOSH", "mac": "MACINTOSH", "x-mac-roman": "MACINTOSH", "x-mac-cyrillic": "MAC-CYRILLIC",
    ]
}
