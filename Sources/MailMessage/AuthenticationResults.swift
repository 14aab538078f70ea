/// One Authentication-Results field (RFC 8601 §2.2), read in one pass and without recursion.
struct AuthenticationResults {
    struct Result: Hashable {
        /// `spf`, `dkim`, `dmarc` and others, in lower case.
        var method: String
        /// `pass`, `fail` and others, in lower case.
        var value: String
        /// The names of the properties told with it: `smtp.mailfrom`.
        var properties: [String]
    }

    /// The authserv-id: who says it. nil where the field begins with a result at once, which RFC 8601 does not allow and Exchange
    /// Online writes.
    let server: String?
    let results: [Result]

    /// Results of one field that are read, and properties of one result.
    private static let most = 100

    /// - Parameter octets: The field's value, unfolded.
    /// - Returns: nil if it begins neither with an authserv-id nor with a result.
    init?(_ octets: [UInt8]) {
        var tokens = Tokens(octets)
        guard case .word(let server) = tokens.next(), !server.isEmpty else { return nil }
        var token = tokens.next()
        if token == .equals {
            self.server = nil
            tokens = Tokens(octets)
            token = .semicolon
        } else {
            // A version, which is 1.
            if case .word(let version) = token, version.utf8.allSatisfy(\.isDigit) { token = tokens.next() }
            guard token == .semicolon || token == nil else { return nil }
            self.server = server
        }
        var results: [Result] = []
        while token == .semicolon, results.count < Self.most {
            guard case .word(let method) = tokens.next() else { break }
            token = tokens.next()
            var result: Result?
            if token == .equals, case .word(let value) = tokens.next() {
                let name = method.utf8.prefix { $0 != UInt8(ascii: "/") }
                result = Result(method: String(decoding: name, as: UTF8.self).lowercased(), value: value.lowercased(), properties: [])
                token = tokens.next()
            }
            // `reason="..."` and `ptype.property=value`; a value may hold what divides nothing else.
            while token != nil, token != .semicolon {
                if case .word(let name) = token, tokens.takeEquals() {
                    if let count = result?.properties.count, count < Self.most { result?.properties.append(name.lowercased()) }
                }
                token = tokens.next()
            }
            if let result { results.append(result) }
        }
        self.results = results
    }

    private enum Token: Equatable {
        case word(String)
        case equals
        case semicolon
    }

    /// Words, equals signs and semicolons; blanks and comments between them are passed over.
    private struct Tokens {
        private let octets: [UInt8]
        private var index = 0

        init(_ octets: [UInt8]) { self.octets = octets }

        mutating func next() -> Token? {
            skip()
            guard index < octets.count else { return nil }
            switch octets[index] {
            case UInt8(ascii: ";"):
                index += 1
                return .semicolon
            case UInt8(ascii: "="):
                index += 1
                return .equals
            case UInt8(ascii: "\""): return .word(quoted())
            default:
                let start = index
                while index < octets.count, !isEnd(octets[index]) { index += 1 }
                if index == start { index += 1 }
                return .word(String(decoding: octets[start..<index], as: UTF8.self))
            }
        }

        /// Goes past an equals sign and the value behind it.
        mutating func takeEquals() -> Bool {
            skip()
            guard index < octets.count, octets[index] == UInt8(ascii: "=") else { return false }
            index += 1
            skip()
            if index < octets.count, octets[index] == UInt8(ascii: "\"") { _ = quoted() }
            while index < octets.count, !octets[index].isBlankOrLineEnd, octets[index] != UInt8(ascii: ";"), octets[index] != UInt8(ascii: "(") {
                index += 1
            }
            return true
        }

        private func isEnd(_ octet: UInt8) -> Bool {
            octet.isBlankOrLineEnd || octet == UInt8(ascii: ";") || octet == UInt8(ascii: "=") || octet == UInt8(ascii: "(")
                || octet == UInt8(ascii: "\"")
        }

        private mutating func quoted() -> String {
            var text: [UInt8] = []
            index += 1
            while index < octets.count, octets[index] != UInt8(ascii: "\"") {
                if octets[index] == UInt8(ascii: "\\"), index + 1 < octets.count { index += 1 }
                text.append(octets[index])
                index += 1
            }
            index += 1
            return String(decoding: text, as: UTF8.self)
        }

        /// Blanks and comments, which may hold each other.
        private mutating func skip() {
            var depth = 0
            while index < octets.count {
                switch octets[index] {
                case UInt8(ascii: "("): depth += 1
                case UInt8(ascii: ")") where depth > 0: depth -= 1
                case UInt8(ascii: "\\") where depth > 0: index += 1
                default: if depth == 0, !octets[index].isBlankOrLineEnd { return }
                }
                index += 1
            }
        }
    }
}
