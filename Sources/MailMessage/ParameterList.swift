/// A value with parameters, as Content-Type and Content-Disposition have it (RFC 2045 §5.1, RFC 2231).
struct ParameterList: Sendable {
    /// What stands before the first `;`, in lower case, comments and blanks left out.
    private(set) var value = ""
    /// Decoded, names in lower case. Of two parameters of one name the first counts.
    private(set) var parameters: [(name: String, value: String)] = []
    /// A name was given twice: what it means depends on who reads.
    private(set) var isAmbiguous = false
    private(set) var truncated = false
    /// The value of `boundary` as octets, not decoded (RFC 2046 §5.1.1), without blanks at its end.
    private(set) var boundary: [UInt8]?

    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// - Parameter octets: The field's value, unfolded.
    init(_ octets: [UInt8], limit: Int) {
        var reader = ParameterReader(octets)
        value = reader.readValue()
        var pieces: [Piece] = []
        while let (name, text, isQuoted) = reader.next() {
            guard pieces.count < limit else {
                truncated = true
                break
            }
            pieces.append(Piece(name: name, octets: text, isQuoted: isQuoted))
        }
        assemble(pieces)
        if let piece = pieces.first(where: { $0.base == "boundary" }) {
            var octets = piece.order == nil && !piece.isExtended ? piece.octets : Array((self["boundary"] ?? "").utf8)
            if !piece.isQuoted { octets = Self.withoutComment(octets) }
            while let last = octets.last, last.isBlankOrLineEnd { octets.removeLast() }
            boundary = octets.isEmpty ? nil : octets
        }
    }

    /// One parameter as written: `name`, `name*`, `name*2` or `name*2*`.
    private struct Piece {
        var base: String
        var order: Int?
        var isExtended: Bool
        var octets: [UInt8]
        var isQuoted: Bool

        init(name: [UInt8], octets: [UInt8], isQuoted: Bool) {
            self.octets = octets
            self.isQuoted = isQuoted
            var rest = name[...]
            isExtended = rest.last == UInt8(ascii: "*")
            if isExtended { rest = rest.dropLast() }
            if let star = rest.lastIndex(of: UInt8(ascii: "*")), (1...5).contains(rest.endIndex - star - 1),
                rest[(star + 1)...].allSatisfy(\.isDigit)
            {
                order = rest[(star + 1)...].reduce(0) { $0 * 10 + Int($1 - 0x30) }
                rest = rest[..<star]
            }
            base = rest.loweredText
        }
    }

    private mutating func assemble(_ pieces: [Piece]) {
        var groups: [String: [Piece]] = [:]
        var order: [String] = []
        for piece in pieces where !piece.base.isEmpty {
            if groups[piece.base] == nil { order.append(piece.base) }
            groups[piece.base, default: []].append(piece)
        }
        for name in order {
            guard let group = groups[name] else { continue }
            let numbered = group.filter { $0.order != nil }.sorted { ($0.order ?? 0) < ($1.order ?? 0) }
            if let extended = group.first(where: { $0.order == nil && $0.isExtended }) {
                parameters.append((name, Self.decode([extended])))
            } else if let first = numbered.first, first.order == 0 || !group.contains(where: { $0.order == nil }) {
                var run: [Piece] = []
                for piece in numbered where run.last?.order != piece.order { run.append(piece) }
                parameters.append((name, Self.decode(run)))
            } else if let plain = group.first(where: { $0.order == nil }) {
                if group.count > 1 { isAmbiguous = true }
                parameters.append((name, Self.decodePlain(plain.octets)))
            }
        }
    }

    /// RFC 2231 §3 and §4: charset and language stand in the first piece, percent signs in extended pieces.
    private static func decode(_ pieces: [Piece]) -> String {
        var label: String?
        var octets: [UInt8] = []
        for (position, piece) in pieces.enumerated() {
            guard piece.isExtended else {
                octets.append(contentsOf: piece.octets)
                continue
            }
            var text = piece.octets[...]
            if position == 0, let first = text.firstIndex(of: UInt8(ascii: "'")),
                let second = text[(first + 1)...].firstIndex(of: UInt8(ascii: "'"))
            {
                label = String(decoding: text[..<first], as: UTF8.self)
                text = text[(second + 1)...]
            }
            octets.append(contentsOf: percentDecoded(text))
        }
        // Some senders write an encoded word where RFC 2231 wants a charset.
        if label == nil, octets.starts(with: "=?".utf8) || !pieces.contains(where: \.isExtended) { return decodePlain(octets) }
        return CharsetDecoder.decode(octets, label: label.flatMap { $0.isEmpty ? nil : $0 }).text
    }

    /// Without a comment behind a blank. In a file's name that would be part of the name.
    private static func withoutComment(_ octets: [UInt8]) -> [UInt8] {
        guard let open = octets.firstIndex(of: UInt8(ascii: "(")), open > 0, octets[open - 1].isBlankOrLineEnd else { return octets }
        return Array(octets[..<open])
    }

    private static func decodePlain(_ octets: [UInt8]) -> String { EncodedWord.decode(octets).text }

    private static func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex, let high = text[index + 1].hexadecimalValue,
                let low = text[index + 2].hexadecimalValue
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }
}
