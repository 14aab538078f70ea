import Foundation
import PatternMatching
import RuleProgram
import SourceText

/// Makes a program ready: one walk over all of it.
struct Preparation {
    struct Parts {
        var findings: [Diagnostic] = []
        var rules: [PreparedRule] = []
        var groups: [PreparedCondition?] = []
        var otherwise: PreparedRule?
        var maps: [PreparedMap] = []
        var globals: [Int: PreparedExpression] = [:]
        var lastResorts: [(action: PreparedAction, span: SourceSpan)?] = []
        var constants: [[Constant]] = []
        var selections: [Selection] = []
        var spans: [SourceSpan] = []
        var slotCount = 0
    }

    private typealias Expression = RuleProgram.Expression

    private let program: Program
    private var parts = Parts()
    private var selectionPlaces: [Selection: Int] = [:]
    /// Slots of bindings outside of rules whose value is written there.
    private var constantGlobals: [Int: [Constant]] = [:]
    /// Whether groups that bind here can be used later.
    private var binds = true

    init(_ program: Program) {
        self.program = program
        parts.slotCount = max(0, program.slotCount)
    }

    mutating func prepared() -> PreparedProgram {
        for binding in program.globals {
            if let constants = constants(binding.value) { constantGlobals[binding.slot.index] = constants }
            parts.globals[binding.slot.index] = expression(binding.value)
        }
        for map in program.maps {
            var values: [FoldedText: PreparedExpression] = [:]
            for (key, value) in map.entries {
                let key = FoldedText(key.precomposedStringWithCanonicalMapping)
                if values[key] == nil { values[key] = expression(value) }
            }
            parts.maps.append(PreparedMap(name: map.name, values: values))
        }
        for group in program.groups { parts.groups.append(group.when.map { condition($0) }) }
        for rule in program.rules where rule.mode != .disabled { parts.rules.append(self.rule(rule)) }
        if let otherwise = program.otherwise {
            parts.otherwise = PreparedRule(
                name: "otherwise", file: otherwise.file, fileName: fileName(otherwise.file),
                span: otherwise.span, body: statements(otherwise.body), endsRunWhenSettled: false)
        }
        for file in program.files {
            let start = SourceSpan(file.source, 0..<0)
            if case .defer(_, let then?) = file.errorPolicy {
                parts.lastResorts.append((action(then), start))
            } else {
                parts.lastResorts.append(nil)
            }
        }
        return PreparedProgram(program, parts)
    }

    private func fileName(_ index: Int) -> String {
        program.files.indices.contains(index) ? program.files[index].source.name : ""
    }

    private mutating func rule(_ rule: Rule) -> PreparedRule {
        PreparedRule(
            name: rule.name, file: rule.file, fileName: fileName(rule.file), span: rule.span,
            isShadow: rule.mode == .shadow, group: rule.group.flatMap { program.groups.indices.contains($0) ? $0 : nil },
            when: rule.when.map { condition($0) }, unless: rule.unless.map { withoutBinding($0) }, body: statements(rule.body),
            endsRunWhenSettled: rule.endsRunWhenSettled)
    }

    // MARK: Statements

    private mutating func statements(_ list: [Statement]) -> [PreparedStatement] {
        var result: [PreparedStatement] = []
        for statement in list { result.append(self.statement(statement)) }
        return result
    }

    private mutating func statement(_ statement: Statement) -> PreparedStatement {
        switch statement {
        case .action(let action, let span):
            return .action(self.action(action), span)
        case .bind(let binding):
            return .bind(binding.slot, expression(binding.value), binding.span)
        case .branch(let branches, let otherwise):
            var prepared: [(condition: PreparedCondition, body: [PreparedStatement])] = []
            for branch in branches { prepared.append((condition(branch.condition), statements(branch.body))) }
            return .branch(prepared, otherwise: statements(otherwise))
        case .forEach(let slot, let values, let body, let span):
            return .forEach(slot, in: expression(values), body: statements(body), span)
        case .stop: return .stop
        case .proceed: return .proceed
        case .leaveLoop: return .leaveLoop
        }
    }

