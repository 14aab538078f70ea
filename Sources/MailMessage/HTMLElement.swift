/// What an element of HTML does to the text around and in it, and to the elements that are open where it begins.
struct HTMLElement {
    enum Display {
        case inline
        /// Stands on lines of its own.
        case block
        /// A table's cell.
        case cell
        case preformatted
    }

    enum Structure {
        case normal
        /// Has no content and no end tag.
        case empty
        /// Its content, up to its end tag, is no markup and is not seen.
        case raw
        /// Its content is not seen.
        case unseen
        /// `html`, `head`, `body`: there whether written or not.
        case document
        case paragraph, heading, item, term, option, anchor
        case table, section, row, cell
    }

    var display = Display.inline
    var structure = Structure.normal

    static let unknown = HTMLElement()

    /// A number for a name in any case; of names with up to eight octets no two have the same.
    static func key(_ name: some Collection<UInt8>) -> UInt64 {
        if name.count <= 8 { return name.reduce(0) { $0 << 8 | UInt64($1.lowered) } }
        return name.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1.lowered)) &* 0x100_0000_01B3 } | 1 << 63
    }

    static func element(_ key: UInt64) -> HTMLElement { elements[key] ?? unknown }

    private static let elements: [UInt64: HTMLElement] = {
        var elements: [UInt64: HTMLElement] = [:]
        func add(_ names: String, _ display: Display, _ structure: Structure) {
            for name in names.split(separator: " ") { elements[key(name.utf8)] = HTMLElement(display: display, structure: structure) }
        }
        add("area base basefont bgsound col embed frame img input keygen link meta param source track wbr", .inline, .empty)
        add("br hr", .block, .empty)
        add("script style title xmp iframe noembed noframes", .inline, .raw)
        add("template", .inline, .unseen)
        add("html head body", .block, .document)
        add(
            """
            div ul ol menu dir dl blockquote section article header footer center form address aside nav main figure figcaption fieldset \
            legend details summary optgroup hgroup caption
            """, .block, .normal)
        add("p", .block, .paragraph)
        add("h1 h2 h3 h4 h5 h6", .block, .heading)
        add("li", .block, .item)
        add("dt dd", .block, .term)
        add("option", .block, .option)
        add("a", .inline, .anchor)
        add("table", .block, .table)
        add("thead tbody tfoot colgroup", .inline, .section)
        add("tr", .block, .row)
        add("td th", .cell, .cell)
        add("pre listing", .preformatted, .normal)
        return elements
    }()
}
