/// Windows' numbers of charsets.
enum CodePage {
    /// The charset's label; a number that nobody knows gives a label that nobody knows.
    static func label(_ number: Int) -> String {
        switch number {
        case 0: "windows-1252"
        case 1200: "utf-16le"
        case 1201: "utf-16be"
        case 10000: "macintosh"
        case 10007: "x-mac-cyrillic"
        case 20127: "us-ascii"
        case 20866: "koi8-r"
        case 21866: "koi8-u"
        case 20932, 51932: "euc-jp"
        case 28591...28606: "iso-8859-\(number - 28590)"
        case 38598: "iso-8859-8"
        case 50220...50222: "iso-2022-jp"
        case 50225: "iso-2022-kr"
        case 51936: "gb2312"
        case 51949: "euc-kr"
        case 52936: "hz-gb-2312"
        case 54936: "gb18030"
        case 65000: "utf-7"
        case 65001: "utf-8"
        default: "windows-\(number)"
        }
    }

    /// The code page of a Windows character set, as RTF's `\fcharset` gives it; nil for the default and for symbols.
    static func number(ofCharacterSet set: Int) -> Int? {
        switch set {
        case 0: 1252
        case 77: 10000
        case 128: 932
        case 129: 949
        case 130: 1361
        case 134: 936
        case 136: 950
        case 161: 1253
        case 162: 1254
        case 163: 1258
        case 177: 1255
        case 178: 1256
        case 186: 1257
        case 204: 1251
        case 222: 874
        case 238: 1250
        case 254: 437
        case 255: 850
        default: nil
        }
    }

    /// Whether characters may be two octets, of which the second may look like ASCII.
    static func isMultibyte(_ number: Int) -> Bool {
        [932, 936, 949, 950, 1361, 51932, 51949, 54936, 65001].contains(number)
    }
}
