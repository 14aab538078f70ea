import RuleProgram
import SourceText

/// Conditions, and which named groups they bind.
extension Checker {
    /// The groups that `and` binds on the left are names on its right: the caller's scope grows while the condition is read, and
    /// is left to the caller to end.
    mutating func condition(_ syntax: ExpressionSyntax) -> (Condition, BoundCaptures) {
        switch syntax.kind {
        case .group(let inner): return condition(inner)
        case .or(let parts):
            warnAboutMixture(parts)
            return or(parts)
        case .and(let parts): return and(parts)
        case .not(let inner):
            pushScope()
            let (condition, captures) = self.condition(inner)
            popScope()
            return (.not(condition), captures.hidden(because: "inside not"))
        case .comparison(let quantifier, let left, let comparison, let right):
            return self.comparison(quantifier, left, comparison, right, at: syntax.range)
        case .exists(let path):
            let typed = pathValue(path, guarded: true)
            return (.exists(typed.expression, span(syntax.range)), BoundCaptures())
        case .quantified(let quantifier, let inner) where quantifier != .count:
            return (quantifiedTruth(quantifier, inner, at: syntax.range), BoundCaptures())
        case .invalid:
            forgivesNames = true
            return (Self.unknown, BoundCaptures())
        case .string, .regex:
            report(
                .notACondition, "\(Parser.kind(of: syntax)) alone is no condition", at: syntax.range, label: "compared with what?",
                help: "write subject \(Parser.kind(of: syntax) == "a regex" ? "matches /.../" : "contains \"...\"")")
            return (Self.unknown, BoundCaptures())
        default: return (bare(syntax), BoundCaptures())
        }
    }

    /// Stands for a condition that was reported.
    static let unknown = Condition.all([])

    private mutating func and(_ parts: [ExpressionSyntax]) -> (Condition, BoundCaptures) {
        var conditions: [Condition] = []
        var captures = BoundCaptures()
        pushScope()
        for part in parts {
            let (condition, bound) = self.condition(part)
            conditions.append(condition)
            bind(bound)
            captures = captures.and(bound)
        }
        popScope()
        return (.all(conditions), captures)
    }

    private mutating func or(_ parts: [ExpressionSyntax]) -> (Condition, BoundCaptures) {
        var conditions: [Condition] = []
        var captures: BoundCaptures?
        for part in parts {
            pushScope()
            let (condition, bound) = self.condition(part)
            popScope()
            conditions.append(condition)
            captures = captures.map { $0.or(bound) } ?? bound
        }
        return (.any(conditions), captures ?? BoundCaptures())
    }

    private mutating func warnAboutMixture(_ parts: [ExpressionSyntax]) {
        guard let mixed = parts.first(where: { if case .and = $0.kind { return true } else { return false } }) else { return }
        report(
            .mixedOrAnd, "or beside and without parentheses", at: mixed.range, label: "and binds closer, so this is one side of the or",
            help: "write (...) around what belongs together")
    }

    /// A value that is a truth value by itself.
    private mutating func bare(_ syntax: ExpressionSyntax) -> Condition {
        let typed = value(syntax)
        switch typed.type {
        case .invalid: return Self.unknown
        case let type where type.isCondition:
            if case .condition(let condition) = typed.expression { return condition }
            return .truth(typed.expression, span(syntax.range))
        default:
            let text = String(file.slice(syntax.range).prefix(60))
            var help: String?
            if case .path = syntax.kind { help = "write exists \(text), or compare it: \(text) \(example(typed.type))" }
            if case .quantified = syntax.kind { help = "write \(text) > 1" }
            report(
                .notACondition, "\(typed.type.description) is no condition", at: syntax.range, label: "neither true nor false by itself", help: help)
            return Self.unknown
        }
    }

    private func example(_ type: ValueType) -> String {
        switch type {
        case .number: return "> 5"
        case .size: return "> 1MB"
        case .duration: return "> 7d"
        case .moment: return "in 2026-08-01..2026-08-15"
        default: return "contains \"...\""
        }
    }

    private mutating func quantifiedTruth(_ quantifier: QuantifierSyntax, _ inner: ExpressionSyntax, at range: Range<Int>) -> Condition {
        let typed = value(inner)
        guard typed.type == .truth || typed.type.isInvalid else {
            let text = String(file.slice(inner.range).prefix(60))
            report(
                .notACondition, "\"\(quantifier.rawValue)\" goes with a comparison", at: range, label: "nothing is compared",
                help: "write \(quantifier.rawValue) \(text) \(example(typed.type)), or exists \(text)")
            return Self.unknown
        }
        return .comparison(Comparison(
            quantifier.quantifier, typed.expression, .equals(.constant(.truth(true))), span: span(range)))
    }
}

extension QuantifierSyntax {
    /// `count` is no quantifier of the program: it makes a number.
    var quantifier: Quantifier {
        switch self {
        case .any, .count: return .any
        case .all: return .all
        case .none: return .none
        }
    }
}

extension Parser {
    /// With its article, for messages.
    static func kind(of syntax: ExpressionSyntax) -> String {
        switch syntax.kind {
        case .string: return "a string"
        case .regex: return "a regex"
        default: return "a value"
        }
    }
}
