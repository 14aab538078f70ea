/// Finds the place of every key and value of a TOML 1.0 text, which the TOML parser tells for syntax errors only.
///
/// Works on any octets, in linear time and without recursion. In a text that is not TOML it finds what it can; whether the text is
/// TOML is for the parser to say.
struct KeyLocator {
    /// Deeper keys and values are refused: a configuration has no use for them, and the TOML parser goes deeper by recursion.
    static let maximumDepth = 32

    /// Everything that was found.
    private(set) var outline = TOMLOutline()
    /// Where the text was nested deeper than ``maximumDepth``; the rest of the text was not looked at.
    private(set) var tooDeepAt: Int?

    /// The first place where the text is certainly no TOML, and the parser must not see it: it takes names behind `[` and the
    /// shapes of numbers and times for granted, and ends the program where they are not as it thinks.
    private(set) var misfit: Misfit?

    struct Misfit: Sendable {
        let range: Range<Int>
        /// What should stand there.
        let expected: String
    }

    private let octets: [UInt8]
    private var at = 0

    init(_ text: String) {
        self.init(octets: Array(text.utf8))
    }

    init(octets: [UInt8]) {
        self.octets = octets
        scanDocument()
    }

    // MARK: Document

    private mutating func scanDocument() {
        if octets.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        var table = TOMLOutline.root
        while true {
            skipBlank(lines: true)
            guard let octet = here else { return }
            if octet == UInt8(ascii: "[") {
                table = scanHeader() ?? table
            } else {
                scanAssignment(in: table)
            }
            skipLine()
        }
    }

    /// `[a.b]` or `[[a.b]]`. Returns the table that the lines below belong to.
    private mutating func scanHeader() -> Int? {
        at += 1
        let isArray = here == UInt8(ascii: "[")
        if isArray { at += 1 }
        while here == UInt8(ascii: " ") || here == UInt8(ascii: "\t") { at += 1 }
        if !(here.map(Self.beginsKey) ?? false) { noteMisfit("the name of a table is expected") }
        let parts = scanKey()
        guard let last = parts.last, var node = descend(from: TOMLOutline.root, parts.dropLast()) else { return nil }
        node = child(of: node, last.name, last.range) ?? node
        guard isArray else { return lastElement(node) }
        outline.markArrayOfTables(node)
        return checked(outline.element(of: node, at: last.range))
    }

    /// `a.b = value`
    private mutating func scanAssignment(in table: Int) {
        let parts = scanKey()
        skipBlank(lines: false)
        guard here == UInt8(ascii: "="), let node = descend(from: table, parts[...]), node != table else { return }
        at += 1
        scanValue(of: node)
    }

    private mutating func descend(from start: Int, _ parts: ArraySlice<KeyPart>) -> Int? {
        var node = start
        for part in parts {
            guard let next = child(of: lastElement(node), part.name, part.range) else { return nil }
            node = next
        }
        return lastElement(node)
    }

    /// Below `[[a]]`, `a` means its newest element.
    private func lastElement(_ node: Int) -> Int {
        guard outline.nodes[node].isArrayOfTables, let last = outline.nodes[node].children.last else { return node }
        return last
    }

    private mutating func child(of parent: Int, _ name: String, _ range: Range<Int>) -> Int? {
        checked(outline.child(of: parent, named: name, key: range))
    }

    /// Ends the scan where the nesting is too deep.
    private mutating func checked(_ node: Int) -> Int? {
        guard outline.nodes[node].depth > Self.maximumDepth else { return node }
        if tooDeepAt == nil { tooDeepAt = outline.nodes[node].key.lowerBound }
        at = octets.count
        return nil
    }

    private mutating func noteMisfit(_ expected: String, at range: Range<Int>? = nil) {
        if misfit == nil { misfit = Misfit(range: range ?? at..<at, expected: expected) }
    }

    // MARK: Values

    /// An array or inline table that is not closed yet.
    private struct Open {
        let node: Int
        let start: Int
        let isArray: Bool
    }

    private mutating func scanValue(of first: Int) {
        var open: [Open] = []
        var pending: Int? = first
        while true {
            skipBlank(lines: !open.isEmpty)
            guard let octet = here else { break }
            if let node = pending {
                pending = nil
                switch octet {
                case UInt8(ascii: "["), UInt8(ascii: "{"):
                    open.append(Open(node: node, start: at, isArray: octet == UInt8(ascii: "[")))
                    at += 1
                case UInt8(ascii: "\""), UInt8(ascii: "'"):
                    let start = at
                    skipString(octet)
                    outline.setValue(of: node, start..<at)
                default:
                    let range = skipScalar(nested: !open.isEmpty)
                    if range.isEmpty {
                        noteMisfit("a value is expected", at: range)
                    } else {
                        if !TOMLScalar.isWellFormed(octets[range]) {
                            noteMisfit("no number, date, true or false; text stands in quotes", at: range)
                        }
                        outline.setValue(of: node, range)
                    }
                }
            } else if let top = open.last {
                switch octet {
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    if top.isArray, octet == UInt8(ascii: "}") { noteMisfit("a value or ] is expected") }
                    at += 1
                    open.removeLast()
                    outline.setValue(of: top.node, top.start..<at)
                case UInt8(ascii: ","):
                    at += 1
                default:
                    if top.isArray, !Self.beginsValue(octet) { noteMisfit("a value is expected") }
                    pending = top.isArray ? checked(outline.element(of: top.node, at: at..<at + 1)) : scanInlineKey(of: top.node)
                }
            }
            if pending == nil, open.isEmpty { return }
        }
        for unclosed in open { outline.setValue(of: unclosed.node, unclosed.start..<at) }
    }

