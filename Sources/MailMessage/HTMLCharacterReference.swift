/// Character references of HTML: `&amp;`, `&#233;`, `&#xE9;`.
enum HTMLCharacterReference {
    private static let longestName = 16
    /// The longest of the names that need no semicolon.
    private static let longestBareName = 6

    /// - Parameter inAttribute: In a tag, where a name without a semicolon and with letters or `=` behind it is part of an address.
    /// - Returns: The UTF-8 of the character and the offset past the reference; nil if there is none at `start`.
    static func decode(_ octets: [UInt8], at start: Int, inAttribute: Bool = false) -> (text: [UInt8], next: Int)? {
        var index = start + 1
        guard index < octets.count else { return nil }
        if octets[index] == UInt8(ascii: "#") { return numeric(octets, from: index + 1) }
        let nameStart = index
        while index < octets.count, index - nameStart < longestName, octets[index].isLetter || octets[index].isDigit { index += 1 }
        if index < octets.count, octets[index] == UInt8(ascii: ";") {
            if let scalar = named[String(decoding: octets[nameStart..<index], as: UTF8.self)] { return (Array(String(scalar).utf8), index + 1) }
        }
        var end = min(index, nameStart + longestBareName)
        while end >= nameStart + 2 {
            let name = String(decoding: octets[nameStart..<end], as: UTF8.self)
            if bare.contains(name), let scalar = named[name] {
                let isPartOfMore = end < octets.count && (octets[end].isLetter || octets[end].isDigit || octets[end] == UInt8(ascii: "="))
                if inAttribute, isPartOfMore { return nil }
                return (Array(String(scalar).utf8), end)
            }
            end -= 1
        }
        return nil
    }

    private static func numeric(_ octets: [UInt8], from start: Int) -> (text: [UInt8], next: Int)? {
        var index = start
        var value: UInt32 = 0
        let isHexadecimal = index < octets.count && octets[index].lowered == UInt8(ascii: "x")
        if isHexadecimal { index += 1 }
        let digitsStart = index
        while index < octets.count, let digit = octets[index].hexadecimalValue, isHexadecimal || digit < 10 {
            value = min(value * (isHexadecimal ? 16 : 10) + UInt32(digit), 0x11_0000)
            index += 1
        }
        guard index > digitsStart else { return nil }
        if index < octets.count, octets[index] == UInt8(ascii: ";") { index += 1 }
        let scalar: Unicode.Scalar
        switch value {
        case 0: scalar = "\u{FFFD}"
        case 0x80...0x9F:
            let octet = [UInt8(value)]
            scalar = CharsetDecoder.decode(octet, label: "windows-1252").text.unicodeScalars.first ?? "\u{FFFD}"
        default: scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        }
        return (Array(String(scalar).utf8), index)
    }

    private static let latin = """
        nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para \
        middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute \
        Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute \
        THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde \
        ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
        """

    /// The names that are read without a semicolon.
    private static let bare = Set(latin.split(separator: " ").map(String.init) + ["amp", "lt", "gt", "quot", "AMP", "LT", "GT", "QUOT", "COPY", "REG"])

