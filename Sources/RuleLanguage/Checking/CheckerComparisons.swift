import RuleProgram
import SourceText

/// Operators and what they compare.
extension Checker {
    mutating func comparison(
        _ quantifier: QuantifierSyntax?, _ leftSyntax: ExpressionSyntax, _ comparison: ComparisonOperator, _ rightSyntax: ExpressionSyntax,
        at range: Range<Int>
    ) -> (Condition, BoundCaptures) {
        var left = value(leftSyntax)
        var effective = quantifier?.quantifier ?? .any
        if quantifier == .count {
            left = TypedExpression(expression: .count(left.expression), type: .number, several: false)
            effective = .any
        }
        if left.type == .address, comparison != .inDomain { left = plainText(left, leftSyntax.range) }
        var negated = false
        var captures = BoundCaptures()
        let test: Comparison.Test?
        switch comparison {
        case .equal, .notEqual:
            test = equality(left, leftSyntax, comparison, rightSyntax)
            negated = comparison == .notEqual
        case .contains: test = containment(left, leftSyntax, rightSyntax)
        case .matches:
            let (patterns, bound) = self.patterns(rightSyntax, for: left, leftSyntax)
            test = patterns.map { .matches($0) }
            captures = bound
        case .inList, .notInList:
            test = membership(left, leftSyntax, rightSyntax)
            negated = comparison == .notInList
        case .inDomain:
            (left, test) = domain(left, leftSyntax, rightSyntax)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            test = order(left, leftSyntax, comparison, rightSyntax)
        }
        guard let test else { return (Self.unknown, captures) }
        if effective != .any, let quantifier { captures = captures.hidden(because: "after \(quantifier.rawValue)") }
        // `is not`: no value is. With `all` and `none` the negation belongs to each value.
        if negated, effective == .all {
            return (.comparison(Comparison(.none, left.expression, test, span: span(range))).andAnyValue(left.expression, span(range)), captures)
        }
        let condition = Condition.comparison(Comparison(effective, left.expression, test, span: span(range)))
        return (negated ? .not(condition) : condition, captures)
    }

    // MARK: is

    private mutating func equality(
        _ left: TypedExpression, _ leftSyntax: ExpressionSyntax, _ comparison: ComparisonOperator, _ rightSyntax: ExpressionSyntax
    ) -> Comparison.Test? {
        if case .regex = rightSyntax.kind {
            report(.wrongType, "a regex stands after matches", at: rightSyntax.range, label: "is compares the whole text", help: "write matches")
            return nil
        }
        if left.type == .truth, case .path(let path) = rightSyntax.kind, path.steps.count == 1,
            ["true", "false", "yes", "no"].contains(path.steps[0].name.text) {
            let text = String(file.slice(leftSyntax.range).prefix(60))
            let positive = ["true", "yes"].contains(path.steps[0].name.text) == (comparison == .equal)
            report(
                .wrongType, "a truth value is a condition by itself", at: rightSyntax.range, label: "not needed",
                help: "write \(positive ? "" : "not ")\(text)")
            return nil
        }
        let right = plainText(value(rightSyntax), rightSyntax.range)
        guard agree(left, leftSyntax, right, rightSyntax) else { return nil }
        return .equals(right.expression)
    }

    /// Whether both sides are of one kind; reports where they are not. A plain number beside a size is in octets.
    private mutating func agree(
        _ left: TypedExpression, _ leftSyntax: ExpressionSyntax, _ right: TypedExpression, _ rightSyntax: ExpressionSyntax
    ) -> Bool {
        if left.type == .invalid || right.type == .invalid { return left.type != .invalid }
        if left.type.isWhole || left.type == .stretch {
            reportNoComparison(left, leftSyntax)
            return false
        }
        if Self.agree(left.type, right.type) { return true }
        if left.type == .moment, right.type == .stretch {
            report(.wrongType, "a moment lies in a stretch of time", at: rightSyntax.range, label: "more than a moment", help: "write in instead of is")
            return false
        }
        reportKinds(left, leftSyntax, right, rightSyntax)
        return false
    }

    private mutating func reportNoComparison(_ typed: TypedExpression, _ syntax: ExpressionSyntax) {
        let known = typed.type.members.keys.sorted().map { "." + $0 }.joined(separator: ", ")
        report(
            .wrongType, "\(typed.type.description) cannot be compared as a whole", at: syntax.range, label: "which part of it?",
            help: known.isEmpty ? "a stretch of time stands after in" : "there are \(known)")
    }

    private mutating func reportKinds(
        _ left: TypedExpression, _ leftSyntax: ExpressionSyntax, _ right: TypedExpression, _ rightSyntax: ExpressionSyntax
    ) {
        var help: String?
        let leftText = String(file.slice(leftSyntax.range).prefix(60))
        switch (left.type, right.type) {
        case (.duration, .number): help = "write the unit: 30s, 5m, 4h, 7d or 2w"
        case (.moment, .duration): help = "write \(leftText).age"
        case (.size, .text), (.number, .text), (.duration, .text), (.moment, .text): help = "leave the quotes out"
        case (_, .number) where left.type.isText: help = "write \(leftText).number, or put the number in quotes"
        case (.truth, _): help = "a truth value is a condition by itself"
        default: break
        }
        report(
            .wrongType, "\(left.type.description) is compared with \(right.type.description)", at: rightSyntax.range,
            label: "\(left.type.description) belongs here", help: help)
    }

    // MARK: contains, in, in-domain

