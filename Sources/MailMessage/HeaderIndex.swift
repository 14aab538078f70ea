/// Where the fields of one header stand (RFC 5322 §2.2). Lines end with LF or CRLF.
///
/// Lines that are no field are passed over with their continuations, as long as a field follows them; where none follows, the
/// first of them begins the body, as if the empty line had been forgotten. An mbox envelope line at the start is passed over.
struct HeaderIndex: Sendable {
    struct Entry: Sendable {
        var nameStart: Int
        var nameEnd: Int
        var valueStart: Int
        /// The line end that closes the field is not part of the value; folds are.
        var valueEnd: Int
        /// The first octet of the name in lower case: most lookups fail here.
        var initial: UInt8
    }

    private(set) var entries: [Entry] = []
    /// The offset of the first octet after the header and its empty line.
    private(set) var bodyStart = 0
    /// The limits that were hit.
    private(set) var truncated: Set<ReadingLimit> = []

    /// A header without fields.
    init() {}

    init(_ octets: UnsafeRawBufferPointer, range: Range<Int>, limits: MessageLimits, bodyStart known: Int? = nil) {
        entries.reserveCapacity(24)
        var position = range.lowerBound
        // What lies behind the limit is not read here.
        let end = min(range.upperBound, range.lowerBound + limits.headerOctets)
        // A mark that the text is UTF-8 is no part of the first name.
        if end - position > 3, octets[position] == 0xEF, octets[position + 1] == 0xBB, octets[position + 2] == 0xBF { position += 3 }
        if Self.isEnvelopeLine(octets, at: position, end: end) { position = octets.lineEnd(from: position, upTo: end) }
        /// Where the lines begin that are no fields and have none after them.
        var strayStart: Int?
        while position < end {
            let next = octets.lineEnd(from: position, upTo: end)
            let first = octets[position]
            if first == .lineFeed || (first == .carriageReturn && (next == position + 1 || position + 2 == next)) {
                bodyStart = strayStart ?? next
                return
            }
            var contentEnd = next
            if contentEnd > position, octets[contentEnd - 1] == .lineFeed { contentEnd -= 1 }
            if contentEnd > position, octets[contentEnd - 1] == .carriageReturn { contentEnd -= 1 }
            if first.isBlank {
                if entries.isEmpty { strayStart = strayStart ?? position }
                if !entries.isEmpty, truncated.isEmpty, strayStart == nil { entries[entries.count - 1].valueEnd = contentEnd }
                position = next
                continue
            }
            guard let colon = octets.offset(of: UInt8(ascii: ":"), in: position..<contentEnd),
                let nameEnd = Self.nameEnd(octets, from: position, colon: colon)
            else {
                strayStart = strayStart ?? position
                position = next
                continue
            }
            strayStart = nil
            if entries.count >= limits.headerCount {
                truncated.insert(.headerCount)
            } else {
                entries.append(
                    Entry(nameStart: position, nameEnd: nameEnd, valueStart: colon + 1, valueEnd: contentEnd, initial: first.lowered))
            }
            position = next
        }
        bodyStart = strayStart ?? end
        if end < range.upperBound {
            truncated.insert(.headerOctets)
            bodyStart = known ?? end
        }
    }

    /// Of a header longer than the limit: moves the body's start behind the empty line, or to the end where there is none.
    mutating func passRest(of octets: Octets) {
        guard truncated.contains(.headerOctets) else { return }
        octets.withUnsafeBytes { all in
            var gone = bodyStart
            var position = octets.lineEnd(from: bodyStart, in: all)
            while position < all.count {
                let next = octets.lineEnd(from: position, in: all)
                if next - gone >= MappedFile.stretch {
                    octets.letGo(gone..<position)
                    gone = position
                }
                let isEmpty = all[position] == .lineFeed || all[position] == .carriageReturn && next == position + 2
                position = next
                if isEmpty { break }
            }
            bodyStart = position
        }
    }

    private static func isEnvelopeLine(_ octets: UnsafeRawBufferPointer, at start: Int, end: Int) -> Bool {
        let mark: StaticString = "From "
        guard end - start > mark.utf8CodeUnitCount else { return false }
        return mark.withUTF8Buffer { mark in
            for index in 0..<mark.count where octets[start + index] != mark[index] { return false }
            return octets[start + mark.count] != UInt8(ascii: ":")
        }
    }

    /// Where the name before `colon` ends, blanks before the colon left out (obsolete syntax); nil if it is no field name.
    private static func nameEnd(_ octets: UnsafeRawBufferPointer, from start: Int, colon: Int) -> Int? {
        var nameEnd = colon
        while nameEnd > start, octets[nameEnd - 1].isBlank { nameEnd -= 1 }
        guard nameEnd > start else { return nil }
        for index in start..<nameEnd where octets[index] <= 0x20 || octets[index] == 0x7F { return nil }
        return nameEnd
    }

    /// The positions in ``entries`` of the fields of a name, compared without case.
    func positions(of name: some StringProtocol, in octets: UnsafeRawBufferPointer, first: Bool = false) -> [Int] {
        var positions: [Int] = []
        var name = String(name)
        name.withUTF8 { name in
            guard let initial = name.first?.lowered else { return }
            for (position, entry) in entries.enumerated()
            where entry.initial == initial && entry.nameEnd - entry.nameStart == name.count {
                if Self.equal(octets, at: entry.nameStart, name) {
                    positions.append(position)
                    if first { return }
                }
            }
        }
        return positions
    }

    /// The first entry of a name, without allocating.
    func firstEntry(of name: StaticString, in octets: UnsafeRawBufferPointer) -> Entry? {
        name.withUTF8Buffer { name in
            guard let initial = name.first?.lowered else { return nil }
            for entry in entries where entry.initial == initial && entry.nameEnd - entry.nameStart == name.count {
                if Self.equal(octets, at: entry.nameStart, name) { return entry }
            }
            return nil
        }
    }

    @inline(__always)
    private static func equal(_ octets: UnsafeRawBufferPointer, at start: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in 0..<name.count where octets[start + index].lowered != name[index].lowered { return false }
        return true
    }
}
