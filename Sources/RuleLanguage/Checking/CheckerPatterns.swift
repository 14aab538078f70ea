import PatternMatching
import RuleProgram
import SourceText

/// What stands after `matches`: globs and regexes.
extension Checker {
    /// The patterns, or nil after a mistake. With several the text matches if any does, so that a group is definite only if every one names it.
    mutating func patterns(
        _ syntax: ExpressionSyntax, for left: TypedExpression, _ leftSyntax: ExpressionSyntax
    ) -> ([TextPattern]?, BoundCaptures) {
        let lowered = loweredPatterns(syntax, raw: left.type == .octets)
        var captures: BoundCaptures?
        for pattern in lowered ?? [] {
            var bound = BoundCaptures()
            for group in pattern.groups { bound.definite[group] = pattern.span }
            captures = captures.map { $0.or(bound) } ?? bound
        }
        let bound = captures ?? BoundCaptures()
        if left.type == .invalid { return (nil, bound) }
        guard left.type.isText || left.type == .nothing else {
            report(
                .wrongType, "matches looks at text", at: leftSyntax.range, label: "this is \(left.type.description)",
                help: left.type.members.keys.contains("filename") ? "write \(file.slice(leftSyntax.range).prefix(60)).filename" : nil)
            return (nil, bound)
        }
        return (lowered?.map { withCaptures($0) }, bound)
    }

    private mutating func withCaptures(_ lowered: LoweredPattern) -> TextPattern {
        guard case .regex(var pattern) = lowered.pattern else { return lowered.pattern }
        pattern.captures = lowered.groups.map { RegexPattern.Capture(group: $0, slot: captureSlot($0)) }
        return .regex(pattern)
    }

    /// Nil where something else stands than patterns.
    mutating func loweredPatterns(_ syntax: ExpressionSyntax, raw: Bool = false) -> [LoweredPattern]? {
        switch syntax.kind {
        case .group(let inner): return loweredPatterns(inner, raw: raw)
        case .regex(let literal): return [regex(literal, at: syntax.range, raw: raw)]
        case .string(let string):
            guard let plain = string.plain else {
                return [LoweredPattern(pattern: .globExpression(segments(string)), groups: [], span: span(syntax.range))]
            }
            warnAboutGlob(plain, syntax.range)
            return [LoweredPattern(pattern: .glob(plain), groups: [], span: span(syntax.range))]
        case .list(let items):
            var patterns: [LoweredPattern] = []
            for item in items {
                guard let lowered = loweredPatterns(item, raw: raw) else { return nil }
                patterns += lowered
            }
            return patterns
        case .path(let path) where path.steps.count == 1 && path.steps[0].arguments == nil:
            return namedPatterns(path, syntax.range)
        case .invalid:
            forgivesNames = true
            return nil
        default:
            let typed = value(syntax)
            if typed.type != .invalid { reportNoPattern(syntax.range) }
            return nil
        }
    }

    private mutating func namedPatterns(_ path: Path, _ range: Range<Int>) -> [LoweredPattern]? {
        let name = path.steps[0].name.text
        if let entity = lookUp(name), case .patterns(let patterns) = entity.kind {
            usedNames.insert(entity.span.key)
            return patterns
        }
        let typed = pathValue(path)
        if typed.type == .invalid { return nil }
        switch typed.expression {
        case .constant(.text(let text)): return [LoweredPattern(pattern: .glob(text), groups: [], span: span(range))]
        case .list(let items):
            var patterns: [LoweredPattern] = []
            for case .constant(.text(let text)) in items { patterns.append(LoweredPattern(pattern: .glob(text), groups: [], span: span(range))) }
            if patterns.count == items.count { return patterns }
        default: break
        }
        reportNoPattern(range)
        return nil
    }

    private mutating func reportNoPattern(_ range: Range<Int>) {
        report(
            .wrongType, "a pattern is written in the rules", at: range, label: "known at run time only",
            help: "write is or contains to compare with a value")
    }

    private mutating func warnAboutGlob(_ glob: String, _ range: Range<Int>) {
        guard !Glob(glob).hasWildcard else { return }
        report(
            .globWithoutWildcard, "this glob has neither * nor ?", at: range, label: "matches nothing but exactly this",
            help: "write \"*\(glob.prefix(60))*\" for a part of the text, or is instead of matches")
    }

