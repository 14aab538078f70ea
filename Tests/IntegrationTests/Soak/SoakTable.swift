/// What a soak prints at its end.
struct SoakTable {
    var minutes: Double
    var seed: UInt64
    var counts: [SoakCount]
    var weather: SoakWeather
    var pop3Cuts: Int
    var smtpCuts: Int
    var memory: SoakSample.Thirds
    var descriptors: SoakSample.Thirds
    var idleDescriptors: SoakSample.Thirds

    /// More doubles than these would be more than the one in doubt: each cut, stop and kill leaves one at most.
    var doubts: Int { weather.kills + weather.postfixStops + smtpCuts }

    var text: String {
        var lines = ["soak of \(minutes) minutes, seed \(seed)", ""]
        lines.append(Self.row("account", ["messages", "lost", "twice", "wrong", "doubled"]))
        lines += counts.map { count in
            Self.row("\(count.account): \(count.way)", [count.messages, count.lost, count.twice, count.wrong, count.doubled].map(String.init))
        }
        lines.append("")
        lines.append(Self.row("what befell them", ["times"]))
        lines.append(Self.row("kill -9 of the daemon", [String(weather.kills)]))
        lines.append(Self.row("POP3 line cut", [String(pop3Cuts)]))
        lines.append(Self.row("SMTP line cut", [String(smtpCuts)]))
        lines.append(Self.row("Dovecot stopped", [String(weather.dovecotStops)]))
        lines.append(Self.row("Postfix killed", [String(weather.postfixStops)]))
        lines.append(Self.row("forwards that may be doubled", [String(doubts)]))
        lines.append("")
        lines.append(Self.row("the last life, in thirds", ["first", "second", "third"]))
        lines.append(Self.row("memory, KB, median", memory.values.map(String.init)))
        lines.append(Self.row("descriptors, median", descriptors.values.map(String.init)))
        lines.append(Self.row("descriptors, fewest", idleDescriptors.values.map(String.init)))
        return lines.joined(separator: "\n")
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        name + String(repeating: " ", count: max(1, 34 - name.count))
            + cells.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
    }
}
