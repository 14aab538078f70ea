internal import Logging
internal import SourceText

/// `2026-11-23 22:40:11 info  work: retrieved 3 messages  decision=12 rule="lists"`
struct HumanForm: EventForm {
    let limits: LogLimits
    let hasColour: Bool

    func line(_ event: Event) -> String {
        let words = level(event.level)
        let text = EventTime.local(event.time) + " " + (colour(event.level).map { "\u{1B}[\($0)m\(words)\u{1B}[0m" } ?? words) + " "
        let rest = fields(event)
        return text + sentence(event) + (rest.isEmpty ? "" : "  " + (hasColour ? "\u{1B}[2m\(rest)\u{1B}[0m" : rest))
    }

    /// The line without time and level, for what adds its own.
    func body(_ event: Event) -> String {
        let rest = fields(event)
        return sentence(event) + (rest.isEmpty ? "" : "  " + rest)
    }

    private func sentence(_ event: Event) -> String {
        let message = DisplayText.escaped(event.message, maximum: limits.message)
        guard let account = event.account else { return message }
        return DisplayText.escaped(account, maximum: limits.value) + ": " + message
    }

    private func fields(_ event: Event) -> String {
        var pairs = event.fields.prefix(limits.fields).map { (Self.name($0.name), $0.value) }
        if let decision = event.decision { pairs.insert(("decision", decision), at: 0) }
        return pairs.map { $0.0 + "=" + value($0.1) }.joined(separator: " ")
    }

    /// Numbers stand as they are, all else in quotes, in which `"` and `\` are escaped.
    private func value(_ text: String) -> String {
        if !text.isEmpty, text.utf8.count <= 20, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return text }
        var quoted = String.UnicodeScalarView()
        for (count, scalar) in text.unicodeScalars.enumerated() {
            // One more than is shown, so that the cut is marked.
            if count > limits.value { break }
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.append(scalar)
        }
        return "\"" + DisplayText.escaped(String(quoted), maximum: limits.value) + "\""
    }

    /// A name with nothing in it that could be taken for another pair.
    static func name(_ text: String) -> String {
        String(
            decoding: text.utf8.prefix(64).map { octet in
                switch octet {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): octet
                default: UInt8(ascii: "_")
                }
            }, as: UTF8.self)
    }

    private func level(_ level: Logger.Level) -> String {
        switch level {
        case .trace: "trace"
        case .debug: "debug"
        case .info: "info "
        case .notice: "note "
        case .warning: "warn "
        case .error: "error"
        case .critical: "crit "
        }
    }

    private func colour(_ level: Logger.Level) -> String? {
        guard hasColour else { return nil }
        return switch level {
        case .trace, .debug: "2"
        case .info: nil
        case .notice: "1"
        case .warning: "33"
        case .error, .critical: "1;31"
        }
    }
}
