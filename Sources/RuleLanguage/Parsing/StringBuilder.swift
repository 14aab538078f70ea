/// Collects the parts of a string while it is read.
struct StringBuilder {
    var parts: [StringLiteral.Part] = []
    /// The text of the part that is being read.
    var octets: [UInt8] = []
    /// The lines of a block: where in which part each begins, and its indent, which stands in the text until ``block()``.
    private var lines: [Line] = []

    private struct Line {
        let part: Int
        let offset: Int
        let indent: [UInt8]
        let blank: Bool
    }

    mutating func closePart() {
        // A part without text keeps its place while lines refer to parts by number.
        parts.append(.text(String(decoding: octets, as: UTF8.self)))
        octets = []
    }

    mutating func beginLine(indent: ArraySlice<UInt8>, blank: Bool) {
        lines.append(Line(part: parts.count, offset: octets.count, indent: Array(indent), blank: blank))
        octets.append(contentsOf: indent)
    }

    mutating func literal() -> StringLiteral {
        closePart()
        return StringLiteral(parts: parts.filter { $0 != .text("") })
    }

    /// Ends a block: without the common indent, and without the line end before the closing quotes.
    mutating func block() -> StringLiteral {
        // The last line holds the closing quotes; where only white space stands before them, it is no line of the text.
        var count = lines.count
        if let last = lines.last, last.part == parts.count, last.offset + last.indent.count == octets.count {
            octets.removeSubrange(last.offset...)
            if octets.last == UInt8(ascii: "\n") { octets.removeLast() }
            count -= 1
        }
        closePart()
        var common: [UInt8]?
        for line in lines.prefix(count) where !line.blank {
            common = common.map { Self.commonPrefix($0, line.indent) } ?? line.indent
        }
        let drop = common?.count ?? 0
        var byPart: [Int: [Line]] = [:]
        for line in lines.prefix(count) { byPart[line.part, default: []].append(line) }
        for (part, lines) in byPart {
            guard case .text(let text) = parts[part] else { continue }
            let old = Array(text.utf8)
            var new: [UInt8] = []
            var from = 0
            for line in lines where line.offset <= old.count {
                new.append(contentsOf: old[from..<line.offset])
                // The indent of a blank line that was shortened by the end of the block may be gone.
                from = min(old.count, line.offset + (line.blank ? line.indent.count : drop))
            }
            new.append(contentsOf: old[from...])
            parts[part] = .text(String(decoding: new, as: UTF8.self))
        }
        return StringLiteral(parts: parts.filter { $0 != .text("") })
    }

    private static func commonPrefix(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var count = 0
        while count < min(left.count, right.count), left[count] == right[count] { count += 1 }
        return Array(left.prefix(count))
    }
}
