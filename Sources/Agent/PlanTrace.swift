import RuleEngine

/// How a decision came about, in the compact form that the ledger keeps beside the version of the rules: JSON, as
/// `{"outcomes":"nnm-","decided":[{"rule":2,"condition":"...","value":"...","captures":{...}}]}`.
///
/// `outcomes` has a letter for each rule in order: `m`atched, `n`ot matched, `e`rror, `s`hadow, `-` not reached. Only rules that matched
/// or erred are written out. Written by hand, since it is made for every message of every poll.
enum PlanTrace {
    static func encoded(_ rules: [RuleTrace]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(64 + rules.count)
        append(#"{"outcomes":""#, to: &out)
        for rule in rules { out.append(letter(rule.outcome)) }
        append(#"","decided":["#, to: &out)
        var isFirst = true
        for (index, rule) in rules.enumerated() where rule.outcome != .notMatched && rule.outcome != .notReached {
            append(isFirst ? #"{"rule":"# : #",{"rule":"#, to: &out)
            isFirst = false
            append(String(index), to: &out)
            if let because = rule.because {
                append(#","condition":"#, to: &out)
                appendQuoted(because.condition, to: &out)
                if let value = because.value {
                    append(#","value":"#, to: &out)
                    appendQuoted(value, to: &out)
                }
            }
            if !rule.captures.isEmpty {
                append(#","captures":{"#, to: &out)
                for (position, capture) in rule.captures.sorted(by: { $0.key < $1.key }).enumerated() {
                    if position > 0 { out.append(UInt8(ascii: ",")) }
                    appendQuoted(capture.key, to: &out)
                    out.append(UInt8(ascii: ":"))
                    appendQuoted(capture.value, to: &out)
                }
                out.append(UInt8(ascii: "}"))
            }
            if let failure = rule.failure {
                append(#","failure":"#, to: &out)
                appendQuoted(failure.description, to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
        append("]}", to: &out)
        return out
    }

    private static func letter(_ outcome: RuleTrace.Outcome) -> UInt8 {
        switch outcome {
        case .matched: UInt8(ascii: "m")
        case .notMatched: UInt8(ascii: "n")
        case .error: UInt8(ascii: "e")
        case .shadow: UInt8(ascii: "s")
        case .notReached: UInt8(ascii: "-")
        }
    }

    private static func append(_ text: String, to out: inout [UInt8]) {
        out.append(contentsOf: text.utf8)
    }

    /// A JSON string (RFC 8259 §7).
    private static func appendQuoted(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                out.append(UInt8(ascii: "\\"))
                out.append(octet)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                append("\\u00", to: &out)
                out.append(digits[Int(octet >> 4)])
                out.append(digits[Int(octet & 15)])
            default:
                out.append(octet)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