    /// `key =` in an inline table; nil, one step further at least, where there is none.
    private mutating func scanInlineKey(of table: Int) -> Int? {
        let start = at
        let parts = scanKey()
        skipBlank(lines: true)
        if here == UInt8(ascii: "="), let node = descend(from: table, parts[...]), node != table {
            at += 1
            return node
        }
        if at == start { at += 1 }
        return nil
    }

    /// A number, date or truth value: as far as the next thing that can't be part of one.
    private mutating func skipScalar(nested: Bool) -> Range<Int> {
        let start = at
        while let octet = here {
            if octet == UInt8(ascii: "\n") || octet == UInt8(ascii: "#") { break }
            if nested, octet == UInt8(ascii: ",") || octet == UInt8(ascii: "]") || octet == UInt8(ascii: "}") { break }
            at += 1
        }
        var end = at
        while end > start, Self.isBlank(octets[end - 1]) { end -= 1 }
        return start..<end
    }

    /// A string of any of the four kinds, from its opening quote to behind its closing one, or to where it breaks off.
    private mutating func skipString(_ quote: UInt8) {
        let isLong = at + 2 < octets.count && octets[at + 1] == quote && octets[at + 2] == quote
        at += isLong ? 3 : 1
        while let octet = here {
            if octet == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                at = min(at + 2, octets.count)
            } else if octet == quote {
                guard isLong else {
                    at += 1
                    return
                }
                var run = 0
                while here == quote, run < 5 {
                    at += 1
                    run += 1
                }
                if run >= 3 { return }
            } else if octet == UInt8(ascii: "\n"), !isLong {
                return
            } else {
                at += 1
            }
        }
    }

    // MARK: Keys

    private struct KeyPart {
        let name: String
        let range: Range<Int>
    }

    /// `a . "b c" . d`; stops at what can't be part of a key. A part too many is as far as it goes.
    private mutating func scanKey() -> [KeyPart] {
        var parts: [KeyPart] = []
        while parts.count <= Self.maximumDepth {
            skipBlank(lines: false)
            let start = at
            guard let octet = here else { break }
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") {
                skipString(octet)
                parts.append(KeyPart(name: Self.unquoted(octets[start..<at]), range: start..<at))
            } else {
                while let octet = here, Self.isBare(octet) { at += 1 }
                guard at > start else { break }
                parts.append(KeyPart(name: String(decoding: octets[start..<at], as: UTF8.self), range: start..<at))
            }
            skipBlank(lines: false)
            guard here == UInt8(ascii: ".") else { break }
            at += 1
        }
        return parts
    }

    /// The text of a quoted key. Escapes that mean nothing stay as they are: the parser refuses them.
    private static func unquoted(_ literal: ArraySlice<UInt8>) -> String {
        guard let quote = literal.first else { return "" }
        var body = literal.dropFirst()
        if body.last == quote { body = body.dropLast() }
        guard quote == UInt8(ascii: "\"") else { return String(decoding: body, as: UTF8.self) }
        var out: [UInt8] = []
        var rest = body
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
                out.append(octet)
                continue
            }
            switch kind {
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "u"), UInt8(ascii: "U"):
                let digits = rest.prefix(kind == UInt8(ascii: "u") ? 4 : 8)
                rest = rest.dropFirst(digits.count)
                let scalar = UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
                out.append(contentsOf: String(scalar ?? "\u{FFFD}").utf8)
            default: out.append(kind)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    // MARK: Octets

    private var here: UInt8? { at < octets.count ? octets[at] : nil }

    /// Space, tab, carriage return; with `lines` also line feeds and comments.
    private mutating func skipBlank(lines: Bool) {
        while let octet = here {
            if Self.isBlank(octet) || (lines && octet == UInt8(ascii: "\n")) {
                at += 1
            } else if lines, octet == UInt8(ascii: "#") {
                skipLine()
            } else {
                return
            }
        }
    }

    private mutating func skipLine() {
        while let octet = here {
            at += 1
            if octet == UInt8(ascii: "\n") { return }
        }
    }

    private static func isBlank(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") || octet == UInt8(ascii: "\r")
    }

    private static func beginsKey(_ octet: UInt8) -> Bool {
        octet < 0x80 && (octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") || isBare(octet))
    }

    /// Strings, arrays, inline tables, numbers, dates, `true`, `false`, `inf`, `nan`.
    private static func beginsValue(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            return true
        default:
            return false
        }
    }

    private static func isBare(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...0xFF:
            return true
        default:
            return false
        }
    }
}
