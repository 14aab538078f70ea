import Agent

/// A round's report in one line for people.
enum PollSummary {
    static func sentence(for report: PollReport, dryRun: Bool) -> String {
        var parts: [String] = []
        if report.retrieved == 0 {
            parts.append(report.error == nil ? "nothing new" : "not polled")
        } else {
            parts.append("\(count(report.retrieved, "message")) (\(octets(report.octets)))")
            let would = dryRun ? "would be " : ""
            if report.filed > 0 { parts.append("\(report.filed) \(would)filed") }
            if report.tagged > 0 { parts.append("\(report.tagged) \(would)tagged") }
            if report.discarded > 0 { parts.append("\(report.discarded) \(would)discarded") }
        }
        if report.forwarded > 0 { parts.append("\(report.forwarded) \(dryRun ? "would be " : "")forwarded") }
        if report.deferred > 0 { parts.append("\(report.deferred) to be tried again") }
        if report.parked > 0 { parts.append("\(report.parked) set aside") }
        if report.waiting > 0 {
            parts.append("\(count(report.waiting, "action")) waiting (kept as well; see postroom queue)")
        }
        let seconds = report.seconds < 10 ? "\((report.seconds * 10).rounded() / 10)" : "\(Int(report.seconds.rounded()))"
        return "\(report.account): " + parts.joined(separator: ", ") + " (\(seconds) s)"
    }

    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// Octets in powers of 1024, as rules write them.
    static func octets(_ number: Int) -> String {
        switch number {
        case ..<10_240: "\(number) octets"
        case ..<(10 << 20): "\(number >> 10) KB"
        case ..<(10 << 30): "\(number >> 20) MB"
        default: "\(number >> 30) GB"
        }
    }
}
