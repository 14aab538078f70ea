/// One pass over an HTML document's UTF-8 octets.
struct HTMLReader {
    private let octets: [UInt8]
    private let linkLimit: Int
    private var index = 0
    private var result: [UInt8] = []
    /// What must stand before the next visible octet.
    private var gap = Gap.none
    private var open = HTMLOpenElements()
    private var visibility = HTMLVisibility()

    /// The targets of links in order, character references decoded, seen or not.
    private(set) var links: [[UInt8]] = []
    /// There were more links than the limit.
    private(set) var hasMoreLinks = false

    private enum Gap: Int { case none, blank, line }

    init(_ octets: [UInt8], linkLimit: Int = 0) {
        self.octets = octets
        self.linkLimit = linkLimit
    }

    /// - Returns: The text that is seen.
    mutating func run() -> [UInt8] {
        result.reserveCapacity(octets.count / 2)
        while index < octets.count {
            let octet = octets[index]
            switch octet {
            case UInt8(ascii: "<"): readMarkup()
            case UInt8(ascii: "&"):
                if let (text, next) = HTMLCharacterReference.decode(octets, at: index) {
                    index = next
                    appendCharacter(text)
                } else {
                    append(octets[index...index])
                    index += 1
                }
            case .space, .tab, .lineFeed, .carriageReturn, 0x0C:
                widen(visibility.isPreformatted && octet == .lineFeed ? .line : .blank)
                index += 1
            case 0xC2, 0xCD, 0xE2, 0xEF:
                let length = min(octet < 0xE0 ? 2 : 3, octets.count - index)
                appendCharacter(Array(octets[index..<(index + length)]))
                index += length
            default:
                let start = index
                index += 1
                while index < octets.count, !Self.endsRun[Int(octets[index])] { index += 1 }
                append(octets[start..<index])
            }
        }
        return result
    }

    /// Blanks, markup, and the first octets of characters that may be blank or unseen.
    private static let endsRun: [Bool] = (0..<256).map { octet in
        octet <= 0x20 || [UInt8(ascii: "<"), UInt8(ascii: "&"), 0xC2, 0xCD, 0xE2, 0xEF].contains(UInt8(octet))
    }

    private mutating func widen(_ wider: Gap) {
        if wider.rawValue > gap.rawValue, !visibility.isRemoved { gap = wider }
    }

    /// One character; some are blanks, and some are not seen at all and split words for those who look for them.
    private mutating func appendCharacter(_ text: [UInt8]) {
        switch text.count {
        case 1 where text[0].isBlankOrLineEnd: widen(.blank)
        case 2:
            if text[0] == 0xC2, text[1] == 0xA0 {
                widen(.blank)
            } else if !(text[0] == 0xC2 && text[1] == 0xAD || text[0] == 0xCD && text[1] == 0x8F) {
                append(text[...])
            }
        case 3:
            let isUnseen = text == [0xE2, 0x80, 0x8B] || text == [0xE2, 0x81, 0xA0] || text == [0xEF, 0xBB, 0xBF]
            // Joiners and marks of direction have a meaning among letters that are not Latin.
            let isJoiner = text[0] == 0xE2 && text[1] == 0x80 && (0x8C...0x8F).contains(text[2]) && result.last.map { $0 < 0x80 } ?? false
            if !isUnseen, !isJoiner { append(text[...]) }
        default: append(text[...])
        }
    }

