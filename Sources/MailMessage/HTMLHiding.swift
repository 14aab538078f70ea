/// Whether an element is kept from view by its own attributes; style sheets are not read.
enum HTMLHiding {
    /// Elements whose end tag must be written, so that their end can be known.
    static func canHide(_ name: ArraySlice<UInt8>) -> Bool {
        ["div", "span", "table", "font", "center", "section", "a", "b", "strong", "em"].contains { (known: StaticString) in
            name.equalsIgnoringCase(known)
        }
    }

    /// - Parameter attributes: All between a tag's name and its `>`.
    static func hides(_ attributes: ArraySlice<UInt8>) -> Bool {
        guard attributes.count > 11 else { return false }
        return declares("display", "none", in: attributes) || declares("visibility", "hidden", in: attributes)
    }

    /// Whether `property : value` stands there, blanks and case aside.
    private static func declares(_ property: StaticString, _ value: StaticString, in attributes: ArraySlice<UInt8>) -> Bool {
        var index = attributes.startIndex
        let length = property.utf8CodeUnitCount
        while index + length < attributes.endIndex {
            guard attributes[index].lowered == property.utf8Start.pointee,
                attributes[index..<(index + length)].equalsIgnoringCase(property)
            else {
                index += 1
                continue
            }
            index += length
            while index < attributes.endIndex, attributes[index].isBlankOrLineEnd { index += 1 }
            guard index < attributes.endIndex, attributes[index] == UInt8(ascii: ":") else { continue }
            index += 1
            while index < attributes.endIndex, attributes[index].isBlankOrLineEnd { index += 1 }
            if attributes[index...].prefix(value.utf8CodeUnitCount).equalsIgnoringCase(value) { return true }
        }
        return false
    }
}