    private mutating func action(_ action: Action) -> PreparedAction {
        switch action {
        case .fileinto(let mailbox, let options):
            return .fileinto(
                expression(mailbox), create: options.create, copy: options.copy, flags: options.flags.map { expression($0) })
        case .redirect(let address, let copy): return .redirect(expression(address), copy: copy)
        case .keep: return .keep
        case .discard: return .discard
        case .reject(let reason): return .reject(expression(reason))
        case .tag(let changes):
            var prepared: [(direction: TagChange.Direction, tag: PreparedExpression)] = []
            for change in changes { prepared.append((change.direction, expression(change.tag))) }
            return .tag(prepared)
        case .addFlag(let flags): return .addFlag(expression(flags))
        case .removeFlag(let flags): return .removeFlag(expression(flags))
        case .setFlag(let flags): return .setFlag(expression(flags))
        case .addHeader(let name, let value, let last):
            return .addHeader(name: expression(name), value: expression(value), last: last)
        case .deleteHeader(let name, let pattern):
            return .deleteHeader(name: expression(name), matching: pattern.map { self.pattern($0, raw: false) })
        case .vacation(let vacation):
            return .vacation(
                text: expression(vacation.text), every: vacation.every, subject: vacation.subject.map { expression($0) },
                from: vacation.from.map { expression($0) })
        case .notify(let target, let text): return .notify(target: expression(target), text: expression(text))
        case .pipe(let command, let copy): return .pipe(command, copy: copy)
        }
    }

    // MARK: Conditions

    private mutating func withoutBinding(_ condition: Condition) -> PreparedCondition {
        let outer = binds
        binds = false
        defer { binds = outer }
        return self.condition(condition)
    }

    private mutating func condition(_ condition: Condition) -> PreparedCondition {
        switch condition {
        case .all(let list):
            var prepared: [PreparedCondition] = []
            for each in list { prepared.append(self.condition(each)) }
            return .all(prepared)
        case .any(let list):
            var prepared: [PreparedCondition] = []
            for each in list { prepared.append(self.condition(each)) }
            return .any(prepared)
        case .not(let inner): return .not(withoutBinding(inner))
        case .comparison(let comparison): return .comparison(self.comparison(comparison))
        case .exists(let values, let span): return .exists(expression(values), place(of: span))
        case .truth(let value, let span): return .truth(expression(value), place(of: span))
        }
    }

    private mutating func comparison(_ comparison: Comparison) -> PreparedComparison {
        let left = expression(comparison.left)
        return PreparedComparison(
            quantifier: comparison.quantifier, left: left, test: test(comparison.test, raw: Self.canBeRaw(comparison.left)),
            span: place(of: comparison.span), binds: binds && comparison.quantifier == .any)
    }

    private mutating func test(_ test: Comparison.Test, raw: Bool) -> PreparedTest {
        switch test {
        case .equals(let right):
            if let texts = texts(right) { return .equalsTexts(texts.map { FoldedText($0) }) }
            return .values(.equals, expression(right))
        case .contains(let right):
            if let texts = texts(right) { return .containsTexts(texts.map { FoldedText($0) }) }
            return .values(.contains, expression(right))
        case .within(let right):
            if let texts = texts(right) { return .withinTexts(Set(texts.map { FoldedText($0) })) }
            if let (list, span) = listFile(right) { return .listed(list, span) }
            return .values(.within, expression(right))
        case .inDomain(let right):
            if let texts = texts(right) { return .inDomains(texts.map { DomainSuffix($0) }) }
            return .values(.inDomain, expression(right))
        case .ordered(let order, let right):
            return .values(.ordered(order), expression(right))
        case .matches(let patterns):
            var prepared: [PreparedPattern] = []
            for each in patterns { prepared.append(pattern(each, raw: raw)) }
            return .patterns(prepared)
        }
    }

    private mutating func pattern(_ pattern: TextPattern, raw: Bool) -> PreparedPattern {
        switch pattern {
        case .glob(let source): return .glob(Glob(source.precomposedStringWithCanonicalMapping))
        case .globExpression(let list): return .globExpression(segments(list))
        case .regex(let regex): return .regex(self.regex(regex, raw: raw))
        }
    }

    private mutating func regex(_ regex: RegexPattern, raw: Bool) -> PreparedRegex {
        var options: PatternOptions = []
        if !regex.caseSensitive { options.insert(.caseless) }
        if regex.dotMatchesNewlines { options.insert(.dotAll) }
        if regex.anchorsMatchLines { options.insert(.multiline) }
        if regex.extended { options.insert(.extended) }
        let text = compiled(regex, options)
        let octets = raw ? compiled(regex, options.union(.raw)) : nil
        var captures: [(group: Int, slot: Slot)] = []
        for capture in regex.captures {
            for (name, number) in (text ?? octets)?.namedGroups ?? [] where name == capture.group {
                captures.append((number, capture.slot))
            }
        }
        return PreparedRegex(text: text, raw: octets, captures: captures, span: regex.span)
    }

