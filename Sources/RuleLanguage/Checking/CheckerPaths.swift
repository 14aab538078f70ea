import RuleProgram
import SourceText

/// Fields, functions, names, and the steps from them.
extension Checker {
    /// `guarded`: stands left of `??`, where being absent is fine.
    mutating func pathValue(_ path: Path, guarded: Bool = false) -> TypedExpression {
        guard let first = path.steps.first else { return .invalid }
        var steps = path.steps.dropFirst()
        var typed: TypedExpression
        if first.name.text == "envelope", first.arguments == nil, lookUp("envelope") == nil {
            guard let second = steps.first, let entry = FieldTable.envelope[second.name.text], second.arguments == nil else {
                let place = steps.first?.name.range ?? first.name.range
                report(.unknownMember, "the envelope has from and to", at: place, label: "none of them", help: "write envelope.from or envelope.to")
                return .invalid
            }
            steps = steps.dropFirst()
            typed = TypedExpression(
                expression: .field(entry.field, span(first.range.lowerBound..<second.range.upperBound)), type: entry.type, several: entry.several)
        } else {
            typed = self.first(first, guarded: guarded)
        }
        for step in steps {
            if typed.type == .invalid { return .invalid }
            typed = member(step, of: typed, from: path.range.lowerBound)
        }
        return typed
    }

    private mutating func first(_ step: Path.Step, guarded: Bool) -> TypedExpression {
        let name = step.name.text
        if let arguments = step.arguments { return call(step, arguments) }
        if let entity = lookUp(name) {
            usedNames.insert(entity.span.key)
            return named(entity, step, guarded: guarded)
        }
        if let entry = FieldTable.fields[name] {
            return TypedExpression(expression: .field(entry.field, span(step.range)), type: entry.type, several: entry.several)
        }
        if forgivesNames { return .invalid }
        if FieldTable.functions.contains(name) {
            let example = name == "header" ? "header(\"X-Spam-Flag\")" : name == "list" ? "list(\"lists/blocked.txt\")" : "duplicate(message-id, within: 7d)"
            report(.wrongArguments, "\"\(name)\" needs to know which", at: step.range, label: "no arguments", help: "write \(example)")
            return .invalid
        }
        reportUnknown(step)
        return .invalid
    }

    private mutating func named(_ entity: NamedEntity, _ step: Path.Step, guarded: Bool) -> TypedExpression {
        let name = step.name.text
        switch entity.kind {
        case .value(let typed): return typed
        case .capture(let slot, let definite):
            if !definite, !guarded {
                report(
                    .indefiniteCapture, "\"\(name)\" is not bound on every way through the condition", at: step.range, label: "absent on some",
                    note: (entity.span, "bound here, in one branch of an or"), help: "write \(name) ?? \"...\", or name the group in every branch")
            }
            return TypedExpression(expression: .slot(slot, span(step.range)), type: .text, several: false)
        case .hidden(let reason):
            report(
                .indefiniteCapture, "\"\(name)\" cannot be seen from here", at: step.range, label: "a group \(reason) names nothing outside",
                note: (entity.span, "the group stands here"), help: "name it in a condition that has to hold")
            return .invalid
        case .patterns:
            report(.wrongType, "\"\(name)\" is a pattern, not a value", at: step.range, label: "good after matches only", note: (entity.span, "named here"))
            return .invalid
        case .map:
            report(.wrongArguments, "\"\(name)\" is a map", at: step.range, label: "no key", help: "write \(name)(from.domain)")
            return .invalid
        case .invalid: return .invalid
        }
    }

    private mutating func reportUnknown(_ step: Path.Step) {
        let name = step.name.text
        let scopes = scopes
        let help: String?
        if let cure = FieldTable.foreign[name.lowercased()] {
            help = cure
        } else if let nearest = nearest(name, among: {
            FieldTable.fields.keys.sorted() + ["envelope"] + scopes.reversed().flatMap { $0.names.keys.sorted() }
        }) {
            help = "did you mean \(nearest)?"
        } else {
            help = "text stands in quotes; another header is header(\"\(name.prefix(40))\")"
        }
        report(.unknownName, "there is no field or name \"\(name.prefix(40))\"", at: step.name.range, label: "unknown", help: help)
    }

