/// The charset that an HTML document names in its first octets.
enum HTMLCharset {
    private static let reach = 1024

    /// The label behind the first `charset=`; nil without one.
    static func declared(in octets: ArraySlice<UInt8>) -> String? {
        let head = octets.prefix(reach)
        let mark: StaticString = "charset="
        let length = mark.utf8CodeUnitCount
        var index = head.startIndex
        while index + length < head.endIndex {
            if head[index].lowered == UInt8(ascii: "c"), head[index..<(index + length)].equalsIgnoringCase(mark) {
                let label = head[(index + length)...].drop { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
                    .prefix { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":") }
                return label.isEmpty ? nil : label.loweredText
            }
            index += 1
        }
        return nil
    }
}
