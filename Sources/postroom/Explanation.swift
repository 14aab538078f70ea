import MailMessage
import RuleEngine
import SourceText

/// What rules would do with one message, as a person reads it.
struct Explanation {
    let name: String
    let message: Message
    let plan: Plan
    let showsAll: Bool
    let paint: Paint

    /// Without a line end behind it.
    var text: String {
        (head + [""] + rules + [""] + outcome).joined(separator: "\n")
    }

    private var head: [String] {
        var lines = [paint.bold(DisplayText.escaped(name, maximum: 300))]
        let sender = message.addresses(in: "from").first.map { $0.displayName.isEmpty ? $0.address : "\($0.displayName) <\($0.address)>" }
        if let sender { lines.append("  from     " + DisplayText.escaped(sender, maximum: 100)) }
        if let subject = message.subject?.text { lines.append("  subject  " + DisplayText.escaped(subject, maximum: 100)) }
        return lines
    }

    // MARK: - Rules

    private var rules: [String] {
        var lines: [String] = []
        let unreached = plan.rules.filter { $0.outcome == .notReached && $0.name != "otherwise" }.count
        let unmatched = plan.rules.filter { $0.outcome == .notMatched }.count
        for trace in plan.rules where showsAll || (trace.outcome != .notMatched && trace.outcome != .notReached) {
            lines += describe(trace)
        }
        if !showsAll {
            var rest: [String] = []
            if unmatched > 0 { rest.append("\(unmatched) \(unmatched == 1 ? "rule" : "rules") did not match") }
            if unreached > 0 { rest.append("\(unreached) below \(unreached == 1 ? "was" : "were") not looked at") }
            if !rest.isEmpty { lines.append(paint.dim("    \(rest.joined(separator: ", ")) (--all shows them)")) }
        }
        return lines.isEmpty ? [paint.dim("    there are no rules")] : lines
    }

    private func describe(_ trace: RuleTrace) -> [String] {
        let place = paint.dim("\(trace.file):\(trace.line)")
        var lines = ["  \(mark(trace)) \(title(trace))  \(place)"]
        if let because = trace.because {
            let condition = because.condition.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let value = because.value.map { "\"\($0)\"" } ?? "no value"
            lines.append("      \(condition)")
            lines.append("      \(paint.dim("looked at")) \(value)")
        }
        for (name, value) in trace.captures.sorted(by: { $0.key < $1.key }) {
            lines.append("      \(paint.dim("captured")) \(name) = \"\(value)\"")
        }
        if let failure = trace.failure {
            lines.append("      " + paint.red(DisplayText.escaped(failure.reason, maximum: 300)))
        }
        if trace.endedRun, trace.outcome == .matched { lines.append("      " + paint.dim("the run ended here")) }
        return lines
    }

    private func title(_ trace: RuleTrace) -> String {
        let name = DisplayText.escaped(trace.name, maximum: 100)
        switch trace.outcome {
        case .matched, .error: return paint.bold(name)
        case .shadow: return name + " (shadow: would have matched)"
        case .notMatched: return name
        case .notReached: return paint.dim(name + " (not looked at)")
        }
    }

    private func mark(_ trace: RuleTrace) -> String {
        switch trace.outcome {
        case .matched: paint.green("✓")
        case .notMatched: paint.dim("·")
        case .error: paint.red("!")
        case .shadow: paint.yellow("~")
        case .notReached: paint.dim(" ")
        }
    }

    // MARK: - What would happen

    private var outcome: [String] {
        if let deferral = plan.deferral {
            return [paint.yellow("  would be tried again on later polls, up to \(deferral.times) times; nothing else would happen")]
        }
        var lines = ["  The message would"] + plan.effects.filter { $0.kind != "keep" }.map { "  → " + sentence($0) }
        if plan.keep { lines.append("  → stay in the inbox" + reasonToStay + flags(plan.inbox.flags)) }
        if !plan.tags.isEmpty { lines.append("  → carry the tags " + plan.tags.map { DisplayText.escaped($0, maximum: 64) }.joined(separator: " ")) }
        if let error = plan.error {
            lines.append("  " + paint.red("! rule \"\(DisplayText.escaped(error.rule, maximum: 100))\" could not be decided: ")
                + DisplayText.escaped(error.reason, maximum: 300))
        }
        return lines
    }

    private var reasonToStay: String {
        if plan.error != nil { return " (a rule erred)" }
        if let keep = plan.effects.first(where: { $0.kind == "keep" }) { return by(keep) }
        return plan.settled ? "" : " (no rule took it elsewhere)"
    }

    private func by(_ effect: Effect) -> String { " (\(DisplayText.escaped(effect.rule, maximum: 100)))" }

    private func flags(_ flags: [String]) -> String { flags.isEmpty ? "" : " with " + flags.joined(separator: " ") }

    private func sentence(_ effect: Effect) -> String {
        func shown(_ text: String) -> String { "\"\(DisplayText.escaped(text, maximum: 200))\"" }
        let copy = effect.copy ? " as a copy" : ""
        switch effect.action {
        case .fileinto(let mailbox, _): return "go into \(shown(mailbox))\(copy)\(flags(effect.carried.flags))" + by(effect)
        case .redirect(let address): return "be sent on to \(shown(address))\(copy)" + by(effect)
        case .keep: return "stay in the inbox" + by(effect)
        case .discard: return "not stay in the inbox" + by(effect)
        case .reject(let reason): return "be refused: \(shown(reason))" + by(effect)
        case .pipe(let command): return "go through the command \(shown(command))\(copy)" + by(effect)
        case .vacation(let reply): return "be answered to \(shown(reply.to)): \(shown(reply.text))" + by(effect)
        case .notify(let target, let text): return "be told of to \(shown(target)): \(shown(text))" + by(effect)
        case .addHeader(let name, let value, _): return "get the field \(name): \(DisplayText.escaped(value, maximum: 200))" + by(effect)
        case .deleteHeader(let name, let removed): return "lose \(removed) \(removed == 1 ? "field" : "fields") \(name)" + by(effect)
        }
    }
}
