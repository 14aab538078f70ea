import Foundation
import SourceText
import Store

/// An entry of the queue as a person reads it.
struct QueueEntryText {
    let entry: QueueEntry
    let paint: Paint
    var now = Date()

    static let states = QueueState.allValueStrings.joined(separator: ", ")

    /// One line, and the last answer on a second one.
    var line: String {
        let size = TerminalWidth.fit(PollSummary.octets(entry.size), 11)
        let number = TerminalWidth.fit(entry.id.description, 6)
        let subject = DisplayText.escaped(entry.subject ?? "(no subject)", maximum: 50)
        var text = "\(number)  \(TerminalWidth.fit(state, 9))  \(size)  \(what)  \(paint.dim(subject))"
        if let answer { text += "\n        \(answer)" }
        return text
    }

    /// All that is known, a fact a line. Without a line end behind it.
    var page: String {
        var lines = [("entry", entry.id.description), ("state", state), ("what", what), ("account", entry.account)]
        lines.append(("message", "\(entry.message) (postroom explain --id \(entry.message))"))
        if let rule = entry.rule { lines.append(("rule", DisplayText.escaped(rule, maximum: 100))) }
        if let from = entry.from { lines.append(("from", DisplayText.escaped(from, maximum: 100))) }
        if let subject = entry.subject { lines.append(("subject", DisplayText.escaped(subject, maximum: 200))) }
        lines.append(("size", PollSummary.octets(entry.size)))
        lines.append(("queued", "\(entry.queuedAt.ISO8601Format()) (\(TimeText.ago(entry.queuedAt, now)))"))
        lines.append(("attempts", "\(entry.attempts)"))
        if let next = nextTry { lines.append(("next try", "\(next.ISO8601Format()) (\(TimeText.ahead(next, now)))")) }
        if let finished = entry.finishedAt { lines.append(("sent", finished.ISO8601Format())) }
        if let answer = entry.lastAnswer { lines.append(("answer", DisplayText.escaped(answer, maximum: 1_000))) }
        return lines.map { "\(TerminalWidth.fit($0.0, 9))  \($0.1)" }.joined(separator: "\n")
    }

    /// One that is held is not tried before it is released.
    private var nextTry: Date? { entry.state == .held ? nil : entry.nextTry }

    private var what: String {
        let target = (entry.address ?? entry.mailbox).map { " " + DisplayText.escaped($0, maximum: 100) } ?? ""
        return entry.kind + target
    }

    private var state: String {
        switch entry.state {
        case .planned: "to send"
        case .intent: "in doubt"
        case .deferred: "put off"
        case .held: "held"
        case .parked: "set aside"
        case .waiting: "waiting"
        case .done: "done"
        case .dropped: "dropped"
        case .quarantined: "set aside"
        }
    }

    private var answer: String? {
        var facts: [String] = []
        if entry.attempts > 0 { facts.append(PollSummary.count(entry.attempts, "attempt")) }
        if let next = nextTry { facts.append("next \(TimeText.ahead(next, now))") }
        if let answer = entry.lastAnswer { facts.append(DisplayText.escaped(answer, maximum: 200)) }
        return facts.isEmpty ? nil : facts.joined(separator: ", ")
    }
}
