/// Where the lines of a message's header stand, for forwarding it unread: its fields by name and nothing else.
///
/// A line is what will be one on the line: it ends with CRLF, or with a CR or LF that stands alone. A message whose line ends are all CR,
/// which the views of a message take for one long line, has its fields here. Lines that are no field are passed over, as the views
/// do. One pass, linear, whatever the octets are.
struct ForwardHeader {
    /// Where the message begins: behind an mbox envelope line `From `, if it has one.
    private(set) var start = 0
    /// Whole lines of the fields of a name, continuations and line ends with them, from before `name`.
    private(set) var removed: [Range<Int>] = []
    /// Whether a field holds UTF-8 beyond ASCII (RFC 6532 §3.2). Octets that are no UTF-8 don't count: they are another charset.
    private(set) var isInternational = false
    /// What the first line that is left is to fields that are put in front of it.
    private(set) var beginning = Beginning.header

    enum Beginning: Sendable {
        /// A field, the empty line that ends a header, or nothing at all.
        case header
        /// It begins with a blank, as if it continued a field, and fields follow.
        case continuation
        /// No header.
        case body
    }

    /// - Parameter name: The name, in lower case, of the fields that ``removed`` is to tell.
    init(_ all: UnsafeRawBufferPointer, removing name: StaticString) {
        if Self.isEnvelopeLine(all) { start = Self.lineEnd(all, from: 0) }
        var position = start
        var isFirst = true
        /// Whether a field was found that stays.
        var hasField = false
        var isRemoving = false
        /// Where the field that is being read begins.
        var field: Int?
        while position < all.count {
            let next = Self.lineEnd(all, from: position)
            let first = all[position]
            let isEmpty = first == UInt8(ascii: "\n") || first == UInt8(ascii: "\r")
            if !isEmpty, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") {
                if isRemoving, let last = removed.indices.last { removed[last] = removed[last].lowerBound..<next }
                if !isRemoving {
                    if isFirst { beginning = .continuation }
                    isFirst = false
                }
                position = next
                continue
            }
            if let begin = field, !isRemoving { note(all, begin..<position) }
            field = nil
            isRemoving = false
            if isEmpty { break }
            if let nameEnd = Self.nameEnd(all, from: position, to: next) {
                field = position
                isRemoving = Self.equal(all, position..<nameEnd, name)
                if isRemoving { removed.append(position..<next) } else { hasField = true }
            } else if isFirst {
                beginning = .body
            }
            if !isRemoving { isFirst = false }
            position = next
        }
        if let begin = field, !isRemoving { note(all, begin..<position) }
        if beginning == .continuation, !hasField { beginning = .body }
    }

    /// What is left of the message without ``removed``, in order; empty ranges left out.
    func rest(upTo end: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var position = start
        for range in removed {
            if position < range.lowerBound { ranges.append(position..<range.lowerBound) }
            position = range.upperBound
        }
        if position < end { ranges.append(position..<end) }
        return ranges
    }

    private mutating func note(_ all: UnsafeRawBufferPointer, _ range: Range<Int>) {
        guard !isInternational else { return }
        let field = UnsafeRawBufferPointer(rebasing: all[range])
        guard field.contains(where: { $0 >= 0x80 }) else { return }
        isInternational = String(validating: field, as: UTF8.self) != nil
    }

    /// Past the end of the line that `start` is in.
    private static func lineEnd(_ all: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index < all.count {
            let octet = all[index]
            index += 1
            if octet == UInt8(ascii: "\n") { return index }
            if octet == UInt8(ascii: "\r") { return index < all.count && all[index] == UInt8(ascii: "\n") ? index + 1 : index }
        }
        return all.count
    }

    /// `From ` with something other than a colon behind it.
    private static func isEnvelopeLine(_ all: UnsafeRawBufferPointer) -> Bool {
        let mark: StaticString = "From "
        return all.count > mark.utf8CodeUnitCount && equal(all, 0..<5, mark, ignoringCase: false) && all[5] != UInt8(ascii: ":")
    }

    /// Where the name before the line's colon ends, blanks before the colon left out (RFC 5322 §4.5); nil if the line is no field.
    private static func nameEnd(_ all: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
        var index = start
        while index < end, all[index] != UInt8(ascii: ":") {
            if all[index] <= 0x20 || all[index] == 0x7F { break }
            index += 1
        }
        guard index > start else { return nil }
        let nameEnd = index
        while index < end, all[index] == UInt8(ascii: " ") || all[index] == UInt8(ascii: "\t") { index += 1 }
        return index < end && all[index] == UInt8(ascii: ":") ? nameEnd : nil
    }

    private static func equal(_ all: UnsafeRawBufferPointer, _ range: Range<Int>, _ name: StaticString, ignoringCase: Bool = true) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { name in
            for index in 0..<name.count {
                let octet = all[range.lowerBound + index]
                let isCapital = ignoringCase && octet >= UInt8(ascii: "A") && octet <= UInt8(ascii: "Z")
                if (isCapital ? octet | 0x20 : octet) != name[index] { return false }
            }
            return true
        }
    }
}
