/// Where the keys of a TOML text stand, as a tree. It knows places, not values.
///
/// Nodes are named by their number; the root is 0. A key's parts are decoded: `"a b"` and `'a b'` are one.
struct TOMLOutline: Sendable {
    struct Node: Sendable {
        /// The name below its parent; an element of an array has its number as name.
        let name: String
        let depth: Int
        /// The octets of the key where it was first written: for a dotted key, of its own part only.
        var key: Range<Int>
        /// The octets of the value, quotes and brackets included; nil for a table with a header and for what has no value.
        var value: Range<Int>?
        /// In the order of the text.
        var children: [Int] = []
        fileprivate var byName: [String: Int] = [:]
        /// Whether it is written as `[[name]]`.
        var isArrayOfTables = false
    }

    private(set) var nodes: [Node] = [Node(name: "", depth: 0, key: 0..<0)]

    static let root = 0

    func child(of parent: Int, named name: String) -> Int? { nodes[parent].byName[name] }

    /// The node at the end of a path; elements of arrays are named by their number from 0.
    func node(_ path: String...) -> Node? {
        var at = Self.root
        for name in path {
            guard let next = child(of: at, named: name) else { return nil }
            at = next
        }
        return nodes[at]
    }

    /// The child of that name, made if it is not there yet.
    mutating func child(of parent: Int, named name: String, key: Range<Int>) -> Int {
        if let known = nodes[parent].byName[name] { return known }
        let number = nodes.count
        nodes.append(Node(name: name, depth: nodes[parent].depth + 1, key: key))
        nodes[parent].children.append(number)
        nodes[parent].byName[name] = number
        return number
    }

    /// A new element of an array.
    mutating func element(of parent: Int, at place: Range<Int>) -> Int {
        child(of: parent, named: String(nodes[parent].children.count), key: place)
    }

    mutating func setValue(of node: Int, _ range: Range<Int>) {
        if nodes[node].value == nil { nodes[node].value = range }
    }

    mutating func markArrayOfTables(_ node: Int) { nodes[node].isArrayOfTables = true }
}
