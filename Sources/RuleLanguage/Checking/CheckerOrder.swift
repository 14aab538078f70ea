import RuleProgram
import SourceText

/// Warnings about what stands in the wrong order.
extension Checker {
    // MARK: Flags after effects (rules language §3.10)

    mutating func warnAboutLateFlags(_ statements: [StatementSyntax]) {
        var effect: Range<Int>?
        lateFlags(statements, effect: &effect)
    }

    private mutating func lateFlags(_ statements: [StatementSyntax], effect: inout Range<Int>?) {
        for statement in statements {
            switch statement.kind {
            case .action(let action):
                switch action.kind {
                // Nothing is lost by what comes after a redirect: flags do not travel, and edits are better left behind (R079).
                case .fileInto, .keep, .pipe: effect = effect ?? action.verb.range
                case .addFlag, .removeFlag, .setFlag, .addHeader, .deleteHeader:
                    guard let before = effect else { continue }
                    let verb = String(file.slice(before))
                    report(
                        .flagAfterEffect, "\"\(action.verb.text)\" comes after \"\(verb)\"", at: action.verb.range,
                        label: "not part of what went out before", note: (span(before), "this carries what was set before it"),
                        help: "move it before \(verb)")
                default: break
                }
            case .branch(let branches, let otherwise):
                var after = effect
                for branch in branches {
                    var inner = effect
                    lateFlags(branch.block.statements, effect: &inner)
                    after = after ?? inner
                }
                if let otherwise {
                    var inner = effect
                    lateFlags(otherwise.statements, effect: &inner)
                    after = after ?? inner
                }
                effect = after
            case .loop(_, _, let body): lateFlags(body.statements, effect: &effect)
            default: break
            }
        }
    }

    // MARK: Rules that cannot be reached

    /// Warns about a rule after one that ends every run, and about one whose condition an earlier rule has taken for itself.
    mutating func noteOrder(of rule: RuleSyntax, groupCondition: String?) {
        guard rule.mode == .active, !isIncomplete else { return }
        if let end = endOfRules, !end.warned {
            endOfRules?.warned = true
            report(
                .unreachable, "this rule is never reached", at: rule.range, label: "and neither is any after it",
                note: (end.span, "this rule ends every run"), help: "move it above, or give the earlier rule a condition or continue")
        }
        let ends = endsRun(rule.body.statements)
        let always = rule.when == nil && rule.unless == nil && (groupCondition ?? "").isEmpty
        if always, ends, endOfRules == nil { endOfRules = (span(rule.range), false) }
        guard let when = rule.when else { return }
        let condition = Self.normalised((groupCondition ?? "") + "\u{1}" + String(file.slice(when.range)))
        // What rules change may have changed in between.
        if ["tags", "flags", "header", "duplicate", "thread"].contains(where: { condition.contains($0) }) { return }
        if let earlier = settlingConditions[condition] {
            report(
                .hiddenRule, "an earlier rule has the same condition and ends the run", at: rule.range, label: "never sees a message",
                note: (earlier, "this rule settles them all"), help: "join the two rules, or end the earlier one with continue")
        } else if ends, rule.unless == nil {
            settlingConditions[condition] = span(rule.range)
        }
    }

    /// Whether a body settles or stops on every way, and does not go on.
    private func endsRun(_ statements: [StatementSyntax]) -> Bool {
        if let last = statements.last, case .continue = last.kind { return false }
        return statements.contains { statement in
            switch statement.kind {
            case .stop: return true
            case .action(let action):
                switch action.kind {
                case .fileInto(_, _, let copy, _), .redirect(_, let copy), .pipe(_, let copy): return !copy
                case .keep, .discard, .reject: return true
                default: return false
                }
            default: return false
            }
        }
    }

    private static func normalised(_ condition: String) -> String {
        condition.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }
}