    // MARK: Regexes

    private mutating func regex(_ literal: RegexLiteral, at range: Range<Int>, raw: Bool) -> LoweredPattern {
        var options: PatternOptions = []
        if !literal.caseSensitive { options.insert(.caseless) }
        if literal.dotMatchesNewline { options.insert(.dotAll) }
        if literal.multiline { options.insert(.multiline) }
        if literal.extended { options.insert(.extended) }
        if raw { options.insert(.raw) }
        var groups: [String] = []
        if literal.pattern.isEmpty {
            report(.invalidRegex, "this regex is empty", at: range, label: "matches every text", help: "write exists ... to ask whether there is text")
        } else {
            do throws(PatternError) {
                let pattern = try CompiledPattern(literal.pattern, options: options)
                for group in pattern.namedGroups where !groups.contains(group.name) { groups.append(group.name) }
                checkGroupNames(groups, literal)
                warnAboutBacktracking(literal)
            } catch {
                // Its names are known all the same, so that their uses are no further mistakes.
                groups = Self.writtenGroupNames(literal.pattern)
                let length = literal.patternRange.count
                let place = literal.patternRange.lowerBound + min(max(0, error.offset), length)
                // At the end of the pattern the closing slash is shown.
                report(
                    .invalidRegex, "PCRE2 does not accept this regex", at: place..<place + 1, label: error.message,
                    help: literal.pattern.hasPrefix("*") ? "a glob stands in quotes: \"\(literal.pattern.prefix(40))\"" : nil)
            }
        }
        let pattern = RegexPattern(
            source: Self.withoutEscapedSlashes(literal.pattern), caseSensitive: literal.caseSensitive,
            dotMatchesNewlines: literal.dotMatchesNewline, anchorsMatchLines: literal.multiline, extended: literal.extended, span: span(range))
        return LoweredPattern(pattern: .regex(pattern), groups: groups, span: span(range))
    }

    /// `\/` becomes `/`.
    static func withoutEscapedSlashes(_ pattern: String) -> String {
        guard pattern.utf8.contains(UInt8(ascii: "\\")) else { return pattern }
        var out: [UInt8] = []
        var escaped = false
        for octet in pattern.utf8 {
            if escaped, octet == UInt8(ascii: "/") { out.removeLast() }
            out.append(octet)
            escaped = octet == UInt8(ascii: "\\") && !escaped
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The names after `(?<` and `(?P<`, in a pattern that could not be compiled.
    private static func writtenGroupNames(_ pattern: String) -> [String] {
        var names: [String] = []
        var rest = Array(pattern.utf8)[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "(")) {
            rest = rest[(open + 1)...]
            guard rest.first == UInt8(ascii: "?") else { continue }
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "P") { rest = rest.dropFirst() }
            guard rest.first == UInt8(ascii: "<") else { continue }
            rest = rest.dropFirst()
            let name = rest.prefix { Lexer.isWordOctet($0) }
            if !name.isEmpty { names.append(String(decoding: name, as: UTF8.self)) }
        }
        return names
    }

    /// A group becomes a name of the rule, so it must be one, and nobody else's.
    private mutating func checkGroupNames(_ groups: [String], _ literal: RegexLiteral) {
        for group in groups {
            if FieldTable.isField(group) {
                report(.nameTaken, "the group \"\(group)\" has the name of a field", at: literal.patternRange, label: "\(group) means the field", help: "choose another name")
            } else if let entity = lookUp(group) {
                switch entity.kind {
                case .capture, .hidden, .invalid: break
                case .value, .map, .patterns:
                    report(
                        .nameTaken, "the group \"\(group)\" has a name that is taken", at: literal.patternRange, label: "named again here",
                        note: (entity.span, "named here"), help: "choose another name")
                }
            }
        }
    }

    private mutating func warnAboutBacktracking(_ literal: RegexLiteral) {
        guard let range = BacktrackingCheck.nestedRepetition(in: literal.pattern) else { return }
        let base = literal.patternRange.lowerBound
        report(
            .backtracking, "this regex can take time without bound", at: base + range.lowerBound..<base + range.upperBound,
            label: "a repetition of a repetition", help: "repeat once, or write (?>...) around the inner part; at run time a limit makes it a rule error")
    }
}
