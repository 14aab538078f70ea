/// The elements that are open at a place of a document, the innermost last.
///
/// Where end tags are left out, elements end as HTML's parsing says (WHATWG HTML §13.2.6), as far as it matters for what is
/// seen. The innermost element of a name is found at once, however many are open: reading stays linear.
struct HTMLOpenElements {
    /// More are not kept: their content is read as that of the last.
    private static let deepest = 50_000

    private struct Open {
        var key: UInt64
        var structure: HTMLElement.Structure
        var visibility: HTMLVisibility
        /// Where the next outer element of the same name stands; -1 without one.
        var outer: Int
    }

    private var open: [Open] = []
    private var innermost: [UInt64: Int] = [:]

    private static let paragraph = HTMLElement.key("p".utf8)
    private static let item = HTMLElement.key("li".utf8)
    private static let table = HTMLElement.key("table".utf8)
    private static let row = HTMLElement.key("tr".utf8)
    private static let anchor = HTMLElement.key("a".utf8)
    private static let option = HTMLElement.key("option".utf8)
    private static let terms = ["dt", "dd"].map { HTMLElement.key($0.utf8) }
    private static let cells = ["td", "th", "caption"].map { HTMLElement.key($0.utf8) }
    private static let sections = ["thead", "tbody", "tfoot"].map { HTMLElement.key($0.utf8) }
    private static let lists = ["ul", "ol", "dl", "menu", "dir"].map { HTMLElement.key($0.utf8) }
    private static let headings = (1...6).map { HTMLElement.key("h\($0)".utf8) }

    /// How the content of the innermost element is seen. What stands in a table and in no cell of it is shown before the table.
    var visibility: HTMLVisibility {
        guard let last = open.last else { return HTMLVisibility() }
        switch last.structure {
        case .table, .section, .row:
            let table = position(Self.table)
            return table > 0 ? open[table - 1].visibility : table == 0 ? HTMLVisibility() : last.visibility
        default: return last.visibility
        }
    }

    private func position(_ key: UInt64) -> Int { innermost[key] ?? -1 }
    private func position(_ keys: [UInt64]) -> Int { keys.reduce(-1) { max($0, position($1)) } }

    /// The place that end tags do not reach beyond: the innermost cell or table.
    private var barrier: Int { max(position(Self.table), position(Self.cells)) }

    private mutating func close(to count: Int) {
        while open.count > max(0, count), let last = open.popLast() { innermost[last.key] = last.outer < 0 ? nil : last.outer }
    }

    private mutating func close(_ key: UInt64, above barrier: Int) {
        let position = position(key)
        if position > barrier { close(to: position) }
    }

    /// Ends the elements that cannot go on where an element begins.
    ///
    /// - Returns: false if the element has no meaning here and is passed over.
    mutating func prepare(for element: HTMLElement) -> Bool {
        if element.display == .block || element.display == .preformatted, element.structure != .row, position(Self.paragraph) >= 0 {
            close(Self.paragraph, above: barrier)
        }
        switch element.structure {
        case .heading: if let last = open.last, last.structure == .heading { close(to: open.count - 1) }
        case .item: close(Self.item, above: max(barrier, position(Self.lists)))
        case .term: for term in Self.terms { close(term, above: max(barrier, position(Self.lists))) }
        case .option: close(Self.option, above: barrier)
        case .anchor: close(Self.anchor, above: barrier)
        case .table: if position(Self.table) > position(Self.cells) { close(to: position(Self.table)) }
        case .section, .row, .cell:
            let table = position(Self.table)
            guard table >= 0 else { return false }
            var kept = table
            if element.structure != .section { kept = max(kept, position(Self.sections)) }
            if element.structure == .cell { kept = max(kept, position(Self.row)) }
            close(to: kept + 1)
        case .document: return false
        default: break
        }
        return true
    }

    mutating func push(_ key: UInt64, _ element: HTMLElement, _ visibility: HTMLVisibility) {
        guard open.count < Self.deepest else { return }
        open.append(Open(key: key, structure: element.structure, visibility: visibility, outer: position(key)))
        innermost[key] = open.count - 1
    }

    /// How a table's row or cell is seen comes from the table, whatever stands between.
    func inherited(by element: HTMLElement) -> HTMLVisibility {
        switch element.structure {
        case .section, .row, .cell: open.last?.visibility ?? HTMLVisibility()
        default: visibility
        }
    }

    /// Ends the innermost element of a name.
    ///
    /// - Returns: How it was seen; nil if none is open that the end tag can mean.
    mutating func end(_ key: UInt64, _ element: HTMLElement) -> HTMLVisibility? {
        var position = position(key)
        let barrier =
            switch element.structure {
            case .table, .document: -1
            case .section, .row, .cell: self.position(Self.table)
            default: barrier
            }
        if element.structure == .heading { position = self.position(Self.headings) }
        guard position > barrier || (position == barrier && element.structure != .normal), position >= 0 || element.structure == .document
        else { return nil }
        guard element.structure != .document else { return nil }
        let visibility = open[position].visibility
        close(to: position)
        return visibility
    }
}
