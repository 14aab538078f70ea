/// A text somebody wrote, rules or configuration, with the means to say where in it something stands.
///
/// Positions are offsets in UTF-8 octets from the start of ``text``. Lines end with LF or CRLF.
public struct SourceFile: Sendable, Hashable {
    /// The name that diagnostics show: the path as the user gave it, or `<stdin>`.
    public let name: String
    /// The whole text; octets that were no UTF-8 have become U+FFFD.
    public let text: String
    /// For each line, the offset of its first octet.
    private let lineStarts: [Int]

    public init(name: String, text: String) {
        self.name = name
        self.text = text
        var starts = [0]
        for (offset, octet) in text.utf8.enumerated() where octet == UInt8(ascii: "\n") {
            starts.append(offset + 1)
        }
        self.lineStarts = starts
    }

    public var lineCount: Int { lineStarts.count }

    /// The place of an offset. Offsets past the end count as the end.
    public func position(of offset: Int) -> SourcePosition {
        let offset = min(max(0, offset), text.utf8.count)
        var low = 0
        var high = lineStarts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
        }
        let before = slice(lineStarts[low]..<offset)
        return SourcePosition(line: low + 1, column: before.unicodeScalars.count + 1)
    }

    /// The octets of a line (counted from 1) without its line end; empty past the end.
    public func line(_ number: Int) -> Substring {
        guard number >= 1, number <= lineStarts.count else { return "" }
        let start = lineStarts[number - 1]
        let end = number < lineStarts.count ? lineStarts[number] - 1 : text.utf8.count
        let line = slice(start..<end)
        return line.unicodeScalars.last == "\r" ? Substring(line.unicodeScalars.dropLast()) : line
    }

    /// The offset of the first octet of a line (counted from 1); the end of the text past the last.
    public func offset(ofLine number: Int) -> Int {
        guard number >= 1, number <= lineStarts.count else { return text.utf8.count }
        return lineStarts[number - 1]
    }

    /// The text between two offsets; both are taken to the nearest place inside the text.
    public func slice(_ range: Range<Int>) -> Substring {
        let utf8 = text.utf8
        let lower = utf8.index(utf8.startIndex, offsetBy: max(0, range.lowerBound), limitedBy: utf8.endIndex) ?? utf8.endIndex
        let upper = utf8.index(utf8.startIndex, offsetBy: max(0, range.upperBound), limitedBy: utf8.endIndex) ?? utf8.endIndex
        return text[lower..<max(lower, upper)]
    }
}

/// A place for people: both numbers count from 1, columns in Unicode scalars.
public struct SourcePosition: Sendable, Hashable, Comparable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A stretch of one file. The file is shared, not copied.
public struct SourceSpan: Sendable, Hashable {
    public let file: SourceFile
    /// Offsets in UTF-8 octets.
    public let range: Range<Int>

    public init(_ file: SourceFile, _ range: Range<Int>) {
        self.file = file
        self.range = range
    }

    public var start: SourcePosition { file.position(of: range.lowerBound) }
    public var end: SourcePosition { file.position(of: range.upperBound) }
    public var text: Substring { file.slice(range) }
}
