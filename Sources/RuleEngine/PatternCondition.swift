import PatternMatching
import RuleProgram

/// `matches`: globs, regexes, and what their named groups bind.
extension Run {
    mutating func matches(_ patterns: [PreparedPattern], _ value: Value, binds: Bool) throws(Fault) -> Verdict {
        guard let text = value.textValue else { return .no }
        var undecided: Verdict?
        for pattern in patterns {
            switch try matches(pattern, text, binds: binds) {
            case .yes: return .yes
            case .no: break
            case .error(let fault): undecided = undecided ?? .error(fault)
            }
        }
        return undecided ?? .no
    }

    mutating func matches(_ pattern: PreparedPattern, _ text: TextValue, binds: Bool) throws(Fault) -> Verdict {
        switch pattern {
        case .glob(let glob): return Verdict(glob.matches(text.folded))
        case .globExpression(let segments):
            var source = ""
            for segment in segments {
                switch segment {
                case .literal(let literal): source += literal
                case .value(let expression, let span):
                    for character in try single(expression, span).text.unicodeScalars {
                        if character == "*" || character == "?" || character == "\\" { source += "\\" }
                        source.unicodeScalars.append(character)
                    }
                }
            }
            return Verdict(Glob(source).matches(text.folded))
        case .regex(let regex): return matches(regex, text, binds: binds)
        }
    }

    private mutating func matches(_ regex: PreparedRegex, _ text: TextValue, binds: Bool) -> Verdict {
        guard let pattern = text.isRaw ? regex.raw ?? regex.text : regex.text else {
            return .error(Fault("the pattern does not compile", at: regex.span))
        }
        switch text.match(pattern, &workspace) {
        case .noMatch: return .no
        case .limit(let limit): return .error(Fault(limit, at: nil))
        case .match:
            guard binds else { return .yes }
            var bound = Set<Int>()
            for (group, slot) in regex.captures where slots.indices.contains(slot.index) {
                guard let range = workspace.group(group) else { continue }
                // Of several groups of one name the first that took part binds.
                if bound.insert(slot.index).inserted { bind(slot, [.text(text.slice(range))]) }
            }
            for (_, slot) in regex.captures where slots.indices.contains(slot.index) && !bound.contains(slot.index) {
                bind(slot, nil)
            }
            return .yes
        }
    }
}
