import MailMessage
import PatternMatching

/// A text that rules look at, folded once however many conditions compare it. Belongs to one evaluation.
final class TextValue {
    /// What a text was put together from: what the rules wrote, and what is data (rules language §6).
    struct Piece {
        var text: String
        var isData: Bool
    }

    /// Where a text came from, for the members that need more than its characters.
    enum Origin {
        case anywhere
        case field(HeaderField)
        case body
        case listID
    }

    private enum Content {
        case text(String)
        case octets([UInt8])
    }

    private let content: Content
    /// Whether octets were lost in decoding.
    let malformed: Bool
    let origin: Origin
    let pieces: [Piece]?
    private var foldedText: FoldedText?

    init(_ text: String, malformed: Bool = false, origin: Origin = .anywhere) {
        content = .text(text)
        self.malformed = malformed
        self.origin = origin
        pieces = nil
    }

    convenience init(_ decoded: DecodedText, origin: Origin = .anywhere) {
        self.init(decoded.text, malformed: decoded.malformed, origin: origin)
    }

    /// Octets of no known encoding.
    init(raw octets: [UInt8]) {
        content = .octets(octets)
        malformed = false
        origin = .anywhere
        pieces = nil
    }

    init(pieces: [Piece]) {
        content = .text(pieces.count == 1 ? pieces[0].text : pieces.reduce(into: "") { $0 += $1.text })
        malformed = false
        origin = .anywhere
        self.pieces = pieces
    }

    /// A text that the rules wrote.
    static func written(_ text: String) -> TextValue {
        TextValue(pieces: [Piece(text: text, isData: false)])
    }

    var isRaw: Bool {
        if case .octets = content { true } else { false }
    }

    /// The text; of raw octets, those that are no UTF-8 are U+FFFD.
    var text: String {
        switch content {
        case .text(let text): text
        case .octets(let octets): String(decoding: octets, as: UTF8.self)
        }
    }

    var folded: FoldedText {
        if let foldedText { return foldedText }
        let folded = switch content {
        case .text(let text): FoldedText(text)
        case .octets(let octets): octets.withUnsafeBufferPointer { FoldedText(utf8: $0) }
        }
        foldedText = folded
        return folded
    }

    /// Matches a pattern. A pattern over text on raw octets that are no text is undecided.
    func match(_ pattern: CompiledPattern, _ workspace: inout MatchWorkspace) -> MatchOutcome {
        switch content {
        case .text(let text): pattern.match(in: text, workspace: &workspace)
        case .octets(let octets): octets.withUnsafeBufferPointer { pattern.match(in: $0, workspace: &workspace) }
        }
    }

    /// The text between two offsets in octets, as a match gave them.
    func slice(_ range: Range<Int>) -> String {
        switch content {
        case .text(let text):
            let utf8 = text.utf8
            guard range.upperBound <= utf8.count else { return "" }
            let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
            return String(decoding: utf8[start..<utf8.index(start, offsetBy: range.count)], as: UTF8.self)
        case .octets(let octets):
            return range.upperBound <= octets.count ? String(decoding: octets[range], as: UTF8.self) : ""
        }
    }

    /// The first decimal number in it, with its sign.
    var number: Double? {
        let octets = Array(text.utf8)
        guard let first = octets.firstIndex(where: { $0.isDigit }) else { return nil }
        var end = octets[first...].firstIndex { !$0.isDigit } ?? octets.count
        if end + 1 < octets.count, octets[end] == UInt8(ascii: "."), octets[end + 1].isDigit {
            end = octets[(end + 1)...].firstIndex { !$0.isDigit } ?? octets.count
        }
        let sign = first > 0 && (octets[first - 1] == UInt8(ascii: "-") || octets[first - 1] == UInt8(ascii: "+"))
        return Double(String(decoding: octets[(sign ? first - 1 : first)..<end], as: UTF8.self))
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
