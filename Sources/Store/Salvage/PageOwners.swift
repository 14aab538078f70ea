import GRDB

/// Which table's rows a page held that can't be read: told by the pages above it, as far as those can be read.
struct PageOwners {
    private struct Owner {
        let table: String
        let root: UInt32
        /// How far beneath the root.
        let depth: Int
    }

    private var owners: [UInt32: Owner] = [:]
    /// Depths of a tree at which pages without rows stand.
    private var inner: [UInt32: Set<Int>] = [:]
    private let knowsSchema: Bool

    /// Tables whose rows are built anew: the search's words, and what migrations were run.
    private static let derived = "search"

    init(_ image: DatabaseImage) {
        var roots: [(name: String, page: UInt32)] = []
        var schema: [UInt32] = [1]
        var seen: Set<UInt32> = []
        var isWhole = true
        while let page = schema.popLast(), seen.insert(page).inserted {
            schema += Self.children(of: page, in: image)
            let holds = SalvagedRecord.each(in: image, page: page) { record in
                guard record.values.count == 5, let type = String.fromDatabaseValue(record.values[0]), let name = String.fromDatabaseValue(record.values[1]),
                    let root = Int64.fromDatabaseValue(record.values[3]), root > 1, root <= Int64(image.count)
                else { return }
                roots.append((type == "table" ? name : "index", UInt32(root)))
            }
            if !holds { isWhole = false }
        }
        knowsSchema = isWhole && !roots.isEmpty
        for (name, root) in roots {
            var waiting: [(page: UInt32, depth: Int)] = [(root, 0)]
            while let (page, depth) = waiting.popLast() {
                guard page >= 1, page <= image.count, owners[page] == nil else { continue }
                owners[page] = Owner(table: name, root: root, depth: depth)
                let children = Self.children(of: page, in: image)
                if !children.isEmpty { inner[root, default: []].insert(depth) }
                waiting += children.map { ($0, depth + 1) }
            }
        }
    }

    /// The table that lost rows with an unreadable page; nil if the page held none that matter.
    ///
    /// - Parameter found: The tables of which rows were found.
    func loser(_ page: UInt32, found: Set<String>) -> String? {
        guard knowsSchema else { return page == 1 ? nil : "unknown" }
        // What no tree leads to is beneath another page that can't be read, or the rest of a long record: then it is of no table that is known.
        guard let owner = owners[page] else { return "unknown" }
        guard let table = SalvagedTable.all.first(where: { $0.name == owner.table }) else { return nil }
        // The inner pages of a table with row numbers hold no rows. Where the root was a leaf, it was the only one.
        if table.hasRowID, inner[owner.root]?.contains(owner.depth) ?? false { return nil }
        if table.hasRowID, owner.depth == 0, found.contains(owner.table) { return nil }
        return owner.table
    }

    private static func children(of number: UInt32, in image: DatabaseImage) -> [UInt32] {
        guard let page = image.page(number) else { return [] }
        let start = number == 1 ? 100 : 0
        guard page[start] == 0x05 || page[start] == 0x02 else { return [] }
        let cells = Int(page[start + 3]) << 8 | Int(page[start + 4])
        guard start + 12 + 2 * cells <= image.usable else { return [] }
        var children = [DatabaseImage.number(page, start + 8)]
        for cell in 0..<cells {
            let offset = Int(page[start + 12 + 2 * cell]) << 8 | Int(page[start + 13 + 2 * cell])
            children.append(DatabaseImage.number(page, offset))
        }
        return children.filter { $0 >= 1 && $0 <= image.count }
    }
}
