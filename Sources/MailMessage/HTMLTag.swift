/// A tag's name and the attributes that matter for what is seen.
struct HTMLTag {
    private(set) var key: UInt64
    private(set) var isClosing: Bool
    private(set) var style: Range<Int>?
    private(set) var href: Range<Int>?
    private(set) var isHidden = false

    /// Reads the tag whose name begins at `nameStart`.
    ///
    /// - Parameter index: Set past the `>` that ends the tag; one inside quotes does not.
    init(_ octets: [UInt8], nameStart: Int, isClosing: Bool, index: inout Int) {
        self.isClosing = isClosing
        var position = nameStart
        while position < octets.count, !Self.endsName(octets[position]) { position += 1 }
        key = HTMLElement.key(octets[nameStart..<position])
        while position < octets.count {
            let octet = octets[position]
            if octet == UInt8(ascii: ">") {
                position += 1
                break
            }
            if octet.isBlankOrLineEnd || octet == UInt8(ascii: "/") || octet == 0x0C {
                position += 1
                continue
            }
            position = readAttribute(octets, from: position)
        }
        index = position
    }

    static func endsName(_ octet: UInt8) -> Bool {
        octet.isBlankOrLineEnd || octet == UInt8(ascii: ">") || octet == UInt8(ascii: "/") || octet == 0x0C
    }

    private mutating func readAttribute(_ octets: [UInt8], from start: Int) -> Int {
        var position = start + 1
        while position < octets.count, !Self.endsName(octets[position]), octets[position] != UInt8(ascii: "=") { position += 1 }
        let name = octets[start..<position]
        var value: Range<Int>?
        var next = position
        while next < octets.count, octets[next].isBlankOrLineEnd || octets[next] == 0x0C { next += 1 }
        if next < octets.count, octets[next] == UInt8(ascii: "=") {
            next += 1
            while next < octets.count, octets[next].isBlankOrLineEnd || octets[next] == 0x0C { next += 1 }
            let valueStart = next
            if next < octets.count, octets[next] == UInt8(ascii: "\"") || octets[next] == UInt8(ascii: "'") {
                let end = octets[(next + 1)...].firstIndex(of: octets[next]) ?? octets.count
                value = (next + 1)..<end
                position = min(octets.count, end + 1)
            } else {
                while next < octets.count, !octets[next].isBlankOrLineEnd, octets[next] != UInt8(ascii: ">"), octets[next] != 0x0C { next += 1 }
                value = valueStart..<next
                position = next
            }
        } else {
            // The blanks may stand before the next attribute.
            position = next
        }
        keep(name, value)
        return position
    }

    /// Of two attributes of one name the first counts.
    private mutating func keep(_ name: ArraySlice<UInt8>, _ value: Range<Int>?) {
        switch name.count {
        case 4 where href == nil && name.equalsIgnoringCase("href"): href = value
        case 5 where style == nil && name.equalsIgnoringCase("style"): style = value
        case 6 where name.equalsIgnoringCase("hidden"): isHidden = true
        default: break
        }
    }
}
