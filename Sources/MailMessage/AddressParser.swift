/// Address lists (RFC 5322 §3.4 and §4.4), read without recursion in one pass. Groups give their members. What makes no
/// address is passed over.
struct AddressParser {
    private let octets: [UInt8]
    private let limit: Int
    private var index = 0
    private var addresses: [Address] = []
    private(set) var truncated = false

    /// What was read of the mailbox so far.
    private var words: [Word] = []
    /// Whether a word out of quotes has an `@`.
    private var hasAddress = false
    private var comment: [UInt8] = []
    private var angle: [UInt8]?
    /// How many words stood before the address in brackets.
    private var wordsBefore = 0

    private struct Word {
        var octets: [UInt8]
        var isQuoted: Bool
        /// Whether a blank or comment stood before it.
        var isApart: Bool
    }

    /// Behind these nothing is closed, so nothing is opened: what was forgotten must not swallow the addresses behind it.
    private let lastQuote: Int
    private let lastParenthesis: Int

    private init(_ octets: [UInt8], limit: Int) {
        self.octets = octets
        self.limit = limit
        lastQuote = octets.lastIndex(of: UInt8(ascii: "\"")) ?? -1
        lastParenthesis = octets.lastIndex(of: UInt8(ascii: ")")) ?? -1
    }

    /// - Parameter octets: The field's value, unfolded.
    static func parse(_ octets: [UInt8], limit: Int) -> (addresses: [Address], truncated: Bool) {
        var parser = AddressParser(octets, limit: limit)
        parser.run()
        return (parser.addresses, parser.truncated)
    }

    private mutating func run() {
        var isApart = false
        while index < octets.count {
            if addresses.count >= limit {
                truncated = true
                return
            }
            let octet = octets[index]
            switch octet {
            case .space, .tab, .lineFeed, .carriageReturn, 0:
                index += 1
                isApart = true
                continue
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                index += 1
                finish()
            case UInt8(ascii: "(") where index > lastParenthesis, UInt8(ascii: "\"") where index == lastQuote:
                index += 1
                isApart = true
                continue
            case UInt8(ascii: "("):
                let text = readComment()
                if !text.isEmpty { comment = text }
                isApart = true
                continue
            case UInt8(ascii: "\""):
                words.append(Word(octets: readQuoted(), isQuoted: true, isApart: isApart))
            case UInt8(ascii: "<"):
                let text = readAngle()
                if angle == nil || angle?.isEmpty == true {
                    angle = text
                    wordsBefore = words.count
                }
            case UInt8(ascii: ">"), UInt8(ascii: ")"):
                index += 1
            case UInt8(ascii: ":"):
                index += 1
                if angle == nil, !hasAddress { words.removeAll() }
            default:
                let atom = readAtom()
                words.append(Word(octets: atom, isQuoted: false, isApart: isApart))
                hasAddress = hasAddress || atom.contains(UInt8(ascii: "@"))
            }
            isApart = false
        }
        finish()
    }

    // MARK: - Pieces

