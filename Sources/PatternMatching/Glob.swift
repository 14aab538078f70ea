/// A pattern of `*` (any text), `?` (one character) and themselves; a backslash takes the meaning from what follows it.
///
/// `[` is itself. It matches a whole text, without case (Unicode simple folding), in time linear in the text for a given glob.
public struct Glob: Sendable, Hashable {
    /// One stretch between stars. A `?` is a hole of one character.
    private struct Piece: Sendable, Hashable {
        var octets: [UInt8] = []
        /// Offsets in `octets` before which one character of any kind stands, ascending; one may stand there several times.
        var holes: [Int] = []
    }

    public let source: String
    /// Stretches in their order; stars stand between them, so `a*b` has two and `ab` one.
    private let pieces: [Piece]

    /// Every text is a glob; a lone backslash at the end is itself.
    public init(_ source: String) {
        self.source = source
        var pieces: [Piece] = []
        var piece = Piece()
        var literal = String.UnicodeScalarView()
        func flush(_ piece: inout Piece) {
            piece.octets += FoldedText(String(literal)).octets
            literal = String.UnicodeScalarView()
        }
        var escaped = false
        for scalar in source.unicodeScalars {
            switch scalar {
            case _ where escaped:
                literal.append(scalar)
                escaped = false
            case "\\":
                escaped = true
            case "*":
                flush(&piece)
                pieces.append(piece)
                piece = Piece()
            case "?":
                flush(&piece)
                piece.holes.append(piece.octets.count)
            default:
                literal.append(scalar)
            }
        }
        if escaped { literal.append("\\") }
        flush(&piece)
        pieces.append(piece)
        self.pieces = pieces
    }

    /// Whether the glob has a `*` or `?`; one without is a plain text.
    public var hasWildcard: Bool {
        pieces.count > 1 || pieces.contains { !$0.holes.isEmpty }
    }

    public func matches(_ text: String) -> Bool {
        matches(FoldedText(text))
    }

    /// Whether the glob matches the whole of a text.
    public func matches(_ text: FoldedText) -> Bool {
        text.octets.withUnsafeBufferPointer { subject in
            guard let first = pieces.first, let end = Self.end(of: first, at: 0, in: subject) else { return false }
            if pieces.count == 1 { return end == subject.count }
            var place = end
            for piece in pieces.dropFirst().dropLast() {
                guard let next = Self.search(piece, from: place, in: subject) else { return false }
                place = next
            }
            return pieces.last.map { Self.standsAtEnd($0, from: place, in: subject) } ?? true
        }
    }

    /// Where a piece that begins at `start` ends; nil if it does not stand there.
    private static func end(of piece: Piece, at start: Int, in subject: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = start
        var hole = 0
        for offset in 0...piece.octets.count {
            while hole < piece.holes.count, piece.holes[hole] == offset {
                guard place < subject.count else { return nil }
                place += CaseFolding.decode(subject, place)?.length ?? 1
                hole += 1
            }
            guard offset < piece.octets.count else { break }
            guard place < subject.count, subject[place] == piece.octets[offset] else { return nil }
            place += 1
        }
        return place
    }

    /// The end of the leftmost place of a piece.
    private static func search(_ piece: Piece, from start: Int, in subject: UnsafeBufferPointer<UInt8>) -> Int? {
        if piece.holes.isEmpty {
            let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(subject)[start...])
            return piece.octets.withUnsafeBytes { LiteralSearch.offset(of: $0, in: rest) }.map { start + $0 + piece.octets.count }
        }
        var place = start
        while true {
            if let end = end(of: piece, at: place, in: subject) { return end }
            guard place < subject.count else { return nil }
            place += CaseFolding.decode(subject, place)?.length ?? 1
        }
    }

    /// Whether a piece stands at the very end, at or behind `start`.
    private static func standsAtEnd(_ piece: Piece, from start: Int, in subject: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = subject.count
        var hole = piece.holes.count - 1
        for offset in stride(from: piece.octets.count, through: 0, by: -1) {
            while hole >= 0, piece.holes[hole] == offset {
                guard place > start else { return false }
                place -= 1
                var steps = 0
                while place > start, steps < 3, subject[place] & 0xC0 == 0x80 {
                    place -= 1
                    steps += 1
                }
                hole -= 1
            }
            guard offset > 0 else { break }
            guard place > start, subject[place - 1] == piece.octets[offset - 1] else { return false }
            place -= 1
        }
        return true
    }
}
