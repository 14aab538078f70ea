/// Where the lines of a message's header stand, for forwarding it unread: its fields by name and nothing else.
///
/// Lines that are no field are passed over, as the views of a message do, so both agree which fields there are. Line ends are LF or
/// CRLF. One pass, linear, whatever the octets are.
struct ForwardHeader {
    /// Where the message begins: behind an mbox envelope line `From `, if it has one.
    private(set) var start = 0
    /// Whole lines of the fields of a name, continuations and line ends with them, from before `name`.
    private(set) var removed: [Range<Int>] = []
    /// Whether a field holds UTF-8 beyond ASCII (RFC 6532 §3.2). Octets that are no UTF-8 don't count: they are another charset.
    private(set) var isInternational = false
    /// Whether the first line that is left is a field, or the empty line that ends a header. Else the message has no header to put a
    /// field in front of.
    private(set) var beginsAsHeader = false

    /// - Parameter name: The name, in lower case, of the fields that ``removed`` is to tell.
    init(_ all: UnsafeRawBufferPointer, removing name: StaticString) {
        if Self.isEnvelopeLine(all) { start = Self.lineEnd(all, from: 0) }
        var position = start
        var isFirst = true
        var isRemoving = false
        /// Where the field that is being read begins.
        var field: Int?
        while position < all.count {
            let next = Self.lineEnd(all, from: position)
            let first = all[position]
            let isEmpty = first == UInt8(ascii: "\n") || (first == UInt8(ascii: "\r") && next - position <= 2)
            if !isEmpty, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") {
                if isRemoving, let last = removed.indices.last { removed[last] = removed[last].lowerBound..<next }
                if !isRemoving { isFirst = false }
                position = next
                continue
            }
            if let begin = field, !isRemoving { note(all, begin..<position) }
            field = nil
            isRemoving = false
            if isEmpty {
                if isFirst { beginsAsHeader = true }
                return
            }
            if let nameEnd = Self.nameEnd(all, from: position, to: next) {
                field = position
                isRemoving = Self.equal(all, position..<nameEnd, name)
                if isRemoving {
                    removed.append(position..<next)
                } else if isFirst {
                    beginsAsHeader = true
                }
            }
            if !isRemoving { isFirst = false }
            position = next
        }
        if let begin = field, !isRemoving { note(all, begin..<all.count) }
        // Nothing is left: the header is ours alone.
        if isFirst { beginsAsHeader = true }
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

    private static func lineEnd(_ all: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index < all.count {
            if all[index] == UInt8(ascii: "\n") { return index + 1 }
            index += 1
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