    /// The text of a comment, with inner parentheses, without the outer.
    private mutating func readComment() -> [UInt8] {
        var text: [UInt8] = []
        var depth = 0
        while index < octets.count {
            let octet = octets[index]
            index += 1
            switch octet {
            case UInt8(ascii: "("):
                depth += 1
                if depth > 1 { text.append(octet) }
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return Array(text.trimmed) }
                text.append(octet)
            case UInt8(ascii: "\\") where index < octets.count:
                text.append(octets[index])
                index += 1
            default: text.append(octet)
            }
        }
        return Array(text.trimmed)
    }

    /// The content of a quoted string, unescaped.
    private mutating func readQuoted() -> [UInt8] {
        var text: [UInt8] = []
        index += 1
        while index < octets.count {
            let octet = octets[index]
            index += 1
            if octet == UInt8(ascii: "\"") { return text }
            if octet == UInt8(ascii: "\\"), index < octets.count {
                text.append(octets[index])
                index += 1
            } else {
                text.append(octet)
            }
        }
        return text
    }

    /// What stands between `<` and `>`: blanks and comments outside of quotes left out, also a source route.
    private mutating func readAngle() -> [UInt8] {
        var text: [UInt8] = []
        index += 1
        while index < octets.count {
            let octet = octets[index]
            switch octet {
            case UInt8(ascii: ">"):
                index += 1
                return Self.withoutRoute(text)
            case UInt8(ascii: "\"") where index < lastQuote:
                text.append(contentsOf: Self.quoted(readQuoted()))
            case UInt8(ascii: "(") where index < lastParenthesis:
                _ = readComment()
            case UInt8(ascii: "<"):
                text.removeAll()
                index += 1
            case .space, .tab, .lineFeed, .carriageReturn, 0:
                index += 1
            default:
                text.append(octet)
                index += 1
            }
        }
        return Self.withoutRoute(text)
    }

    private mutating func readAtom() -> [UInt8] {
        let start = index
        while index < octets.count {
            switch octets[index] {
            case .space, .tab, .lineFeed, .carriageReturn, 0, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ":"), UInt8(ascii: "\""):
                return Array(octets[start..<index])
            case UInt8(ascii: "["):
                index = literalEnd(from: index) ?? index + 1
            case UInt8(ascii: "=") where index + 1 < octets.count && octets[index + 1] == UInt8(ascii: "?"):
                index = encodedWordEnd(from: index)
            default:
                index += 1
            }
        }
        return Array(octets[start..<index])
    }

    /// Past a domain literal at `start`, which may hold colons; nil if it is none. No octet is looked at for more than one bracket.
    private func literalEnd(from start: Int) -> Int? {
        var position = start + 1
        while position < octets.count {
            switch octets[position] {
            case UInt8(ascii: "]"): return position + 1
            case .space, .tab, .lineFeed, .carriageReturn, 0, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"),
                UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "["):
                return nil
            default: position += 1
            }
        }
        return nil
    }

    /// Past an encoded word at `start`, which may hold commas, colons and the like; one past `start` if there is none.
    private func encodedWordEnd(from start: Int) -> Int {
        var marks = 0
        var position = start + 2
        while position < octets.count, position - start < 1024, !octets[position].isBlankOrLineEnd {
            if octets[position] == UInt8(ascii: "?") {
                marks += 1
                if marks >= 3, position + 1 < octets.count, octets[position + 1] == UInt8(ascii: "=") { return position + 2 }
            }
            position += 1
        }
        return start + 1
    }

    // MARK: - Mailboxes

    /// Ends the mailbox that was being read.
    private mutating func finish() {
        defer {
            words.removeAll(keepingCapacity: true)
            hasAddress = false
            comment.removeAll(keepingCapacity: true)
            angle = nil
        }
        if let angle {
            guard !angle.isEmpty else { return }
            // What follows the brackets up to the comma is no part of the name, unless nothing stood before them.
            let name = wordsBefore > 0 ? words[..<wordsBefore] : words[...]
            append(angle, name: name.isEmpty ? comment : Self.phrase(name))
            return
        }
        guard !words.isEmpty else { return }
        // The address is the run of words about the last `@`; `a . b @ c` is written in words apart.
        guard let at = words.lastIndex(where: { !$0.isQuoted && $0.octets.contains(UInt8(ascii: "@")) }) else {
            if words.count == 1, !words[0].isQuoted { append(words[0].octets, name: comment) }
            return
        }
        var low = at
        while low > 0, joins(words[low - 1], words[low]) { low -= 1 }
        var high = at
        while high + 1 < words.count, joins(words[high], words[high + 1]) { high += 1 }
        var address: [UInt8] = []
        for word in words[low...high] { address.append(contentsOf: word.isQuoted ? Self.quoted(word.octets) : word.octets) }
        append(address, name: low > 0 ? Self.phrase(words[..<low]) : comment)
    }

    private func joins(_ left: Word, _ right: Word) -> Bool {
        if !right.isApart { return true }
        let glue: (UInt8?) -> Bool = { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "@") }
        return (!left.isQuoted && glue(left.octets.last)) || (!right.isQuoted && glue(right.octets.first))
    }

    private mutating func append(_ address: [UInt8], name: [UInt8]) {
        let name = EncodedWord.decode(Array(name.trimmed)).text
        var local = address[...]
        // No domain ends like that; Outlook puts whole addresses in such quotes.
        if local.count > 2, local.first == UInt8(ascii: "'"), local.last == UInt8(ascii: "'") { local = local.dropFirst().dropLast() }
        let bare = local
        var domain: ArraySlice<UInt8> = []
        if let at = bare.lastIndex(of: UInt8(ascii: "@")) {
            local = bare[..<at]
            domain = bare[(at + 1)...]
        }
        let localPart = Self.text(local)
        guard !localPart.isEmpty, bare.last != UInt8(ascii: ";") else { return }
        // A letter may be more than one in lower case, marks among them.
        let lowered = Normalization.composed(Self.text(domain).lowercased())
        addresses.append(Address(displayName: Self.clean(name), localPart: localPart, domain: lowered))
    }

    /// Without control characters.
    private static func text(_ octets: ArraySlice<UInt8>) -> String {
        Normalization.composed(String(decoding: octets.lazy.filter { !$0.isControl }, as: UTF8.self))
    }

    /// Control characters made blanks.
    private static func clean(_ name: String) -> String {
        guard name.utf8.contains(where: \.isControl) else { return name }
        var result = ""
        for scalar in name.unicodeScalars { result.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar) }
        return result
    }

    /// Words with one blank where blanks stood.
    private static func phrase(_ words: ArraySlice<Word>) -> [UInt8] {
        var text: [UInt8] = []
        for word in words {
            if word.isApart, !text.isEmpty { text.append(.space) }
            text.append(contentsOf: word.octets)
        }
        return text
    }

    private static func quoted(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        for octet in text {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { result.append(UInt8(ascii: "\\")) }
            result.append(octet)
        }
        result.append(UInt8(ascii: "\""))
        return result
    }

    /// `@a,@b:c@d` is `c@d` (RFC 5322 §4.4).
    private static func withoutRoute(_ text: [UInt8]) -> [UInt8] {
        // Programs that make lists of links write addresses as they write those.
        if text.prefix(7).map(\.lowered).elementsEqual("mailto:".utf8) { return Array(text.dropFirst(7)) }
        guard text.first == UInt8(ascii: "@"), let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return text }
        return Array(text[(colon + 1)...])
    }
}
