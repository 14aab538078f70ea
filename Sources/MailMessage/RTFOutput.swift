/// Gathers UTF-8 out of octets in several code pages and UTF-16 units.
struct RTFOutput {
    /// Single-octet code pages of one document whose characters are kept; others are read as the first of them.
    private static let pageLimit = 16

    /// Characters of multibyte code pages that are kept.
    private static let characterLimit = 1 << 16

    private var result: [UInt8] = []
    private var pending: [UInt8] = []
    private var pendingPage = 1252
    private var highSurrogate: UInt16?
    /// The characters of the upper half of a code page.
    private var tables: [Int: [[UInt8]]] = [:]
    private var characters: [Int: [UInt8]] = [:]

    mutating func append(_ octet: UInt8, codePage: Int) {
        dropSurrogate()
        if CodePage.isMultibyte(codePage) {
            if codePage != pendingPage { flush() }
            pendingPage = codePage
            if pending.isEmpty, octet < 0x80 { result.append(octet) } else { pending.append(octet) }
            return
        }
        flush()
        if octet < 0x80 { result.append(octet) } else { result.append(contentsOf: character(octet, codePage)) }
    }

    mutating func append(_ text: StaticString) {
        dropSurrogate()
        flush()
        text.withUTF8Buffer { result.append(contentsOf: $0) }
    }

    /// One unit of UTF-16; pairs are joined, halves become U+FFFD.
    mutating func append(unit: UInt16) {
        flush()
        if let high = highSurrogate, UTF16.isTrailSurrogate(unit) {
            highSurrogate = nil
            append(Unicode.Scalar(0x1_0000 + (UInt32(high) & 0x3FF) << 10 + UInt32(unit) & 0x3FF))
            return
        }
        dropSurrogate()
        if UTF16.isLeadSurrogate(unit) { highSurrogate = unit } else { append(Unicode.Scalar(unit)) }
    }

    mutating func finish() -> [UInt8] {
        dropSurrogate()
        flush()
        return result
    }

    private mutating func append(_ scalar: Unicode.Scalar?) { result.append(contentsOf: UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter) }

    private mutating func dropSurrogate() {
        guard highSurrogate != nil else { return }
        highSurrogate = nil
        append("\u{FFFD}" as Unicode.Scalar)
    }

    private mutating func flush() {
        guard !pending.isEmpty else { return }
        defer { pending.removeAll(keepingCapacity: true) }
        // Fonts may change with every character: each of them is decoded once.
        let key = pending.count <= 2 ? pending.reduce(pendingPage) { $0 << 9 | Int($1) + 1 } : -1
        if let known = characters[key] {
            result.append(contentsOf: known)
            return
        }
        let text = Array(CharsetDecoder.decode(pending, label: CodePage.label(pendingPage)).text.utf8)
        if key >= 0, characters.count < Self.characterLimit { characters[key] = text }
        result.append(contentsOf: text)
    }

    private mutating func character(_ octet: UInt8, _ codePage: Int) -> [UInt8] {
        if let table = tables[codePage] { return table[Int(octet) - 0x80] }
        guard tables.count < Self.pageLimit else { return tables.first?.value[Int(octet) - 0x80] ?? [] }
        let label = CodePage.label(codePage)
        // All at once, a line each: opening a charset costs more than converting a text.
        let all = (0x80...0xFF).flatMap { [UInt8($0), .lineFeed] }
        var table = CharsetDecoder.decode(all, label: label).text.utf8.split(separator: .lineFeed, omittingEmptySubsequences: false).map(Array.init)
        if table.count != 129 { table = [[UInt8]](repeating: UTF8.encodedReplacementCharacter.map { $0 }, count: 129) }
        tables[codePage] = table
        return table[Int(octet) - 0x80]
    }
}
