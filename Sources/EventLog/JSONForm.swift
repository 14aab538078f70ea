internal import Logging

/// One JSON object (RFC 8259): `time`, `level`, `message`, then `account`, `decision`, and other metadata as strings, by name.
struct JSONForm: EventForm {
    private static let taken: Set<String> = ["time", "level", "message", "account", "decision"]
    /// The largest number of digits that every reader of JSON takes exactly (RFC 8259 §6).
    private static let exactDigits = 15

    let limits: LogLimits

    func line(_ event: Event) -> String {
        var text = "{\"time\":\"" + EventTime.universal(event.time) + "\",\"level\":\"" + event.level.rawValue + "\",\"message\":"
        append(event.message, limits.message, to: &text)
        if let account = event.account {
            text += ",\"account\":"
            append(account, limits.value, to: &text)
        }
        if let decision = event.decision {
            text += ",\"decision\":"
            if isNumber(decision) { text += decision } else { append(decision, limits.value, to: &text) }
        }
        for (name, value) in event.fields.prefix(limits.fields) {
            text += ","
            append(Self.taken.contains(name) ? "metadata." + name : name, 64, to: &text)
            text += ":"
            append(value, limits.value, to: &text)
        }
        return text + "}"
    }

    private func isNumber(_ text: String) -> Bool {
        let digits = text.utf8
        guard (1...Self.exactDigits).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        return digits.count == 1 || digits.first != 0x30
    }

    /// Appends a string in quotes. Whatever could move a terminal's cursor or turn its text around is escaped as well.
    private func append(_ value: String, _ maximum: Int, to text: inout String) {
        text += "\""
        var count = 0
        for scalar in value.unicodeScalars {
            if count == maximum {
                text += "…"
                break
            }
            count += 1
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case " "..."~": text.unicodeScalars.append(scalar)
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                    for unit in String(scalar).utf16 {
                        let digits = String(unit, radix: 16)
                        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }
}