    private mutating func containment(
        _ left: TypedExpression, _ leftSyntax: ExpressionSyntax, _ rightSyntax: ExpressionSyntax
    ) -> Comparison.Test? {
        if case .regex = rightSyntax.kind {
            report(.wrongType, "a regex stands after matches", at: rightSyntax.range, label: "contains looks for text", help: "write matches")
            return nil
        }
        let right = plainText(value(rightSyntax), rightSyntax.range)
        if left.type == .invalid || right.type == .invalid { return nil }
        guard left.type.isText || left.type == .nothing else {
            if left.type.isWhole {
                reportNoComparison(left, leftSyntax)
            } else {
                report(.wrongType, "contains looks for text in text", at: leftSyntax.range, label: "this is \(left.type.description)")
            }
            return nil
        }
        guard right.type.isText || right.type == .nothing else {
            report(
                .wrongType, "contains looks for text in text", at: rightSyntax.range, label: "this is \(right.type.description)",
                help: "put it in quotes")
            return nil
        }
        return .contains(right.expression)
    }

    private mutating func membership(
        _ left: TypedExpression, _ leftSyntax: ExpressionSyntax, _ rightSyntax: ExpressionSyntax
    ) -> Comparison.Test? {
        if case .regex = rightSyntax.kind {
            report(.wrongType, "a regex stands after matches", at: rightSyntax.range, label: "in looks into a list", help: "write matches")
            return nil
        }
        let right = plainText(value(rightSyntax), rightSyntax.range)
        if left.type == .invalid || right.type == .invalid { return nil }
        if right.type == .stretch {
            if left.type == .moment { return .within(right.expression) }
            let text = String(file.slice(rightSyntax.range).prefix(60))
            report(
                .wrongType, "only a moment lies in a stretch of time", at: leftSyntax.range, label: "this is \(left.type.description)",
                help: "write date in \(text), or now in \(text)")
            return nil
        }
        if case .string = rightSyntax.kind {
            let text = String(file.slice(rightSyntax.range).prefix(60))
            report(
                .wrongType, "\"in\" looks into a list", at: rightSyntax.range, label: "a single text",
                help: "write is \(text), contains \(text), or in list(\(text)) for a file")
            return nil
        }
        if left.type == .moment, !right.several, right.type == .moment {
            report(
                .wrongType, "a moment lies in a stretch of time", at: rightSyntax.range, label: "a single moment",
                help: "write is for one day, or in 2026-08-01..2026-08-15")
            return nil
        }
        guard agree(left, leftSyntax, right, rightSyntax) else { return nil }
        return .within(right.expression)
    }

    private mutating func domain(
        _ left: TypedExpression, _ leftSyntax: ExpressionSyntax, _ rightSyntax: ExpressionSyntax
    ) -> (TypedExpression, Comparison.Test?) {
        var left = left
        if left.type == .address {
            left = TypedExpression(
                expression: .member(left.expression, .domain, span(leftSyntax.range)), type: .text, several: left.several)
        }
        let right = plainText(value(rightSyntax), rightSyntax.range)
        if left.type == .invalid || right.type == .invalid { return (left, nil) }
        guard left.type.isText else {
            report(.wrongType, "in-domain compares domains", at: leftSyntax.range, label: "this is \(left.type.description)", help: "write from.domain")
            return (left, nil)
        }
        guard right.type.isText || right.type == .nothing else {
            report(
                .wrongType, "in-domain compares domains", at: rightSyntax.range, label: "this is \(right.type.description)",
                help: "write in-domain \"example.com\"")
            return (left, nil)
        }
        if let text = right.constantText, text.hasPrefix("@") || text.hasPrefix(".") || text.hasPrefix("*") {
            let bare = text.drop { $0 == "@" || $0 == "." || $0 == "*" }
            report(
                .invalidTarget, "this is no domain", at: rightSyntax.range, label: "begins with \(text.prefix(1))",
                help: "write \"\(bare.prefix(60))\": subdomains belong to it anyway")
        }
        return (left, .inDomain(right.expression))
    }

    // MARK: Order

    private mutating func order(
        _ left: TypedExpression, _ leftSyntax: ExpressionSyntax, _ comparison: ComparisonOperator, _ rightSyntax: ExpressionSyntax
    ) -> Comparison.Test? {
        let right = value(rightSyntax)
        if left.type == .invalid || right.type == .invalid { return nil }
        let text = String(file.slice(leftSyntax.range).prefix(60))
        if left.type.isText {
            report(
                .orderOfText, "text has no order", at: leftSyntax.range, label: "this is text",
                help: "write \(text).number \(comparison.rawValue) ... for the number in it")
            return nil
        }
        switch left.type {
        case .number, .size, .duration, .moment, .nothing: break
        case .truth:
            report(.wrongType, "a truth value has no order", at: leftSyntax.range, label: "true or false")
            return nil
        case .part:
            report(.wrongType, "parts have no order", at: leftSyntax.range, label: "how many?", help: "write count \(text) \(comparison.rawValue) ...")
            return nil
        default:
            reportNoComparison(left, leftSyntax)
            return nil
        }
        if right.type.isText, left.type != .nothing {
            reportKinds(left, leftSyntax, right, rightSyntax)
            return nil
        }
        guard agree(left, leftSyntax, right, rightSyntax), let order = Comparison.Order(rawValue: comparison.rawValue) else { return nil }
        return .ordered(order, right.expression)
    }
}

extension Condition {
    /// `all x is not y` is false over no value.
    func andAnyValue(_ expression: Expression, _ span: SourceSpan) -> Condition {
        .all([.exists(expression, span), self])
    }
}