    // MARK: Members

    private mutating func member(_ step: Path.Step, of typed: TypedExpression, from start: Int) -> TypedExpression {
        let name = step.name.text
        let whole = span(start..<step.range.upperBound)
        if name == "join" { return join(step, of: typed, whole) }
        if step.arguments != nil {
            report(.wrongArguments, "\".\(name)\" takes no arguments", at: step.range, label: "no parentheses here", help: "write .\(name)")
            return .invalid
        }
        if name == "first" {
            return TypedExpression(expression: .member(typed.expression, .first, whole), type: typed.type, several: false, authored: typed.authored)
        }
        let members = typed.type.members
        if let (member, type, several) = members[name] {
            return TypedExpression(expression: .member(typed.expression, member, whole), type: type, several: typed.several || several)
        }
        // `.number` of any text.
        if name == "number", typed.type == .address {
            return TypedExpression(expression: .member(plainText(typed, step.range).expression, .number, whole), type: .number, several: typed.several)
        }
        let known = members.keys.sorted() + ["first", "join"]
        let help = NearestName.of(name, among: known).map { "did you mean .\($0)?" }
            ?? (members.isEmpty ? nil : "there are \(members.keys.sorted().map { "." + $0 }.joined(separator: ", "))")
        report(.unknownMember, "\(typed.type.description) has no \".\(name.prefix(40))\"", at: step.name.range, label: "unknown", help: help)
        return .invalid
    }

    private mutating func join(_ step: Path.Step, of typed: TypedExpression, _ whole: SourceSpan) -> TypedExpression {
        var separator = ", "
        if let arguments = step.arguments, let argument = arguments.first {
            guard arguments.count == 1, case .string(let string) = argument.value.kind, let plain = string.plain else {
                report(.wrongArguments, "\".join\" takes one fixed text", at: step.range, label: "the text between two values", help: "write .join(\", \")")
                return .invalid
            }
            separator = plain
        } else {
            report(.wrongArguments, "\".join\" needs the text between two values", at: step.range, label: "missing", help: "write .join(\", \")")
        }
        if !typed.type.isPrintable {
            report(.wrongType, "\(typed.type.description) has no text to join", at: step.range, label: "name a part of it first")
            return .invalid
        }
        let text = plainText(typed, step.range)
        return TypedExpression(
            expression: .member(text.expression, .join(separator), whole), type: .text, several: false, authored: typed.authored)
    }

    // MARK: Functions

    private mutating func call(_ step: Path.Step, _ arguments: [Path.Argument]) -> TypedExpression {
        let name = step.name.text
        switch name {
        case "header": return header(step, arguments)
        case "list": return listFile(step, arguments)
        case "duplicate": return duplicate(step, arguments)
        default: break
        }
        if let entity = lookUp(name) {
            usedNames.insert(entity.span.key)
            if case .map(let index, let type, let authored) = entity.kind {
                guard arguments.count == 1, arguments[0].label == nil else {
                    report(.wrongArguments, "a map takes one key", at: step.range, label: "\(arguments.count) given", help: "write \(name)(from.domain)")
                    return .invalid
                }
                let key = plainText(value(arguments[0].value), arguments[0].value.range)
                requireText(key, arguments[0].value.range, "a map's key")
                return TypedExpression(
                    expression: .lookup(map: index, key: key.expression, span(step.range)), type: type, several: false, authored: authored)
            }
            if case .invalid = entity.kind { return .invalid }
        }
        if FieldTable.isField(name) || lookUp(name) != nil {
            report(.wrongArguments, "\"\(name)\" takes no arguments", at: step.range, label: "no parentheses here", help: "write \(name)")
            return .invalid
        }
        let scopes = scopes
        let nearest = nearest(name) {
            FieldTable.functions.sorted() + scopes.flatMap { scope in
                scope.names.filter { if case .map = $0.value.kind { return true } else { return false } }.keys.sorted()
            }
        }
        report(
            .unknownFunction, "there is no function \"\(name.prefix(40))\"", at: step.name.range, label: "unknown",
            help: nearest.map { "did you mean \($0)?" } ?? "there are header, list and duplicate, and the maps that let names")
        return .invalid
    }

