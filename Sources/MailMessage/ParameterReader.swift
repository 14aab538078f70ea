/// Splits `value; name=value; ...` into its pieces, once, from left to right.
struct ParameterReader {
    private let octets: [UInt8]
    private var index = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    /// All up to the first `;`, in lower case, without comments and blanks. A second word, as in `text/plain charset=x`, begins
    /// the parameters; quotes are left out. Where the value was forgotten, as in `filename=x`, there is none.
    mutating func readValue() -> String {
        var value: [UInt8] = []
        var isApart = false
        var hasSlash = false
        while index < octets.count, octets[index] != UInt8(ascii: ";") {
            if octets[index] == UInt8(ascii: "(") {
                skipComment()
            } else if octets[index].isBlankOrLineEnd {
                isApart = !value.isEmpty
                index += 1
            } else if octets[index] == UInt8(ascii: "\"") {
                index += 1
            } else if octets[index] == UInt8(ascii: "="), !hasSlash {
                index = 0
                return ""
            } else {
                let slash = UInt8(ascii: "/")
                if isApart, octets[index] != slash, value.last != slash { break }
                isApart = false
                hasSlash = hasSlash || octets[index] == slash
                value.append(octets[index].lowered)
                index += 1
            }
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// The next parameter: its name as written, its value unquoted.
    mutating func next() -> (name: [UInt8], value: [UInt8], isQuoted: Bool)? {
        while true {
            while index < octets.count, octets[index].isBlankOrLineEnd || octets[index] == UInt8(ascii: ";") || octets[index] == UInt8(ascii: "(") {
                if octets[index] == UInt8(ascii: "(") { skipComment() } else { index += 1 }
            }
            guard index < octets.count else { return nil }
            let start = index
            while index < octets.count, octets[index] != UInt8(ascii: "="), octets[index] != UInt8(ascii: ";") { index += 1 }
            let name = octets[start..<index].trimmed
            guard index < octets.count, octets[index] == UInt8(ascii: "=") else { continue }
            index += 1
            while index < octets.count, octets[index].isBlankOrLineEnd { index += 1 }
            if index < octets.count, octets[index] == UInt8(ascii: "\"") { return (Array(name), readQuoted(), true) }
            return (Array(name), readToken(), false)
        }
    }

    private mutating func readQuoted() -> [UInt8] {
        var value: [UInt8] = []
        index += 1
        while index < octets.count {
            let octet = octets[index]
            index += 1
            if octet == UInt8(ascii: "\"") { break }
            if octet == UInt8(ascii: "\\"), index < octets.count, octets[index] == UInt8(ascii: "\"") || octets[index] == UInt8(ascii: "\\") {
                value.append(octets[index])
                index += 1
            } else {
                value.append(octet)
            }
        }
        return value
    }

    /// Up to the next `;`, since senders forget quotes about file names with blanks.
    private mutating func readToken() -> [UInt8] {
        let start = index
        while index < octets.count, octets[index] != UInt8(ascii: ";") { index += 1 }
        return Array(octets[start..<index].trimmed)
    }

    private mutating func skipComment() {
        var depth = 0
        while index < octets.count {
            let octet = octets[index]
            index += 1
            switch octet {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return }
            case UInt8(ascii: "\\"): index += 1
            default: break
            }
        }
    }
}
