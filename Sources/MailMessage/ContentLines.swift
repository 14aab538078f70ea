/// The unfolded lines of a calendar or a contact, one by one. A line end with a blank behind it is a fold.
struct ContentLines {
    private let octets: [UInt8]
    private var index = 0
    private let lineLimit: Int

    /// - Parameter lineLimit: Octets of one line; what follows of it is left out.
    init(_ text: String, lineLimit: Int) {
        octets = Array(text.utf8)
        self.lineLimit = lineLimit
    }

    mutating func next() -> ContentLine? {
        while index < octets.count {
            if let line = ContentLine(unfolded()) { return line }
        }
        return nil
    }

    private mutating func unfolded() -> ArraySlice<UInt8> {
        var line: [UInt8] = []
        var isFirst = true
        var isQuotedPrintable = false
        repeat {
            let end = octets[index...].firstIndex(of: .lineFeed) ?? octets.count
            var piece = octets[index..<end]
            if piece.last == .carriageReturn { piece = piece.dropLast() }
            if !isFirst, !isQuotedPrintable { piece = piece.dropFirst() }
            let room = lineLimit - line.count
            if room > 0 { line.append(contentsOf: piece.prefix(room)) }
            index = min(octets.count, end + 1)
            if isFirst { isQuotedPrintable = Self.isQuotedPrintable(line) }
            isFirst = false
            guard index < octets.count else { break }
            if isQuotedPrintable {
                // In the older form a `=` at the end joins the lines.
                guard line.last == UInt8(ascii: "=") else { break }
                line.removeLast()
            } else {
                guard octets[index].isBlank else { break }
            }
        } while true
        return line[...]
    }

    private static func isQuotedPrintable(_ line: [UInt8]) -> Bool {
        let mark: StaticString = "quoted-printable"
        let head = line.prefix { $0 != UInt8(ascii: ":") }.prefix(512)
        guard head.count > mark.utf8CodeUnitCount else { return false }
        return head.indices.dropLast(mark.utf8CodeUnitCount - 1).contains { start in
            head[start].lowered == UInt8(ascii: "q") && head[start..<(start + mark.utf8CodeUnitCount)].equalsIgnoringCase(mark)
        }
    }
}