    mutating func requireText(_ typed: TypedExpression, _ range: Range<Int>, _ what: String) {
        if typed.type.isText || typed.type.isInvalid || typed.type == .number { return }
        report(.wrongType, "\(what) is text", at: range, label: "this is \(typed.type.description)")
    }

    private mutating func header(_ step: Path.Step, _ arguments: [Path.Argument]) -> TypedExpression {
        guard arguments.count == 1, case .string(let string) = arguments[0].value.kind, let name = string.plain else {
            report(
                .wrongArguments, "\"header\" takes the name of one header in quotes", at: step.range, label: "another argument",
                help: "write header(\"X-Spam-Flag\")")
            return .invalid
        }
        let range = arguments[0].value.range
        if checkHeaderName(name, range) { checkRegistered(name, range) }
        return TypedExpression(expression: .field(.header(name), span(step.range)), type: .headerText, several: true)
    }

    /// Whether it can be the name of a header at all (RFC 5322 §2.2).
    @discardableResult
    mutating func checkHeaderName(_ name: String, _ range: Range<Int>) -> Bool {
        if !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }) { return true }
        let trimmed = name.hasSuffix(":") ? String(name.dropLast()) : nil
        report(
            .invalidTarget, "this is no name of a header", at: range, label: "a name has no spaces and no colon",
            help: trimmed.map { "write \"\($0.prefix(60))\"" })
        return false
    }

    private mutating func checkRegistered(_ name: String, _ range: Range<Int>) {
        let lower = name.lowercased()
        if lower.hasPrefix("x-") || RegisteredHeaders.names.contains(lower) { return }
        let nearest = nearest(lower) { RegisteredHeaders.spellings }
        report(
            .unregisteredHeader, "nobody registered a header \"\(name.prefix(60))\"", at: range, label: "is it spelled so?",
            help: nearest.map { "did you mean \"\($0)\"?" })
    }

    private mutating func listFile(_ step: Path.Step, _ arguments: [Path.Argument]) -> TypedExpression {
        guard arguments.count == 1, case .string(let string) = arguments[0].value.kind, let name = string.plain, !name.isEmpty else {
            report(
                .wrongArguments, "\"list\" takes the path of one file in quotes", at: step.range, label: "another argument",
                help: "write list(\"lists/blocked.txt\"); a list in the rules is [\"a\", \"b\"]")
            return .invalid
        }
        let path = RulePath.resolve(name, relativeTo: file.name)
        let key = path + "\0" + name
        let index = listIndices[key] ?? program.lists.count
        if listIndices[key] == nil {
            listIndices[key] = index
            program.lists.append(ListFile(name: name, path: path, span: span(step.range)))
        }
        return TypedExpression(expression: .listFile(index, span(step.range)), type: .text, several: true)
    }

    private mutating func duplicate(_ step: Path.Step, _ arguments: [Path.Argument]) -> TypedExpression {
        var key: TypedExpression?
        var within = 7 * 86_400
        for argument in arguments {
            if argument.label?.text == "within" {
                if case .invalid = argument.value.kind { continue }
                guard case .duration(let seconds) = argument.value.kind, seconds > 0 else {
                    report(.wrongArguments, "\"within\" is a duration", at: argument.value.range, label: "how long to remember", help: "write within: 7d")
                    continue
                }
                within = seconds
            } else if argument.label == nil, key == nil {
                let read = plainText(value(argument.value, guarded: true), argument.value.range)
                requireText(read, argument.value.range, "the key of duplicate")
                key = read
            } else {
                report(
                    .wrongArguments, "\"duplicate\" takes a key and within", at: argument.label?.range ?? argument.value.range, label: "unknown argument",
                    help: "write duplicate(message-id, within: 7d)")
            }
        }
        guard let key else {
            report(.wrongArguments, "\"duplicate\" needs a key", at: step.range, label: "what is the same?", help: "write duplicate(message-id, within: 7d)")
            return .invalid
        }
        return TypedExpression(
            expression: .duplicate(key: key.expression, withinSeconds: within, span(step.range)), type: .truth, several: false)
    }
}
