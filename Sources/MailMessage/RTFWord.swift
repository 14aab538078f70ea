/// What a control word of RTF asks for, as far as text goes.
enum RTFWord {
    case fromHTML, htmlTag, htmlRTF
    /// A destination that is no text.
    case skipped
    case fontTable, font, plain, characterSet, fontCodePage, defaultFont, ansiCodePage
    case hidden, fallbacks, unicode, binary
    case text(StaticString)
    case other

    init(_ word: ArraySlice<UInt8>) {
        self = Self.words[String(decoding: word, as: UTF8.self)] ?? .other
    }

    private static let words: [String: RTFWord] = {
        var words: [String: RTFWord] = [
            "fromhtml": .fromHTML, "htmltag": .htmlTag, "htmlrtf": .htmlRTF, "fonttbl": .fontTable, "f": .font, "plain": .plain,
            "fcharset": .characterSet, "cpg": .fontCodePage, "deff": .defaultFont, "ansicpg": .ansiCodePage, "v": .hidden,
            "uc": .fallbacks, "u": .unicode, "bin": .binary,
            "par": .text("\n"), "line": .text("\n"), "row": .text("\n"), "page": .text("\n"), "sect": .text("\n"), "tab": .text("\t"),
            "cell": .text("\t"), "nestcell": .text("\t"), "nestrow": .text("\n"), "bullet": .text("•"), "emdash": .text("—"),
            "endash": .text("–"), "emspace": .text("\u{2003}"), "enspace": .text("\u{2002}"), "qmspace": .text("\u{2005}"),
            "lquote": .text("‘"), "rquote": .text("’"), "ldblquote": .text("“"), "rdblquote": .text("”"), "zwj": .text("\u{200D}"),
            "zwnj": .text("\u{200C}"), "ltrmark": .text("\u{200E}"), "rtlmark": .text("\u{200F}"),
        ]
        let destinations = """
            colortbl stylesheet info pict objdata header headerl headerr headerf footer footerl footerr footerf filetbl revtbl listtable \
            listoverridetable rsidtbl generator themedata datastore xmlnstbl latentstyles annotation atnid atnauthor bkmkstart bkmkend \
            pgdsctbl private fldinst mhtmltag nonshppict shppict nonesttables xe tc
            """
        for word in destinations.split(separator: " ") { words[String(word)] = .skipped }
        return words
    }()
}
