import RuleEngine
import RuleLanguage
import SourceText

/// Holds a plan against what a test expects, and says what differs.
struct PlanComparison {
    private let plan: Plan

    init(_ plan: Plan) {
        self.plan = plan
    }

    func failure(of expectation: TestCase.Expectation, message: String?) -> TestFailure? {
        guard holds(expectation) else {
            return TestFailure(
                line: expectation.span.start.line, expected: words(expectation), happened: happened(expectation), because: because(expectation),
                message: message)
        }
        return nil
    }

    private func holds(_ expectation: TestCase.Expectation) -> Bool {
        if case .only(let items) = expectation.kind { return difference(items).isEmpty != expectation.negated }
        return happens(expectation.kind) != expectation.negated
    }

    private func happens(_ kind: TestCase.Expectation.Kind) -> Bool {
        switch kind {
        case .matched(let name): return plan.rules.contains { $0.name == name && ($0.outcome == .matched || $0.outcome == .shadow) }
        case .keep: return plan.keep
        case .error(let text):
            guard let error = plan.error else { return false }
            return text.map { error.description.lowercased().contains($0.lowercased()) || (error.limit ?? "").lowercased().contains($0.lowercased()) } ?? true
        case .tag(let tag): return plan.tags.contains { $0.lowercased() == tag.lowercased() }
        case .flag(let flag): return flags.contains { $0.lowercased() == flag.lowercased() }
        case .only(let items): return difference(items).isEmpty
        default: return effects.contains { matches($0, kind) }
        }
    }

    /// One thing that happened, in the words of tests.
    private struct Deed: Hashable {
        let word: String
        let value: String?

        var description: String { value.map { "\(word) \"\(DisplayText.escaped($0, maximum: 120))\"" } ?? word }
    }

    private var effects: [Deed] {
        plan.effects.compactMap { effect in
            switch effect.action {
            case .fileinto(let mailbox, _): return Deed(word: "fileinto", value: mailbox)
            case .redirect(let address): return Deed(word: "redirect", value: address)
            case .keep, .addHeader, .deleteHeader: return nil
            case .discard: return Deed(word: "discard", value: nil)
            case .reject: return Deed(word: "reject", value: nil)
            case .pipe(let command): return Deed(word: "pipe", value: command)
            case .vacation: return Deed(word: "vacation", value: nil)
            case .notify(let target, _): return Deed(word: "notify", value: target)
            }
        }
    }

    private var flags: [String] {
        var flags = plan.flags
        for effect in plan.effects { flags += effect.carried.flags.filter { !flags.contains($0) } }
        return flags
    }

    /// All that happened: effects, the inbox, tags and flags.
    private var deeds: [Deed] {
        var deeds = effects
        if plan.keep { deeds.append(Deed(word: "keep", value: nil)) }
        deeds += plan.tags.map { Deed(word: "tag", value: $0) }
        deeds += flags.map { Deed(word: "flag", value: $0) }
        return deeds
    }

    private func matches(_ deed: Deed, _ kind: TestCase.Expectation.Kind) -> Bool {
        switch (kind, deed.word) {
        case (.fileInto(let folder), "fileinto"): return folder == nil || folder == deed.value
        case (.redirect(let address), "redirect"): return address == nil || address?.lowercased() == deed.value?.lowercased()
        case (.notify(let target), "notify"): return target == nil || target == deed.value
        case (.discard, "discard"), (.reject, "reject"), (.vacation, "vacation"), (.keep, "keep"): return true
        case (.tag(let tag), "tag"): return tag.lowercased() == deed.value?.lowercased()
        case (.flag(let flag), "flag"): return flag.lowercased() == deed.value?.lowercased()
        default: return false
        }
    }

    /// What `expect only` lists and did not happen, and what happened besides.
    private func difference(_ items: [TestCase.Expectation]) -> [String] {
        var lines: [String] = []
        for item in items where !happens(item.kind) { lines.append("no " + words(item)) }
        for deed in deeds where !items.contains(where: { matches(deed, $0.kind) }) { lines.append("also " + deed.description) }
        return lines
    }

    // MARK: Words

    private func words(_ expectation: TestCase.Expectation) -> String {
        let text = expectation.span.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let bare = text.hasPrefix("expect ") ? String(text.dropFirst(7)) : text
        return DisplayText.escaped(bare, maximum: 300)
    }

    private func happened(_ expectation: TestCase.Expectation) -> String {
        switch expectation.kind {
        case .only(let items):
            let lines = difference(items)
            return lines.isEmpty ? "exactly that" : lines.joined(separator: ", ")
        case .matched(let name):
            guard let trace = plan.rules.first(where: { $0.name == name }) else { return "there is no rule \"\(name)\", or it is disabled" }
            if expectation.negated { return "it matched" }
            return trace.outcome == .notReached ? "the run had ended before" : "it did not match"
        case .error: return plan.error.map { DisplayText.escaped($0.description, maximum: 300) } ?? "no rule erred; " + summary
        default: return summary
        }
    }

    private var summary: String {
        var parts = deeds.map(\.description)
        if plan.deferral != nil { parts.append("to be tried again later") }
        if let error = plan.error { parts.append("error: " + DisplayText.escaped(error.description, maximum: 300)) }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }

    /// The rule that is asked about, or the rules that matched or erred.
    private func because(_ expectation: TestCase.Expectation) -> [String] {
        if case .matched(let name) = expectation.kind {
            var lines = plan.rules.filter { $0.name == name }.map(sentence)
            if let trace = plan.rules.first(where: { $0.name == name }), trace.outcome == .notReached,
                let ending = plan.rules.first(where: \.endedRun) {
                lines.append(sentence(ending) + ", and ended the run")
            }
            return lines
        }
        let lines = plan.rules.filter { $0.outcome == .matched || $0.outcome == .error || $0.outcome == .shadow }.map(sentence)
        return lines.isEmpty ? ["no rule matched"] : lines
    }

    private func sentence(_ trace: RuleTrace) -> String {
        var line = "rule \"\(DisplayText.escaped(trace.name, maximum: 80))\" (line \(trace.line)) "
        switch trace.outcome {
        case .matched: line += "matched"
        case .shadow: line += "would have matched"
        case .notMatched: line += "did not match"
        case .error: line += "erred"
        case .notReached: line += "was not reached"
        }
        if let because = trace.because {
            line += ": \(because.condition.split(whereSeparator: \.isWhitespace).joined(separator: " "))"
            if let value = because.value { line += ", where the value is \(value)" }
        }
        if let failure = trace.failure { line += ": " + DisplayText.escaped(failure.reason, maximum: 200) }
        return line
    }
}
