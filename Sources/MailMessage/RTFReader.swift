/// Reads RTF in one pass: the HTML or text that Outlook wrapped in it (MS-OXRTFEX), or else the text that is seen.
struct RTFReader {
    struct Result {
        /// UTF-8.
        var octets: [UInt8]
        var isHTML: Bool
    }

    static func read(_ octets: [UInt8]) -> Result {
        var reader = RTFReader(octets)
        reader.run()
        return Result(octets: reader.output.finish(), isHTML: reader.isHTML)
    }

    /// What holds up to the end of a group.
    private struct Group {
        /// Nothing of it is seen.
        var isSkipped = false
        var isFontTable = false
        /// `\htmltag`: markup of the HTML that was wrapped.
        var isTag = false
        /// `\htmlrtf`: for readers of RTF alone.
        var isForRTF = false
        /// `\v`.
        var isHidden = false
        /// How many characters behind a `\u` stand for it.
        var fallbacks = 1
        var codePage = 1252
    }

    /// Groups inside each other; deeper ones share the state of this one.
    private static let deepestGroup = 4096

    private let octets: [UInt8]
    private var index = 0
    private var group = Group()
    private var outer: [Group] = []
    private var groupsBeyond = 0
    private var output = RTFOutput()
    private var isHTML = false
    private var fonts = RTFFonts()
    /// `\*`: the next word is a destination that may be passed over.
    private var isOptional = false
    private var fallbacksLeft = 0

    private init(_ octets: [UInt8]) { self.octets = octets }

    private mutating func run() {
        while index < octets.count {
            let octet = octets[index]
            index += 1
            switch octet {
            case UInt8(ascii: "{"): open()
            case UInt8(ascii: "}"):
                guard close() else { return }
            case UInt8(ascii: "\\"): readControl()
            case .carriageReturn, .lineFeed, 0: break
            default: emit(octet)
            }
        }
    }

    private mutating func open() {
        fallbacksLeft = 0
        isOptional = false
        if outer.count < Self.deepestGroup { outer.append(group) } else { groupsBeyond += 1 }
    }

    /// - Returns: false when the document ended.
    private mutating func close() -> Bool {
        fallbacksLeft = 0
        isOptional = false
        if groupsBeyond > 0 {
            groupsBeyond -= 1
            return true
        }
        guard let previous = outer.popLast() else { return false }
        let wasFontTable = group.isFontTable
        group = previous
        if wasFontTable, !group.isFontTable { group.codePage = fonts.defaultCodePage }
        return !outer.isEmpty
    }

    // MARK: - Text

    private var isVisible: Bool {
        if group.isSkipped || group.isHidden { return false }
        return !isHTML || group.isTag || !group.isForRTF
    }

    /// Whether a character is only the stand-in of one that was read.
    private mutating func isFallback() -> Bool {
        guard fallbacksLeft > 0 else { return false }
        fallbacksLeft -= 1
        return true
    }

    private mutating func emit(_ octet: UInt8) {
        guard !isFallback(), isVisible else { return }
        output.append(octet, codePage: isHTML && group.isTag ? fonts.ansiCodePage : group.codePage)
    }

    private mutating func emit(_ text: StaticString) {
        guard !isFallback(), isVisible else { return }
        output.append(text)
    }

    // MARK: - Controls

    private mutating func readControl() {
        guard index < octets.count else { return }
        let start = index
        while index < octets.count, index - start < 32, octets[index].isLetter { index += 1 }
        guard index > start else {
            readSymbol()
            return
        }
        let word = octets[start..<index]
        var number: Int?
        var isNegative = false
        if index + 1 < octets.count, octets[index] == UInt8(ascii: "-"), octets[index + 1].isDigit {
            isNegative = true
            index += 1
        }
        while index < octets.count, octets[index].isDigit {
            number = min((number ?? 0) * 10 + Int(octets[index] - 0x30), 1 << 31)
            index += 1
        }
        if isNegative { number = number.map { -$0 } }
        if index < octets.count, octets[index] == .space { index += 1 }
        act(on: RTFWord(word), number)
        isOptional = false
    }

    private mutating func readSymbol() {
        let symbol = octets[index]
        index += 1
        switch symbol {
        case UInt8(ascii: "'"):
            guard index + 1 < octets.count, let high = octets[index].hexadecimalValue, let low = octets[index + 1].hexadecimalValue
            else { return }
            index += 2
            emit(high << 4 | low)
        case UInt8(ascii: "*"): isOptional = true
        case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): emit(symbol)
        case UInt8(ascii: "~"): emit("\u{A0}")
        case UInt8(ascii: "_"): emit("\u{2011}")
        case .carriageReturn, .lineFeed: emit("\n")
        default: break
        }
    }

    private mutating func act(on word: RTFWord, _ number: Int?) {
        switch word {
        case .fromHTML: isHTML = number != 0
        case .htmlTag:
            group.isTag = true
            group.isSkipped = false
        case .htmlRTF: group.isForRTF = number != 0
        case .skipped: group.isSkipped = true
        case .fontTable: (group.isFontTable, group.isSkipped) = (true, true)
        case .font:
            if group.isFontTable { fonts.begin(number ?? 0) } else { group.codePage = fonts.codePage(of: number ?? 0) }
        case .plain:
            group.isHidden = false
            if !group.isFontTable { group.codePage = fonts.defaultCodePage }
        case .characterSet: if group.isFontTable { fonts.set(CodePage.number(ofCharacterSet: number ?? 0)) }
        case .fontCodePage: if group.isFontTable { fonts.set(number) }
        case .defaultFont: fonts.defaultFont = number
        case .ansiCodePage:
            fonts.ansiCodePage = number.flatMap { $0 > 0 ? $0 : nil } ?? 1252
            group.codePage = fonts.ansiCodePage
        case .hidden: group.isHidden = number != 0
        case .fallbacks: group.fallbacks = min(max(number ?? 1, 0), 64)
        case .unicode:
            guard !isFallback() else { return }
            if isVisible { output.append(unit: UInt16(truncatingIfNeeded: number ?? 0xFFFD)) }
            fallbacksLeft = group.fallbacks
        case .binary: index = min(octets.count, index + max(0, number ?? 0))
        case .text(let text): emit(text)
        case .other: if isOptional { group.isSkipped = true }
        }
    }
}
