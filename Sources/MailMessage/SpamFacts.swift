/// What the spam filters that a message passed wrote into its header. Anybody can write such fields: the topmost of a name counts,
/// which is that of the last server that wrote one.
public struct SpamFacts: Sendable, Hashable {
    /// SpamAssassin's, rspamd's or Barracuda's score; without one, ``level``. More is more likely spam.
    public var score: Double?
    /// Exchange's spam confidence level, -1 to 9.
    public var level: Double?
    /// Whether a filter said yes.
    public var isFlagged: Bool

    public init(score: Double? = nil, level: Double? = nil, isFlagged: Bool = false) {
        self.score = score
        self.level = level
        self.isFlagged = isFlagged
    }

    /// nil where no field of a filter is there.
    init?(_ message: Message) {
        func value(_ name: StaticString) -> ArraySlice<UInt8>? { message.first(name).map { $0.unfolded.prefix(Self.longest) } }
        var isThere = false
        isFlagged = false
        for name in [
            "x-spam-flag", "x-spam-status", "x-spam", "x-barracuda-spam-flag", "x-barracuda-spam-status", "x-bogosity", "x-dspam-result",
        ] as [StaticString] {
            guard let value = value(name) else { continue }
            isThere = true
            isFlagged = isFlagged || Automation.isOne(of: ["yes", "true", "spam"], Automation.firstWord(Array(value)))
        }
        if let status = value("x-spam-status") { score = Self.number(after: "score=", in: status) ?? Self.number(after: "hits=", in: status) }
        if let result = value("x-spamd-result") {
            isThere = true
            isFlagged = isFlagged || Self.contains(result.prefix(64), "true")
            score = score ?? result.firstIndex(of: UInt8(ascii: "[")).flatMap { Self.number(result[($0 + 1)...].trimmed) }
        }
        for name in ["x-spam-score", "x-rspamd-score", "x-barracuda-spam-score"] as [StaticString] {
            guard let value = value(name) else { continue }
            isThere = true
            score = score ?? Self.number(value)
        }
        if score == nil, let stars = value("x-spam-level") {
            isThere = true
            score = Double(stars.prefix { $0 == UInt8(ascii: "*") }.count)
        }
        level = value("x-ms-exchange-organization-scl").flatMap(Self.number)
            ?? value("x-forefront-antispam-report").flatMap { Self.number(after: "scl:", in: $0) }
        if let level, level >= 5 { isFlagged = true }
        score = score ?? level
        guard isThere || level != nil else { return nil }
    }

    /// Octets of one field that are read.
    private static let longest = 8 << 10

    private static func contains(_ value: ArraySlice<UInt8>, _ word: StaticString) -> Bool { end(of: word, in: value) != nil }

    private static func number(after mark: StaticString, in value: ArraySlice<UInt8>) -> Double? {
        end(of: mark, in: value).flatMap { number(value[$0...]) }
    }

    /// Past the first place where `mark`, in lower case, stands and no letter before it.
    private static func end(of mark: StaticString, in value: ArraySlice<UInt8>) -> Int? {
        var index = value.startIndex
        while index + mark.utf8CodeUnitCount <= value.endIndex {
            let end = index + mark.utf8CodeUnitCount
            if index == value.startIndex || !value[index - 1].isLetter, value[index..<end].equalsIgnoringCase(mark) { return end }
            index += 1
        }
        return nil
    }

    /// The number that a text begins with: a sign, digits, a fraction.
    private static func number(_ value: ArraySlice<UInt8>) -> Double? {
        var index = value.startIndex
        while index < value.endIndex, value[index].isBlankOrLineEnd { index += 1 }
        let start = index
        if index < value.endIndex, value[index] == UInt8(ascii: "-") || value[index] == UInt8(ascii: "+") { index += 1 }
        let digits = index
        while index < value.endIndex, value[index].isDigit { index += 1 }
        guard index > digits, index - digits < 16 else { return nil }
        if index + 1 < value.endIndex, value[index] == UInt8(ascii: "."), value[index + 1].isDigit {
            index += 1
            while index < value.endIndex, value[index].isDigit { index += 1 }
        }
        return Double(String(decoding: value[start..<index].prefix(40), as: UTF8.self))
    }
}