    private mutating func append(_ text: ArraySlice<UInt8>) {
        guard visibility.isSeen else { return }
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

    // MARK: - Markup

    /// A tag, comment or declaration; a `<` before anything else is text.
    private mutating func readMarkup() {
        let start = index + 1
        guard start < octets.count else {
            append(octets[index...])
            index = octets.count
            return
        }
        let first = octets[start]
        if first == UInt8(ascii: "!") || first == UInt8(ascii: "?") {
            skipDeclaration()
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
        let tag = HTMLTag(octets, nameStart: nameStart, isClosing: isClosing, index: &index)
        if isClosing { end(tag) } else { begin(tag) }
        visibility = open.visibility
    }

    private mutating func begin(_ tag: HTMLTag) {
        let element = HTMLElement.element(tag.key)
        if let href = tag.href, tag.key == Self.anchor || tag.key == Self.area { addLink(href) }
        if element.structure == .raw {
            skipContent(of: tag.key)
            return
        }
        let isMeant = open.prepare(for: element)
        var inner = open.inherited(by: element)
        if isMeant {
            if tag.isHidden || tag.style != nil { inner.apply(style(tag), isHidden: tag.isHidden) }
            if element.structure == .unseen { inner.isRemoved = true }
        }
        visibility = inner
        widen(around: element)
        guard isMeant, element.structure != .empty else { return }
        if element.display == .preformatted { inner.isPreformatted = true }
        open.push(tag.key, element, inner)
    }

    private mutating func end(_ tag: HTMLTag) {
        let element = HTMLElement.element(tag.key)
        if element.structure != .empty { visibility = open.end(tag.key, element) ?? visibility }
        widen(around: element)
    }

    private mutating func widen(around element: HTMLElement) {
        switch element.display {
        case .inline: break
        case .cell: widen(.blank)
        case .block, .preformatted: widen(.line)
        }
    }

    private func style(_ tag: HTMLTag) -> HTMLStyle {
        tag.style.map { HTMLStyle(decoded($0)[...]) } ?? HTMLStyle()
    }

    private static let anchor = HTMLElement.key("a".utf8)
    private static let area = HTMLElement.key("area".utf8)

    /// Browsers leave out line ends and tabs, and blanks around.
    private mutating func addLink(_ range: Range<Int>) {
        let target = decoded(range)
        let link = target.drop { $0 <= 0x20 }.filter { $0 != .tab && $0 != .lineFeed && $0 != .carriageReturn }.trimmed
        guard !link.isEmpty else { return }
        guard links.count < linkLimit else {
            hasMoreLinks = true
            return
        }
        links.append(Array(link))
    }

    /// An attribute's value, character references decoded.
    private func decoded(_ range: Range<Int>) -> [UInt8] {
        guard octets[range].contains(UInt8(ascii: "&")) else { return Array(octets[range]) }
        var value: [UInt8] = []
        var position = range.lowerBound
        while position < range.upperBound {
            if octets[position] == UInt8(ascii: "&"), let (text, next) = HTMLCharacterReference.decode(octets, at: position, inAttribute: true),
                next <= range.upperBound
            {
                value.append(contentsOf: text)
                position = next
            } else {
                value.append(octets[position])
                position += 1
            }
        }
        return value
    }

    // MARK: - What is passed over

    private mutating func skipDeclaration() {
        let dash = UInt8(ascii: "-")
        let content = index + 4
        guard content <= octets.count, octets[index + 1] == UInt8(ascii: "!"), octets[index + 2] == dash, octets[index + 3] == dash else {
            index = end(of: ">", from: index + 1)
            return
        }
        // `<!-->` and `<!--->` are whole comments.
        if octets[content...].starts(with: ">".utf8) || octets[content...].starts(with: "->".utf8) {
            index = end(of: ">", from: content)
            return
        }
        var position = content
        while let found = octets[position...].firstIndex(of: UInt8(ascii: ">")) {
            position = found + 1
            let isEnd = octets[content..<found].suffix(2).elementsEqual("--".utf8) || octets[content..<found].suffix(3).elementsEqual("--!".utf8)
            if isEnd {
                index = position
                return
            }
        }
        index = octets.count
    }

    /// Past `</name`'s `>`; the rest of the document if it never comes.
    private mutating func skipContent(of key: UInt64) {
        while let found = octets[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = found + 1
            guard index + 1 < octets.count, octets[index] == UInt8(ascii: "/"), octets[index + 1].isLetter else { continue }
            let name = octets[(index + 1)...].prefix(10).prefix { $0.isLetter || $0.isDigit }
            let isWhole = name.endIndex == octets.count || HTMLTag.endsName(octets[name.endIndex])
            if isWhole, HTMLElement.key(name) == key {
                index = end(of: ">", from: name.endIndex)
                return
            }
        }
        index = octets.count
    }

    /// The offset past the next `mark`, or the end.
    private func end(of mark: Unicode.Scalar, from start: Int) -> Int {
        guard start < octets.count, let found = octets[start...].firstIndex(of: UInt8(ascii: mark)) else { return octets.count }
        return found + 1
    }
}
