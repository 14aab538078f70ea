/// What an element of HTML does to the text around and in it.
enum HTMLElementKind {
    case inline
    /// Stands on lines of its own.
    case block
    /// A table's cell.
    case cell
    case preformatted
    /// Its content, up to the end tag of this name, is not seen.
    case hidden([UInt8])

    /// - Parameter name: In any case. Unknown names are inline.
    init(name: ArraySlice<UInt8>) {
        self = name.count <= 10 ? Self.kinds[Self.key(name)] ?? .inline : .inline
    }

    /// The first eight letters in lower case, which tell all names of the table apart.
    private static func key(_ name: some Sequence<UInt8>) -> UInt64 {
        name.prefix(8).reduce(0) { $0 << 8 | UInt64($1.lowered) }
    }

    private static let kinds: [UInt64: HTMLElementKind] = {
        var kinds: [UInt64: HTMLElementKind] = [key("pre".utf8): .preformatted, key("td".utf8): .cell, key("th".utf8): .cell]
        for name in ["script", "style", "title", "template", "xmp"] { kinds[key(name.utf8)] = .hidden(Array(name.utf8)) }
        let blocks = """
            p div br tr table ul ol li h1 h2 h3 h4 h5 h6 hr blockquote dl dt dd section article header footer center body form address \
            aside nav main figure option
            """
        for name in blocks.split(separator: " ") { kinds[key(name.utf8)] = .block }
        return kinds
    }()
}
