import Foundation

/// Reads a query's octets into terms, in one pass.
struct SearchQueryParser {
    private let octets: [UInt8]
    private let timeZone: TimeZone
    private var position = 0

    init(_ text: String, timeZone: TimeZone) {
        octets = Array(text.utf8)
        self.timeZone = timeZone
    }

    mutating func terms() throws(SearchQueryError) -> [SearchQuery.Term] {
        guard octets.count <= SearchQuery.maximumLength else {
            throw SearchQueryError(column: 1, message: "the query is longer than \(SearchQuery.maximumLength) octets")
        }
        var terms: [SearchQuery.Term] = []
        while true {
            skipSpace()
            guard position < octets.count else { return terms }
            guard terms.count < SearchQuery.maximumTerms else {
                throw mistake(position, "more than \(SearchQuery.maximumTerms) terms")
            }
            terms.append(try term())
        }
    }

    private mutating func term() throws(SearchQueryError) -> SearchQuery.Term {
        let start = position
        let isNegated = octets[position] == UInt8(ascii: "-")
        if isNegated { position += 1 }
        let fieldStart = position
        guard let field = try field() else {
            let text = try value()
            if text.isEmpty { throw mistake(start, isNegated ? "a word is missing behind `-`" : "the quotes are empty") }
            return SearchQuery.Term(isNegated: isNegated, criterion: .words(text))
        }
        let valueStart = position
        let text = try value()
        if text.isEmpty { throw mistake(fieldStart, "`\(field.rawValue):` needs a value, without a space in between") }
        let criterion: SearchQuery.Criterion
        switch field {
        case .tag: criterion = .tag(text)
        case .from: criterion = .from(text)
        case .to: criterion = .to(text)
        case .subject: criterion = .subject(text)
        case .folder: criterion = .folder(text)
        case .account: criterion = .account(text)
        case .messageID: criterion = .messageID(text)
        case .since: criterion = .since(try day(text, at: valueStart))
        case .before: criterion = .before(try day(text, at: valueStart))
        }
        return SearchQuery.Term(isNegated: isNegated, criterion: criterion)
    }

    /// `name:` of letters and hyphens; what has another shape in front of its colon is a word.
    private mutating func field() throws(SearchQueryError) -> SearchQuery.Field? {
        var end = position
        while end < octets.count, Self.isNameOctet(octets[end]) { end += 1 }
        guard end > position, end < octets.count, octets[end] == UInt8(ascii: ":") else { return nil }
        let name = String(decoding: octets[position..<end], as: UTF8.self)
        guard let field = SearchQuery.Field(rawValue: name.lowercased()) else {
            let known = SearchQuery.Field.allCases.map { "\($0.rawValue):" }.joined(separator: " ")
            throw mistake(position, "there is no field `\(name):`; there are \(known). Quotes make it words: \"\(name): …\"")
        }
        position = end + 1
        return field
    }

    /// Up to the closing quote, or to the next space.
    private mutating func value() throws(SearchQueryError) -> String {
        let quote = UInt8(ascii: "\"")
        if position < octets.count, octets[position] == quote {
            let start = position + 1
            guard let end = octets[start...].firstIndex(of: quote) else {
                throw mistake(position, "the closing quote is missing")
            }
            position = end + 1
            return String(decoding: octets[start..<end], as: UTF8.self)
        }
        let start = position
        while position < octets.count, !Self.isSpace(octets[position]), octets[position] != quote { position += 1 }
        return String(decoding: octets[start..<position], as: UTF8.self)
    }

    private func day(_ text: String, at place: Int) throws(SearchQueryError) -> Date {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        if parts.count == 3, parts.map(\.count) == [4, 2, 2],
            text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }),
            let year = Int(String(decoding: parts[0], as: UTF8.self)),
            let month = Int(String(decoding: parts[1], as: UTF8.self)),
            let day = Int(String(decoding: parts[2], as: UTF8.self))
        {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = timeZone
            let components = DateComponents(year: year, month: month, day: day)
            if components.isValidDate(in: calendar), let date = calendar.date(from: components) { return date }
        }
        throw mistake(place, "`\(text)` is no day; write year-month-day, 2026-01-31")
    }

    private mutating func skipSpace() {
        while position < octets.count, Self.isSpace(octets[position]) { position += 1 }
    }

    private func mistake(_ offset: Int, _ message: String) -> SearchQueryError {
        // Continuation octets of UTF-8 do not begin a character.
        SearchQueryError(column: octets[..<offset].count { $0 & 0xC0 != 0x80 } + 1, message: message)
    }

    private static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || (0x09...0x0D).contains(octet) }

    private static func isNameOctet(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: "-") || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
    }
}
