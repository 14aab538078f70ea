import RuleProgram
import SourceText

/// Values: literals, lists, strings with interpolations, `??`.
extension Checker {
    mutating func value(_ syntax: ExpressionSyntax, guarded: Bool = false) -> TypedExpression {
        switch syntax.kind {
        case .group(let inner): return value(inner, guarded: guarded)
        case .path(let path): return pathValue(path, guarded: guarded)
        case .string(let string): return text(string, at: syntax.range)
        case .number(let number): return constant(.number(number), .number)
        case .size(let octets): return constant(.size(octets), .size)
        case .duration(let seconds): return constant(.duration(seconds), .duration)
        case .date(let day): return constant(.day(day.civil), .moment)
        case .dateTime(let moment): return constant(.instant(Double(moment.seconds)), .moment)
        case .days(let first, let last):
            if first.daysSinceEpoch > last.daysSinceEpoch { reportBackwards(syntax.range) }
            return constant(.span(from: .day(first.civil), through: .day(last.civil)), .stretch)
        case .moments(let first, let last):
            if first.seconds > last.seconds { reportBackwards(syntax.range) }
            return constant(.span(from: .instant(Double(first.seconds)), through: .instant(Double(last.seconds))), .stretch)
        case .hours(let from, let to):
            return constant(.timeOfDay(from: ClockTime(minutes: from.minutes), to: ClockTime(minutes: to.minutes)), .stretch)
        case .list(let items): return list(items)
        case .fallback(let left, let right): return fallback(left, right)
        case .quantified(.count, let inner): return count(inner)
        case .regex:
            report(.wrongType, "a regex stands after matches", at: syntax.range, label: "no value", help: "write ... matches /.../, or put text in quotes")
            return .invalid
        case .invalid: return .invalid
        case .or, .and, .not, .comparison, .quantified, .exists:
            let (condition, _) = self.condition(syntax)
            return TypedExpression(expression: .condition(condition), type: .truth, several: false)
        }
    }

    func constant(_ constant: Constant, _ type: ValueType) -> TypedExpression {
        TypedExpression(expression: .constant(constant), type: type, several: false, authored: true)
    }

    private mutating func reportBackwards(_ range: Range<Int>) {
        report(.noSuchDate, "this stretch of time ends before it begins", at: range, label: "nothing lies in it", help: "write the earlier end first")
    }

    mutating func count(_ inner: ExpressionSyntax) -> TypedExpression {
        let values = value(inner)
        return TypedExpression(expression: .count(values.expression), type: .number, several: false)
    }

    private mutating func list(_ items: [ExpressionSyntax]) -> TypedExpression {
        var expressions: [Expression] = []
        var type = ValueType.nothing
        var authored = true
        for item in items {
            let typed = value(item)
            // A list in a list: the values of all.
            if case .list(let inner) = typed.expression { expressions += inner } else { expressions.append(typed.expression) }
            authored = authored && typed.authored
            if typed.type.isInvalid { continue }
            let entry = typed.type == .address ? .text : typed.type
            if typed.type == .address, let last = expressions.popLast() { expressions.append(.member(last, .address, span(item.range))) }
            if type.isInvalid {
                type = entry
            } else if !Self.agree(type, entry) {
                report(
                    .wrongType, "the entries of a list are of one kind", at: item.range, label: "\(typed.type.description) beside \(type.description)")
            }
        }
        return TypedExpression(expression: .list(expressions), type: type, several: true, authored: authored)
    }

    static func agree(_ left: ValueType, _ right: ValueType) -> Bool {
        if left.isInvalid || right.isInvalid || left == right { return true }
        return left.isText && right.isText || (left == .size && right == .number) || (left == .number && right == .size)
    }

    private mutating func fallback(_ left: ExpressionSyntax, _ right: ExpressionSyntax) -> TypedExpression {
        var first = value(left, guarded: true)
        var second = value(right)
        if !Self.agree(first.type, second.type) {
            report(
                .wrongType, "the two sides of \"??\" are of one kind", at: right.range, label: "\(second.type.description) instead of \(first.type.description)")
            return .invalid
        }
        if first.type != second.type {
            first = plainText(first, left.range)
            second = plainText(second, right.range)
        }
        return TypedExpression(
            expression: .fallback(first.expression, second.expression), type: first.type.isInvalid ? second.type : first.type,
            several: first.several || second.several, authored: first.authored && second.authored)
    }

    /// Addresses stand for their `.address` wherever text is meant.
    func plainText(_ typed: TypedExpression, _ range: Range<Int>) -> TypedExpression {
        guard typed.type == .address else { return typed }
        return TypedExpression(
            expression: .member(typed.expression, .address, span(range)), type: .text, several: typed.several, authored: typed.authored)
    }

    // MARK: Strings

    mutating func text(_ string: InterpolatedString, at range: Range<Int>) -> TypedExpression {
        if let plain = string.plain { return constant(.text(plain), .text) }
        let segments = self.segments(string)
        return TypedExpression(expression: .text(segments, span(range)), type: .text, several: false)
    }

    mutating func segments(_ string: InterpolatedString) -> [Segment] {
        var segments: [Segment] = []
        for part in string.parts {
            switch part {
            case .text(let text): segments.append(.literal(text))
            case .interpolation(let syntax, let range): segments.append(segment(syntax, range))
            }
        }
        return segments
    }

    private mutating func segment(_ syntax: ExpressionSyntax, _ range: Range<Int>) -> Segment {
        let typed = plainText(value(syntax), syntax.range)
        if !typed.type.isPrintable {
            report(
                .wrongType, "\(typed.type.description) cannot stand in a string", at: syntax.range, label: "has no text of its own",
                help: typed.type.members.keys.sorted().first.map { "name a part of it, such as .\($0)" })
        }
        if case .list(let items) = typed.expression, items.isEmpty, typed.type == .nothing {
            report(.absentInterpolation, "there is no value to put into the string", at: range, label: "always absent")
        }
        if let text = typed.constantText { return .literal(text) }
        return .value(typed.expression, span(range))
    }
}

extension CalendarDate {
    var civil: CivilDay { CivilDay(year: year, month: month, day: day) }
}