    private mutating func compiled(_ regex: RegexPattern, _ options: PatternOptions) -> CompiledPattern? {
        do {
            let pattern = try CompiledPattern(regex.source, options: options)
            if let failure = pattern.jitFailure {
                parts.findings.append(
                    Diagnostic(
                        .warning, code: "R901", "this pattern runs without machine code, so slower: \(failure)", at: regex.span))
            }
            return pattern
        } catch {
            // A pattern that is tried on text and on octets need only compile for what it meets.
            if !options.contains(.raw) {
                parts.findings.append(Diagnostic(.error, code: "R900", "this pattern is wrong: \(error.message)", at: regex.span))
            }
            return nil
        }
    }

    private static func canBeRaw(_ expression: Expression) -> Bool {
        switch expression {
        case .member(_, .raw, _), .slot, .condition: true
        case .member(let base, _, _): canBeRaw(base)
        case .fallback(let first, let second): canBeRaw(first) || canBeRaw(second)
        case .list(let list): list.contains { canBeRaw($0) }
        case .constant, .text, .field, .count, .lookup, .listFile, .duplicate: false
        }
    }

    private mutating func place(of span: SourceSpan) -> Int {
        parts.spans.append(span)
        return parts.spans.count - 1
    }

    // MARK: Expressions

    private mutating func expression(_ expression: Expression) -> PreparedExpression {
        if let constants = constants(expression) {
            parts.constants.append(constants)
            return .constants(parts.constants.count - 1)
        }
        switch expression {
        case .constant(let constant):
            parts.constants.append([constant])
            return .constants(parts.constants.count - 1)
        case .list(let list):
            var prepared: [PreparedExpression] = []
            for each in list { prepared.append(self.expression(each)) }
            return .list(prepared)
        case .text(let list, let span): return .text(segments(list), span)
        case .slot(let slot, let span):
            parts.slotCount = max(parts.slotCount, slot.index + 1)
            return .slot(slot, span)
        case .field(.tags, _): return .tags
        case .field(.flags, _): return .flags
        case .field(let field, _): return .selection(selection(.field(field)))
        case .member(let base, let member, let span):
            let base = self.expression(base)
            if case .selection(let place) = base { return .selection(selection(.member(of: place, member))) }
            return .member(base, member, span)
        case .fallback(let first, let second): return .fallback(self.expression(first), self.expression(second))
        case .count(let values): return .count(self.expression(values))
        case .lookup(let map, let key, _): return .lookup(map: map, key: self.expression(key))
        case .listFile(let index, let span): return .listFile(index, span)
        case .duplicate(let key, let seconds, _): return .duplicate(key: self.expression(key), within: seconds)
        case .condition(let condition): return .condition(self.condition(condition))
        }
    }

    private mutating func segments(_ list: [Segment]) -> [PreparedSegment] {
        var prepared: [PreparedSegment] = []
        for segment in list {
            switch segment {
            case .literal(let text): prepared.append(.literal(text.precomposedStringWithCanonicalMapping))
            case .value(let value, let span): prepared.append(.value(expression(value), span))
            }
        }
        return prepared
    }

    private mutating func selection(_ selection: Selection) -> Int {
        if let place = selectionPlaces[selection] { return place }
        parts.selections.append(selection)
        selectionPlaces[selection] = parts.selections.count - 1
        return parts.selections.count - 1
    }

    /// The values of an expression that the rules spell out; nil if it asks for anything else. Texts come in NFC.
    private func constants(_ expression: Expression) -> [Constant]? {
        switch expression {
        case .constant(.text(let text)): return [.text(text.precomposedStringWithCanonicalMapping)]
        case .constant(let constant): return [constant]
        case .slot(let slot, _): return constantGlobals[slot.index]
        case .list(let list):
            var result: [Constant] = []
            for each in list {
                guard let constants = constants(each) else { return nil }
                result += constants
            }
            return result
        case .text(let segments, _):
            var text = ""
            for segment in segments {
                guard case .literal(let literal) = segment else { return nil }
                text += literal
            }
            return [.text(text.precomposedStringWithCanonicalMapping)]
        case .field, .member, .fallback, .count, .lookup, .listFile, .duplicate, .condition: return nil
        }
    }

    /// A list file, named here or by a binding outside of rules.
    private func listFile(_ expression: Expression) -> (list: Int, span: SourceSpan)? {
        switch expression {
        case .listFile(let list, let span): return (list, span)
        case .slot(let slot, _):
            guard let binding = program.globals.first(where: { $0.slot.index == slot.index }) else { return nil }
            if case .listFile(let list, let span) = binding.value { return (list, span) }
            return nil
        default: return nil
        }
    }

    /// The same where all of them are texts.
    private func texts(_ expression: Expression) -> [String]? {
        guard let constants = constants(expression) else { return nil }
        var texts: [String] = []
        for constant in constants {
            guard case .text(let text) = constant else { return nil }
            texts.append(text)
        }
        return texts
    }
}
