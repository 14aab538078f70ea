import RuleEngine
import SourceText
import Store

extension DecidedMessage {
    init(id: Int64? = nil, uidl: String, summary: MessageSummary, plan: Plan, errands: [Errand]) {
        var outcome = errands.map(\.words)
        let tags = plan.tags.map { "+" + DisplayText.escaped($0, maximum: 64) }
        if !tags.isEmpty { outcome.append("tag " + tags.joined(separator: " ")) }
        if plan.deferral != nil { outcome = ["wait for the next poll"] }
        self.init(
            id: id, uidl: DisplayText.escaped(uidl, maximum: 80), from: summary.from ?? "", subject: summary.subject ?? "", rule: plan.decidedBy,
            outcome: outcome, error: plan.error?.description)
    }
}

extension Errand {
    /// What it does, as a rule would write it.
    var words: String {
        let copied = copy ? " copy" : ""
        let flagged = flags.isEmpty ? "" : " flags " + flags.map { DisplayText.escaped($0, maximum: 40) }.joined(separator: " ")
        let target = (mailbox ?? address).map { " " + DisplayText.escaped($0, maximum: 120) } ?? ""
        let waits =
            switch state {
            case .waiting: " (waiting)"
            case .parked: " (not done, it would loop: \(answer ?? ""))"
            default: ""
            }
        return kind + target + copied + flagged + waits
    }
}

extension PollReport {
    /// Counts one decided message.
    mutating func count(_ errands: [Errand], tags: [String], isDeferred: Bool) {
        if isDeferred {
            deferred += 1
            return
        }
        let kinds = Set(errands.map(\.kind))
        if !kinds.isDisjoint(with: ["fileinto", "keep"]) {
            filed += 1
        } else if kinds.contains("discard") {
            discarded += 1
        }
        if !tags.isEmpty { tagged += 1 }
        waiting += errands.count { $0.state == .waiting }
        parked += errands.count { $0.state == .parked }
    }
}
