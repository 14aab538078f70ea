import Agent
import Foundation
import SourceText

/// A status as a person reads it.
struct StatusPage {
    let status: DaemonStatus
    let paint: Paint
    var now = Date()

    /// Without a line end behind it.
    var text: String {
        ([daemon] + reload + accounts + [queue, disk]).joined(separator: "\n")
    }

    private var daemon: String {
        guard let pid = status.pid else { return paint.yellow("no daemon runs") + " (postroom run starts one)" }
        let since = status.since.map { ", started \(TimeText.ago($0, now))" } ?? ""
        return "daemon running, process \(pid)\(since)\(status.version.map { ", \($0)" } ?? "")"
    }

    private var reload: [String] {
        guard let error = status.reloadError else { return [] }
        return [paint.red("not reloaded: \(error)") + "; the old configuration and rules hold (postroom reload shows more)"]
    }

    private var accounts: [String] {
        let width = status.accounts.map { TerminalWidth.cells($0.name) }.max() ?? 0
        return status.accounts.flatMap { account -> [String] in
            var facts: [String] = []
            if account.state == "polling" { facts.append("polling now") }
            facts.append(account.lastSuccess.map { "polled \(TimeText.ago($0, now))" } ?? "never polled")
            if let next = account.nextPoll { facts.append("next \(TimeText.ahead(next, now))") }
            if let rules = account.rules { facts.append("rules \(rules.prefix(8))") }
            var lines = ["  \(TerminalWidth.fit(account.name, width))  \(facts.joined(separator: ", "))"]
            if account.failures > 0, let error = account.lastError {
                let times = account.failures == 1 ? "" : " (\(account.failures) times in a row)"
                lines.append("    " + paint.red("failing\(times): \(DisplayText.escaped(error, maximum: 300))"))
            }
            return lines
        }
    }

    private var queue: String {
        let queue = status.queue
        var facts = [queue.count == 0 ? "nothing to send" : "\(queue.count) to send"]
        if let oldest = queue.oldest { facts.append("oldest from \(TimeText.ago(oldest, now))") }
        if let next = queue.nextTry { facts.append("next try \(TimeText.ahead(next, now))") }
        if queue.held > 0 { facts.append("\(queue.held) held") }
        if queue.waiting > 0 { facts.append("\(queue.waiting) waiting") }
        if queue.parked > 0 { facts.append(paint.yellow("\(queue.parked) set aside")) }
        return "queue: " + facts.joined(separator: ", ")
    }

    private var disk: String {
        let disk = status.disk
        guard disk.free > 0 else { return "disk: nothing there yet" }
        let short = disk.free < disk.minFree ? paint.red(" (less than min-free: nothing is retrieved)") : ""
        return "disk: \(PollSummary.octets(disk.free)) free\(short), spool \(PollSummary.octets(disk.spool))"
    }
}
