import RuleProgram
import SourceText

/// Bodies: statements in order, with their names.
extension Checker {
    /// The statements of a block that has a scope of its own.
    mutating func block(_ block: Block, binding captures: BoundCaptures? = nil) -> [Statement] {
        pushScope()
        if let captures { bind(captures) }
        let statements = self.statements(block.statements)
        popScope()
        return statements
    }

    mutating func statements(_ syntax: [StatementSyntax]) -> [Statement] {
        var statements: [Statement] = []
        var stopped: Range<Int>?
        var warned = false
        for item in syntax {
            if let stopped, !warned {
                warned = true
                report(.unreachable, "nothing after \"stop\" can run", at: item.range, label: "never reached", note: (span(stopped), "the run ends here"))
            }
            if case .stop = item.kind { stopped = stopped ?? item.range }
            if let statement = self.statement(item) { statements.append(statement) }
        }
        return statements
    }

    private mutating func statement(_ syntax: StatementSyntax) -> Statement? {
        switch syntax.kind {
        case .action(let action): return .action(self.action(action), span(syntax.range))
        case .define(let definition): return define(definition).map(Statement.bind)
        case .stop: return .stop
        case .continue: return .proceed
        case .branch(let branches, let otherwise):
            var lowered: [Statement.Branch] = []
            for branch in branches {
                pushScope()
                let (condition, captures) = self.condition(branch.condition)
                popScope()
                lowered.append(Statement.Branch(condition: condition, body: block(branch.block, binding: captures)))
            }
            return .branch(lowered, otherwise: otherwise.map { block($0) } ?? [])
        case .loop(let name, let values, let body): return loop(name, values, body, syntax.range)
        }
    }

    private mutating func loop(_ name: Name, _ syntax: ExpressionSyntax, _ body: Block, _ range: Range<Int>) -> Statement {
        let values = value(syntax)
        if !values.several, !values.type.isInvalid {
            report(
                .notAList, "\"for\" goes through several values", at: syntax.range, label: "\(values.type.description), and one only",
                help: "write for part in parts, or for address in to")
        }
        let slot = newSlot(name.text)
        pushScope()
        let element = TypedExpression(
            expression: .slot(slot, span(name.range)), type: values.type == .nothing ? .invalid : values.type, several: false, authored: values.authored)
        declare(name, values.type == .invalid ? .invalid : .value(element), mustBeUsed: true)
        let statements = block(body)
        popScope()
        return .forEach(slot, in: values.expression, body: statements, span(range))
    }

    /// `let`: a constant stands wherever it is named; anything else is worked out where the `let` stands.
    mutating func define(_ syntax: LetSyntax) -> Binding? {
        let mustBeUsed = !(isIncluded && scopes.count == 1)
        switch syntax.value {
        case .map(let entries):
            defineMap(syntax.name, entries, mustBeUsed: mustBeUsed)
            return nil
        case .expression(let expression):
            if isPattern(expression) {
                let patterns = loweredPatterns(expression)
                declare(syntax.name, patterns.map { .patterns($0) } ?? .invalid, mustBeUsed: mustBeUsed)
                return nil
            }
            pushScope()
            let typed = value(expression)
            popScope()
            if typed.type == .invalid {
                declare(syntax.name, .invalid, mustBeUsed: mustBeUsed)
                return nil
            }
            if typed.isConstant {
                declare(syntax.name, .value(typed), mustBeUsed: mustBeUsed)
                return nil
            }
            let slot = newSlot(syntax.name.text)
            var named = typed
            named.expression = .slot(slot, span(syntax.name.range))
            declare(syntax.name, .value(named), mustBeUsed: mustBeUsed)
            return Binding(slot: slot, value: typed.expression, span: span(syntax.range))
        }
    }

    private func isPattern(_ syntax: ExpressionSyntax) -> Bool {
        switch syntax.kind {
        case .regex: return true
        case .list(let items): return items.contains { if case .regex = $0.kind { return true } else { return false } }
        default: return false
        }
    }

    private mutating func defineMap(_ name: Name, _ entries: [LetSyntax.MapEntry], mustBeUsed: Bool) {
        var type = ValueType.nothing
        var authored = true
        var lowered: [(key: String, value: Expression)] = []
        var keys: [String: Range<Int>] = [:]
        for entry in entries {
            let typed = plainText(value(entry.value), entry.value.range)
            authored = authored && typed.authored
            if let earlier = keys[entry.key.lowercased()] {
                report(
                    .nameTaken, "the key \"\(entry.key.prefix(60))\" stands in the map already", at: entry.keyRange, label: "the second time",
                    note: (span(earlier), "the first time"))
            }
            keys[entry.key.lowercased()] = entry.keyRange
            lowered.append((entry.key, typed.expression))
            if typed.type.isInvalid { continue }
            if type.isInvalid {
                type = typed.type
            } else if !Self.agree(type, typed.type) {
                report(
                    .wrongType, "the values of a map are of one kind", at: entry.value.range,
                    label: "\(typed.type.description) beside \(type.description)")
            }
        }
        let index = program.maps.count
        program.maps.append(MapTable(name: name.text, entries: lowered))
        declare(name, .map(index: index, type: type, authored: authored), mustBeUsed: mustBeUsed)
    }
}
