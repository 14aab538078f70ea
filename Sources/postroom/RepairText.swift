import Agent
import SourceText

/// A repair as people read it.
struct RepairText {
    let report: RepairReport

    var lines: [String] {
        guard let fault = report.fault else { return ["the ledger is sound; nothing was changed"] }
        var lines = ["the ledger was damaged: \(DisplayText.escaped(fault, maximum: 200))"]
        lines.append("\(report.isDryRun ? "a new one would know" : "a new one knows") \(count(report.messages))")
        if report.fromIndexes > 0 { lines.append("of \(count(report.fromIndexes)), only unique-id and hash were left: they are known, and their subjects are not") }
        if report.fromBackup > 0 { lines.append("\(count(report.fromBackup)) were taken from the backup") }
        if report.inFolders > 0 { lines.append("\(count(report.inFolders)) were found in folders alone; the next poll knows them again") }
        if report.hasLostTransactions { lines.append("the last transactions could not all be read: what they did may be missing") }
        if report.unreadablePages > 0 {
            let loss = report.tables.isEmpty ? "they held nothing that is missing now" : "rows may be missing: \(Self.contents(of: report.tables))"
            lines.append("\(PollSummary.count(report.unreadablePages, "page")) of the file could not be read; \(loss)")
        }
        if report.isCut { lines.append("the end of the file is missing: rows may be missing") }
        if report.orphans > 0 { lines.append("\(PollSummary.count(report.orphans, "record")) of plans belonged to messages that nothing else knows; they were left out") }
        if report.namelessAccounts > 0 { lines.append("the names of \(PollSummary.count(report.namelessAccounts, "account")) are lost: their mail is known under \"repaired NUMBER\"") }
        for path in report.unreadFolders {
            lines.append("mail in the mbox files of \(path) was not looked at: what the new ledger does not know comes again if the server still has it")
        }
        for message in report.affected { lines.append(line(message)) }
        for path in report.aside { lines.append("kept: \(path)") }
        if report.isDryRun { lines.append("nothing was changed") }
        return lines
    }

    private func line(_ message: RepairReport.Affected) -> String {
        let title = [message.from, message.subject].compactMap { $0 }.map { DisplayText.escaped($0, maximum: 60) }.joined(separator: ", ")
        let fate = switch message.fate {
        case .decided: "to be decided anew"
        case .setAside: "set aside (postroom queue)"
        case .fetched: "to be fetched again"
        case .incomplete: "perhaps incomplete"
        case .lost: "lost"
        }
        return "  \(message.account) m\(message.id)\(title.isEmpty ? "" : " (\(title))"): \(fate): \(message.reason)"
    }

    /// What tables hold, for people.
    private static func contents(of tables: [String]) -> String {
        let names = [
            "account": "accounts", "message": "messages", "plan": "decisions and their traces", "effect": "what was done with messages",
            "account_status": "how polls ended", "refusal": "what servers refused", "rules_text": "texts of rules", "rules_version": "texts of rules",
            "tag": "tags", "seen_key": "what duplicate() has seen",
        ]
        return Set(tables.map { names[$0] ?? "of whatever kind" }).sorted().joined(separator: ", ")
    }

    private func count(_ count: Int) -> String { PollSummary.count(count, "message") }
}
