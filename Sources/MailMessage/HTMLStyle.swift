/// What the `style` attribute of an element says of its being seen, to everybody: what only Word hides (`mso-hide`) is seen. Style
/// sheets are not read.
struct HTMLStyle {
    /// `display` is something else than `none`.
    private(set) var isDisplayed = false
    /// Letters have no size, or have one; nil if nothing is said, or in terms of the size around.
    private(set) var isSizeless: Bool?
    private(set) var isInvisible: Bool?

    private var isUndisplayed = false
    private var isTransparent = false
    private var isIndentedAway = false
    private var isPositioned = false
    private var isMovedAway = false
    private var isFlat = false
    private var isCut = false
    private var important: Set<Property> = []

    /// Nothing of the element is seen, nor of those inside.
    var isRemoving: Bool { isUndisplayed || isTransparent || isIndentedAway || (isPositioned && isMovedAway) || (isFlat && isCut) }

    private enum Property: String {
        case display, visibility, opacity, overflow, height, width, font, position, left, top
        case fontSize = "font-size"
        case indent = "text-indent"
        case maxHeight = "max-height"
        case maxWidth = "max-width"
        case overflowX = "overflow-x"
        case overflowY = "overflow-y"
    }

    init() {}

    /// - Parameter octets: The attribute's value, character references decoded.
    init(_ octets: ArraySlice<UInt8>) {
        var start = octets.startIndex
        var colon: Int?
        var quote: UInt8 = 0
        var parentheses = 0
        var index = octets.startIndex
        while index < octets.endIndex {
            let octet = octets[index]
            if quote != 0 {
                if octet == quote { quote = 0 }
            } else {
                switch octet {
                case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = octet
                case UInt8(ascii: "("): parentheses += 1
                case UInt8(ascii: ")"): parentheses = max(0, parentheses - 1)
                case UInt8(ascii: ":") where colon == nil: colon = index
                case UInt8(ascii: ";") where parentheses == 0:
                    declare(octets, start, colon, index)
                    (start, colon) = (index + 1, nil)
                default: break
                }
            }
            index += 1
        }
        declare(octets, start, colon, octets.endIndex)
    }

    private mutating func declare(_ octets: ArraySlice<UInt8>, _ start: Int, _ colon: Int?, _ end: Int) {
        guard let colon, let property = Self.property(octets[start..<colon]), end - colon < 256 else { return }
        var value = octets[(colon + 1)..<end].trimmed.loweredText
        if let comment = value.utf8.firstIndex(of: UInt8(ascii: "/")), value.utf8[comment...].starts(with: "/*".utf8) {
            value = String(decoding: Array(value[..<comment].utf8).trimmed, as: UTF8.self)
        }
        var isImportant = false
        if let mark = value.firstIndex(of: "!") {
            isImportant = true
            value = String(value[..<mark])
            while value.last?.isWhitespace == true { value.removeLast() }
        }
        guard isImportant || !important.contains(property) else { return }
        if isImportant { important.insert(property) }
        apply(property, value)
    }

    private static func property(_ name: ArraySlice<UInt8>) -> Property? {
        var name = name.trimmed
        // A comment may stand before the name.
        if name.starts(with: "/*".utf8), let end = name.lastIndex(of: UInt8(ascii: "/")) { name = name[(end + 1)...].trimmed }
        return name.count <= 11 ? Property(rawValue: name.loweredText) : nil
    }

    private mutating func apply(_ property: Property, _ value: String) {
        switch property {
        case .display:
            isUndisplayed = value == "none"
            isDisplayed = !isUndisplayed
        case .visibility:
            if value == "hidden" || value == "collapse" { isInvisible = true } else if value == "visible" { isInvisible = false }
        case .opacity: isTransparent = Self.size(value) == .zero
        case .indent: isIndentedAway = Self.isFarOut(value)
        case .position: isPositioned = value == "absolute" || value == "fixed"
        case .left, .top: if Self.isFarOut(value) { isMovedAway = true }
        case .overflow, .overflowX, .overflowY: isCut = value.hasPrefix("hidden") || value.hasPrefix("clip")
        case .height, .width, .maxHeight, .maxWidth: if Self.size(value) == .zero { isFlat = true }
        case .fontSize: setFontSize(value)
        case .font:
            guard let size = value.split(separator: " ").first(where: { $0.utf8.first.map { $0.isDigit || $0 == UInt8(ascii: ".") } ?? false })
            else { return }
            // A weight is a number as well; it has no unit and is not zero.
            if Self.size(String(size.prefix { $0 != "/" })) == .zero { isSizeless = true }
        }
    }

    private mutating func setFontSize(_ value: String) {
        switch Self.size(value) {
        case .zero: isSizeless = true
        // Nobody reads a letter of one pixel.
        case .absolute where value.hasSuffix("px") && (Double(value.dropLast(2)) ?? 2) <= 1: isSizeless = true
        case .absolute: isSizeless = false
        case .relative: break
        }
    }

    /// A thousand pixels or more to the left or above.
    private static func isFarOut(_ value: String) -> Bool {
        guard value.utf8.first == UInt8(ascii: "-") else { return false }
        return value.utf8.dropFirst().prefix(while: \.isDigit).count >= 3
    }

    private enum Size { case zero, absolute, relative }

    private static func size(_ value: String) -> Size {
        let digits = value.utf8.prefix { $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        let unit = value.utf8.dropFirst(digits.count)
        if digits.contains(where: \.isDigit), !digits.contains(where: { (0x31...0x39).contains($0) }) { return .zero }
        if digits.isEmpty { return ["larger", "smaller", "inherit", "unset"].contains(value) ? .relative : .absolute }
        return unit.elementsEqual("em".utf8) || unit.elementsEqual("%".utf8) || unit.elementsEqual("ex".utf8) ? .relative : .absolute
    }
}
