/// One property of a calendar or a contact (RFC 5545 §3.1, RFC 6350 §3.3, and the older forms of both).
struct ContentLine {
    /// In lower case, without a group before a dot.
    private(set) var name: String
    /// Names in lower case, values without quotes; a value without a name, as version 2.1 has it, stands under `type`.
    private(set) var parameters: [String: String] = [:]
    /// As written, quoted-printable undone.
    private(set) var value: String

    /// Parameters of one property that are read.
    private static let parameterLimit = 64

    /// - Returns: nil if the line has no colon outside of quotes.
    init?(_ line: ArraySlice<UInt8>) {
        guard let colon = Self.offset(of: UInt8(ascii: ":"), in: line) else { return nil }
        var pieces: [ArraySlice<UInt8>] = []
        var rest = line[..<colon]
        while pieces.count < Self.parameterLimit, let semicolon = Self.offset(of: UInt8(ascii: ";"), in: rest) {
            pieces.append(rest[..<semicolon])
            rest = rest[(semicolon + 1)...]
        }
        pieces.append(rest)
        guard let first = pieces.first?.trimmed, !first.isEmpty else { return nil }
        name = (first.lastIndex(of: UInt8(ascii: ".")).map { first[($0 + 1)...] } ?? first).loweredText
        for piece in pieces.dropFirst() {
            let equals = piece.firstIndex(of: UInt8(ascii: "="))
            let key = equals.map { piece[..<$0].trimmed.loweredText } ?? "type"
            let text = (equals.map { piece[($0 + 1)...] } ?? piece).filter { $0 != UInt8(ascii: "\"") }
            if parameters[key] == nil { parameters[key] = String(decoding: text, as: UTF8.self) }
        }
        let octets = line[(colon + 1)...]
        let encoding = (parameters["encoding"] ?? parameters["type"])?.lowercased()
        if encoding == "quoted-printable" {
            let decoded = octets.withUnsafeBytes { QuotedPrintable.decode($0) }
            value = CharsetDecoder.decode(decoded, label: parameters["charset"]).text
        } else {
            value = String(decoding: octets, as: UTF8.self)
        }
    }

    private static func offset(of octet: UInt8, in line: ArraySlice<UInt8>) -> Int? {
        var isQuoted = false
        for index in line.indices {
            if line[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if line[index] == octet, !isQuoted { return index }
        }
        return nil
    }

    /// The value as text: `\n` a line end, `\,` a comma (RFC 5545 §3.3.11).
    var text: String { Self.unescaped(value.utf8) }

    /// The fields of a structured value, as N has it.
    var fields: [String] {
        var fields: [String] = []
        var start = value.utf8.startIndex
        var isEscaped = false
        for index in value.utf8.indices where fields.count < 16 {
            if value.utf8[index] == UInt8(ascii: ";"), !isEscaped {
                fields.append(Self.unescaped(value[start..<index].utf8))
                start = value.utf8.index(after: index)
            }
            isEscaped = value.utf8[index] == UInt8(ascii: "\\") && !isEscaped
        }
        fields.append(Self.unescaped(value[start...].utf8))
        return fields
    }

    /// An address without `mailto:`.
    var address: String {
        let isMailto = value.utf8.prefix(7).map(\.lowered).elementsEqual("mailto:".utf8)
        return String(decoding: Array((isMailto ? value.utf8.dropFirst(7) : value.utf8[...])).trimmed, as: UTF8.self)
    }

    private static func unescaped(_ value: some Sequence<UInt8>) -> String {
        var result: [UInt8] = []
        var isEscaped = false
        for octet in value {
            if isEscaped {
                result.append(octet.lowered == UInt8(ascii: "n") ? .lineFeed : octet)
                isEscaped = false
            } else if octet == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                result.append(octet)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
