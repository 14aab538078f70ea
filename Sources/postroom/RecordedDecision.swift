import Foundation
import SourceText
import Store

/// A decision as the ledger has it: what was decided, by which rule, and what became of it.
struct RecordedDecision {
    let record: RecordedMessage
    let paint: Paint

    /// Without a line end behind it.
    var text: String { (head + decision + rules + effects).joined(separator: "\n") }

    private var head: [String] {
        var lines = [paint.bold("decision \(record.id)") + " of account \(DisplayText.escaped(record.account, maximum: 80))"]
        if let from = record.summary.from { lines.append("  from     " + DisplayText.escaped(from, maximum: 100)) }
        if let subject = record.summary.subject { lines.append("  subject  " + DisplayText.escaped(subject, maximum: 100)) }
        if let identifier = record.summary.messageID { lines.append("  id       " + DisplayText.escaped(identifier, maximum: 120)) }
        lines.append("  came     \(record.firstSeen.ISO8601Format()), \(PollSummary.octets(record.size)), UIDL \(DisplayText.escaped(record.uidl, maximum: 80))")
        lines.append("  state    \(Self.word(record.state))\(record.reason.map { ": " + DisplayText.escaped($0, maximum: 300) } ?? "")")
        return lines
    }

    private var decision: [String] {
        guard let plan = record.plan else { return ["", "  It is not decided yet."] }
        var lines = ["", "  Decided \(plan.decidedAt.ISO8601Format()) by "
            + (plan.decidedBy.map { "rule \"\(DisplayText.escaped($0, maximum: 100))\"" } ?? "no rule: it stays in the inbox")
            + paint.dim(", rules \(plan.rulesVersion.prefix(8))")]
        if let error = plan.error { lines.append("  " + paint.red("a rule erred: ") + DisplayText.escaped(error, maximum: 300)) }
        return lines
    }

    private var rules: [String] {
        guard let trace = record.plan.flatMap({ RecordedTrace($0.trace) }) else { return [] }
        var lines: [String] = []
        for rule in trace.decided {
            if let condition = rule.condition {
                lines.append("      \(DisplayText.escaped(condition.split(whereSeparator: \.isWhitespace).joined(separator: " "), maximum: 200))")
            }
            if let value = rule.value { lines.append("      \(paint.dim("looked at")) \"\(DisplayText.escaped(value, maximum: 200))\"") }
            for (name, value) in (rule.captures ?? [:]).sorted(by: { $0.key < $1.key }) {
                lines.append("      \(paint.dim("captured")) \(name) = \"\(DisplayText.escaped(value, maximum: 200))\"")
            }
            if let failure = rule.failure { lines.append("      " + paint.red(DisplayText.escaped(failure, maximum: 300))) }
        }
        return lines
    }

    private var effects: [String] {
        var lines = [""]
        for effect in record.effects {
            let target = (effect.mailbox ?? effect.address).map { " \"\(DisplayText.escaped($0, maximum: 120))\"" } ?? ""
            let by = effect.rule.map { " (\(DisplayText.escaped($0, maximum: 100)))" } ?? ""
            lines.append("  → \(effect.kind)\(target)\(by): \(Self.word(effect))")
            if let answer = effect.lastAnswer { lines.append("      \(DisplayText.escaped(answer, maximum: 500))") }
        }
        if record.effects.isEmpty, record.plan != nil { lines.append("  → nothing was to be done") }
        if !record.tags.isEmpty {
            lines.append("  → tags " + record.tags.map { DisplayText.escaped($0, maximum: 64) }.joined(separator: " "))
        }
        return lines
    }

    static func word(_ state: MessageState) -> String {
        switch state {
        case .spooled: "not decided yet"
        case .planned: "something is still to be done"
        case .done: "done"
        case .quarantined: "set aside"
        }
    }

    private static func word(_ effect: EffectRecord) -> String {
        switch effect.state {
        case .planned: "to be done"
        case .intent: "begun"
        case .done: effect.finishedAt.map { "done \($0.ISO8601Format())" } ?? "done"
        case .deferred: "put off\(effect.nextTry.map { " until \($0.ISO8601Format())" } ?? "") after \(PollSummary.count(effect.attempts, "attempt"))"
        case .parked: "set aside (queue entry \(effect.id))"
        case .waiting: "waiting (queue entry \(effect.id))"
        case .held: "held (queue entry \(effect.id))"
        case .dropped: "dropped"
        }
    }
}
