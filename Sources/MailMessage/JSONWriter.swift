/// Writes one JSON object of texts, numbers and lists on one line (RFC 8259).
struct JSONWriter {
    private var body = ""

    var text: String { "{" + body + "}" }

    mutating func add(_ key: String, _ value: String?) { add(key, raw: value.map(Self.quoted) ?? "null") }
    mutating func add(_ key: String, _ value: Int) { add(key, raw: String(value)) }
    mutating func add(_ key: String, _ value: Bool) { add(key, raw: value ? "true" : "false") }
    mutating func add(_ key: String, list: [String]) { add(key, raw: Self.list(list)) }

    mutating func add(_ key: String, pairs: [[String]]?) {
        add(key, raw: pairs.map { "[" + $0.map(Self.list).joined(separator: ",") + "]" } ?? "null")
    }

    private mutating func add(_ key: String, raw: String) {
        if !body.isEmpty { body += "," }
        body += Self.quoted(key) + ":" + raw
    }

    private static func list(_ list: [String]) -> String { "[" + list.map(quoted).joined(separator: ",") + "]" }

    /// Control characters, C1 among them, are escaped, so that the line stays one line on any terminal.
    static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
                    || (0x2066...0x2069).contains(scalar.value)
                {
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return text + "\""
    }
}
