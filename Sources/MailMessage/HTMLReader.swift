/// One pass over an HTML document's UTF-8 octets.
struct HTMLReader {
    private let octets: [UInt8]
    private var index = 0
    private var result: [UInt8] = []
    /// What must stand before the next visible octet.
    private var gap = Gap.none
    private var isPreformatted = false
    /// The element that is not displayed, and how many of its name are open in it.
    private var hidden: (name: [UInt8], depth: Int)?

    private enum Gap: Int { case none, blank, line }

    init(_ octets: [UInt8]) { self.octets = octets }

    mutating func run() -> [UInt8] {
        result.reserveCapacity(octets.count / 2)
        while index < octets.count {
            let octet = octets[index]
            switch octet {
            case UInt8(ascii: "<"): readMarkup()
            case UInt8(ascii: "&"):
                if let (text, next) = HTMLCharacterReference.decode(octets, at: index) {
                    index = next
                    if text == [0xC2, 0xA0] { widen(.blank) } else { append(text[...]) }
                } else {
                    append(octets[index...index])
                    index += 1
                }
            case .space, .tab, .lineFeed, .carriageReturn, 0x0C:
                widen(isPreformatted && octet == .lineFeed ? .line : .blank)
                index += 1
            case 0xC2 where index + 1 < octets.count && octets[index + 1] == 0xA0:
                widen(.blank)
                index += 2
            default:
                let start = index
                while index < octets.count, octets[index] > 0x20, octets[index] != UInt8(ascii: "<"), octets[index] != UInt8(ascii: "&"),
                    octets[index] != 0xC2 || index == start
                {
                    index += 1
                }
                append(octets[start..<max(index, start + 1)])
                index = max(index, start + 1)
            }
        }
        return result
    }

    private mutating func widen(_ wider: Gap) { if wider.rawValue > gap.rawValue { gap = wider } }

    private mutating func append(_ text: ArraySlice<UInt8>) {
        guard hidden == nil else { return }
        if !result.isEmpty {
            switch gap {
            case .none: break
            case .blank: result.append(.space)
            case .line: result.append(.lineFeed)
            }
        }
        gap = .none
        result.append(contentsOf: text)
    }

    /// A tag, comment or declaration; a `<` before anything else is text.
    private mutating func readMarkup() {
        let dash = UInt8(ascii: "-")
        if index + 3 < octets.count, octets[index + 1] == UInt8(ascii: "!"), octets[index + 2] == dash, octets[index + 3] == dash {
            index = end(of: "-->", from: index + 4)
            return
        }
        let start = index + 1
        guard start < octets.count else {
            append(octets[index...])
            index = octets.count
            return
        }
        let first = octets[start]
        if first == UInt8(ascii: "!") || first == UInt8(ascii: "?") {
            index = end(of: ">", from: start)
            return
        }
        let isClosing = first == UInt8(ascii: "/")
        let nameStart = isClosing ? start + 1 : start
        guard nameStart < octets.count, octets[nameStart].isLetter else {
            if isClosing {
                index = end(of: ">", from: start)
            } else {
                append(octets[index...index])
                index += 1
            }
            return
        }
        var nameEnd = nameStart
        while nameEnd < octets.count, octets[nameEnd].isLetter || octets[nameEnd].isDigit { nameEnd += 1 }
        let name = octets[nameStart..<nameEnd]
        let kind = HTMLElementKind(name: name)
        skipAttributes(from: nameEnd)
        trackHidden(name, attributes: octets[nameEnd..<index], isClosing: isClosing)
        act(on: kind, isClosing: isClosing)
    }

    /// Newsletters carry a first sentence for the list of messages in an element that is not displayed.
    private mutating func trackHidden(_ name: ArraySlice<UInt8>, attributes: ArraySlice<UInt8>, isClosing: Bool) {
        if let (hiddenName, depth) = hidden {
            guard name.count == hiddenName.count, name.lazy.map(\.lowered).elementsEqual(hiddenName) else { return }
            hidden = isClosing && depth == 1 ? nil : (hiddenName, depth + (isClosing ? -1 : 1))
        } else if !isClosing, HTMLHiding.hides(attributes), HTMLHiding.canHide(name) {
            hidden = (name.map(\.lowered), 1)
        }
    }

    private mutating func act(on kind: HTMLElementKind, isClosing: Bool) {
        switch kind {
        case .inline: break
        case .hidden(let name): if !isClosing { skipContent(of: name) }
        case .preformatted:
            isPreformatted = !isClosing
            widen(.line)
        case .cell: widen(.blank)
        case .block: widen(.line)
        }
    }

    /// Past the `>` that ends a tag; one inside quotes does not.
    private mutating func skipAttributes(from start: Int) {
        index = start
        var quote: UInt8 = 0
        var afterEquals = false
        while index < octets.count {
            let octet = octets[index]
            index += 1
            if quote != 0 {
                if octet == quote { quote = 0 }
            } else if octet == UInt8(ascii: ">") {
                return
            } else if afterEquals, octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") {
                quote = octet
                afterEquals = false
            } else if !octet.isBlankOrLineEnd {
                afterEquals = octet == UInt8(ascii: "=")
            }
        }
    }

    /// Past `</name`'s `>`; the rest of the document if it never comes.
    private mutating func skipContent(of name: [UInt8]) {
        while index < octets.count {
            guard let found = octets[index...].firstIndex(of: UInt8(ascii: "<")) else { break }
            index = found + 1
            let nameStart = found + 2
            guard nameStart + name.count <= octets.count, octets[found + 1] == UInt8(ascii: "/") else { continue }
            if octets[nameStart..<(nameStart + name.count)].lazy.map(\.lowered).elementsEqual(name) {
                index = end(of: ">", from: nameStart + name.count)
                return
            }
        }
        index = octets.count
    }

    /// The offset past the next `text`, or the end.
    private func end(of text: StaticString, from start: Int) -> Int {
        text.withUTF8Buffer { text in
            var position = start
            while position + text.count <= octets.count {
                if octets[position] == text[0], octets[position..<(position + text.count)].elementsEqual(text) { return position + text.count }
                position += 1
            }
            return octets.count
        }
    }
}