    /// Those of HTML 4, by code where they are contiguous, and of the later ones what stands for ASCII, for what is not seen, and
    /// for letters of Europe.
    private static let named: [String: Unicode.Scalar] = {
        var table: [String: Unicode.Scalar] = [
            "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "AMP": "&", "LT": "<", "GT": ">", "QUOT": "\"",
            "OElig": "Œ", "oelig": "œ", "Scaron": "Š", "scaron": "š", "Yuml": "Ÿ", "fnof": "ƒ", "circ": "ˆ", "tilde": "˜",
            "ensp": "\u{2002}", "emsp": "\u{2003}", "thinsp": "\u{2009}", "zwnj": "\u{200C}", "zwj": "\u{200D}", "lrm": "\u{200E}",
            "rlm": "\u{200F}", "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”",
            "bdquo": "„", "dagger": "†", "Dagger": "‡", "bull": "•", "hellip": "…", "permil": "‰", "prime": "′", "Prime": "″",
            "lsaquo": "‹", "rsaquo": "›", "oline": "‾", "frasl": "⁄", "euro": "€", "image": "ℑ", "weierp": "℘", "real": "ℜ",
            "trade": "™", "alefsym": "ℵ", "larr": "←", "uarr": "↑", "rarr": "→", "darr": "↓", "harr": "↔", "crarr": "↵",
            "lArr": "⇐", "uArr": "⇑", "rArr": "⇒", "dArr": "⇓", "hArr": "⇔", "forall": "∀", "part": "∂", "exist": "∃", "empty": "∅",
            "nabla": "∇", "isin": "∈", "notin": "∉", "ni": "∋", "prod": "∏", "sum": "∑", "minus": "−", "lowast": "∗", "radic": "√",
            "prop": "∝", "infin": "∞", "ang": "∠", "and": "∧", "or": "∨", "cap": "∩", "cup": "∪", "int": "∫", "there4": "∴",
            "sim": "∼", "cong": "≅", "asymp": "≈", "ne": "≠", "equiv": "≡", "le": "≤", "ge": "≥", "sub": "⊂", "sup": "⊃",
            "nsub": "⊄", "sube": "⊆", "supe": "⊇", "oplus": "⊕", "otimes": "⊗", "perp": "⊥", "sdot": "⋅", "lceil": "⌈",
            "rceil": "⌉", "lfloor": "⌊", "rfloor": "⌋", "lang": "⟨", "rang": "⟩", "loz": "◊", "spades": "♠", "clubs": "♣",
            "hearts": "♥", "diams": "♦", "thetasym": "ϑ", "upsih": "ϒ", "piv": "ϖ",
        ]
        let later: KeyValuePairs<StaticString, Unicode.Scalar> = [
            "Tab": "\t", "NewLine": "\n", "excl": "!", "num": "#", "dollar": "$", "percnt": "%", "lpar": "(", "rpar": ")", "ast": "*",
            "midast": "*", "plus": "+", "comma": ",", "period": ".", "sol": "/", "colon": ":", "semi": ";", "equals": "=", "quest": "?",
            "commat": "@", "lsqb": "[", "lbrack": "[", "bsol": "\\", "rsqb": "]", "rbrack": "]", "Hat": "^", "lowbar": "_", "grave": "`",
            "lcub": "{", "lbrace": "{", "verbar": "|", "vert": "|", "rcub": "}", "rbrace": "}", "COPY": "©", "REG": "®", "TRADE": "™",
            "NonBreakingSpace": "\u{A0}", "ZeroWidthSpace": "\u{200B}", "NoBreak": "\u{2060}", "hairsp": "\u{200A}", "numsp": "\u{2007}",
            "puncsp": "\u{2008}", "emsp13": "\u{2004}", "emsp14": "\u{2005}", "hyphen": "\u{2010}", "dash": "\u{2010}", "horbar": "―",
            "star": "☆", "starf": "★", "check": "✓", "checkmark": "✓", "cross": "✗", "phone": "☎", "female": "♀", "male": "♂", "numero": "№",
            "ctdot": "⋯", "nldr": "‥", "Amacr": "Ā", "amacr": "ā", "Abreve": "Ă", "abreve": "ă", "Aogon": "Ą", "aogon": "ą", "Cacute": "Ć",
            "cacute": "ć", "Ccaron": "Č", "ccaron": "č", "Dcaron": "Ď", "dcaron": "ď", "Dstrok": "Đ", "dstrok": "đ", "Emacr": "Ē",
            "emacr": "ē", "Eogon": "Ę", "eogon": "ę", "Ecaron": "Ě", "ecaron": "ě", "Gbreve": "Ğ", "gbreve": "ğ", "Idot": "İ",
            "inodot": "ı", "imath": "ı", "Imacr": "Ī", "imacr": "ī", "Lstrok": "Ł", "lstrok": "ł", "Nacute": "Ń", "nacute": "ń",
            "Ncaron": "Ň", "ncaron": "ň", "Odblac": "Ő", "odblac": "ő", "Omacr": "Ō", "omacr": "ō", "Rcaron": "Ř", "rcaron": "ř",
            "Sacute": "Ś", "sacute": "ś", "Scedil": "Ş", "scedil": "ş", "Tcaron": "Ť", "tcaron": "ť", "Tcedil": "Ţ", "tcedil": "ţ",
            "Umacr": "Ū", "umacr": "ū", "Uring": "Ů", "uring": "ů", "Udblac": "Ű", "udblac": "ű", "Zacute": "Ź", "zacute": "ź",
            "Zdot": "Ż", "zdot": "ż", "Zcaron": "Ž", "zcaron": "ž",
        ]
        for (name, scalar) in later { table["\(name)"] = scalar }
        let greek = """
            Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma Tau Upsilon Phi Chi Psi \
            Omega - - - - - - - alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma \
            tau upsilon phi chi psi omega
            """
        for (names, first) in [(latin, UInt32(0xA0)), (greek, UInt32(0x391))] {
            for (offset, name) in names.split(separator: " ").enumerated() {
                table[String(name)] = Unicode.Scalar(first + UInt32(offset))
            }
        }
        return table
    }()
}
