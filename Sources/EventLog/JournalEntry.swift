internal import Logging
internal import SourceText

/// An event in the journal's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL).
struct JournalEntry {
    private(set) var octets: [UInt8] = []

    /// - Parameter limits: Of its texts; escaped as on a terminal, since journalctl may print them to one. Line ends in metadata stay.
    init(_ event: Event, limits: LogLimits) {
        let message = HumanForm(limits: limits, hasColour: false).body(event)
        add("PRIORITY", String(Self.priority(event.level)))
        add("SYSLOG_IDENTIFIER", EventLog.identifier)
        add("MESSAGE", message)
        if let account = event.account { add("POSTROOM_ACCOUNT", Self.escaped(account, limits.value)) }
        if let decision = event.decision { add("POSTROOM_DECISION", Self.escaped(decision, limits.value)) }
        for (name, value) in event.fields.prefix(limits.fields) {
            add("POSTROOM_" + Self.name(name), Self.escaped(value, limits.value))
        }
    }

    /// syslog(3)'s levels.
    static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }

    /// `NAME=value`, or where the value has line ends: the name, its length in eight octets, least first, and the octets.
    private mutating func add(_ name: String, _ value: String) {
        let value = Array(value.utf8)
        octets += Array(name.utf8)
        if value.contains(0x0A) {
            octets.append(0x0A)
            for shift in stride(from: 0, to: 64, by: 8) { octets.append(UInt8(truncatingIfNeeded: UInt64(value.count) >> UInt64(shift))) }
        } else {
            octets.append(UInt8(ascii: "="))
        }
        octets += value
        octets.append(0x0A)
    }

    private static func escaped(_ text: String, _ maximum: Int) -> String {
        // Cut first: the text may be of any length.
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(maximum + 1)))
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { DisplayText.escaped(String($0), maximum: maximum) }
            .joined(separator: "\n")
    }

    /// A field's name: capitals, digits and `_`, at most 64 octets with what stands before it.
    private static func name(_ text: String) -> String {
        String(
            decoding: text.utf8.prefix(64 - 9).map { octet in
                switch octet {
                case 0x30...0x39, 0x41...0x5A: octet
                case 0x61...0x7A: octet - 0x20
                default: UInt8(ascii: "_")
                }
            }, as: UTF8.self)
    }
}
