import RuleProgram
import SourceText

/// Files: what they declare, in order.
extension Checker {
    /// Walks one declaration that is no `include`.
    mutating func declaration(_ declaration: DeclarationSyntax, isLastFile: Bool) {
        switch declaration {
        case .include: break
        case .define(let syntax):
            captureSlots = [:]
            forgivesNames = false
            if let binding = define(syntax) { program.globals.append(binding) }
        case .onError(let syntax): onError(syntax)
        case .rule(let syntax):
            rule(syntax, group: nil)
            noteOrder(of: syntax, groupCondition: nil)
        case .group(let syntax): group(syntax)
        case .otherwise(let syntax): otherwise(syntax, isLastFile: isLastFile)
        case .test(let syntax): test(syntax)
        }
    }

    private mutating func onError(_ syntax: OnErrorSyntax) {
        switch syntax.policy {
        case .keep: program.files[fileIndex].errorPolicy = .keep
        case .defer(let times, let then):
            program.files[fileIndex].errorPolicy = .defer(times: times, then: then.map { self.action($0) })
        }
    }

    // MARK: Rules

    private mutating func rule(_ syntax: RuleSyntax, group: Int?) {
        if group == nil {
            captureSlots = [:]
            forgivesNames = false
        }
        noteName(syntax.name, syntax.nameRange)
        let place = span(syntax.range)
        if syntax.mode == .disabled {
            program.rules.append(Rule(name: syntax.name, mode: .disabled, group: group, body: [], span: place, file: fileIndex))
            return
        }
        pushScope()
        var when: Condition?
        var unless: Condition?
        if let expression = syntax.when {
            let (condition, captures) = self.condition(expression)
            when = condition
            bind(captures)
        }
        if let expression = syntax.unless {
            pushScope()
            let (condition, captures) = self.condition(expression)
            popScope()
            unless = condition
            bind(captures.hidden(because: "inside unless"))
        }
        let body = statements(syntax.body.statements)
        popScope()
        warnAboutLateFlags(syntax.body.statements)
        warnAboutEditedForwards(syntax.body.statements)
        program.rules.append(Rule(
            name: syntax.name, mode: syntax.mode == .shadow ? .shadow : .active, group: group, when: when, unless: unless, body: body,
            span: place, file: fileIndex))
    }

    private mutating func noteName(_ name: String, _ range: Range<Int>) {
        guard !name.isEmpty else { return }
        if name == "otherwise" {
            report(.nameTaken, "\"otherwise\" is what reports call the otherwise block", at: range, label: "choose another name")
        }
        if let earlier = ruleNames[name] {
            report(
                .duplicateRule, "there are two rules \"\(name.prefix(60))\"", at: range, label: "the second", note: (earlier, "the first"),
                help: "reports and tests call rules by name: give each its own")
        } else {
            ruleNames[name] = span(range)
        }
    }

    private mutating func group(_ syntax: GroupSyntax) {
        captureSlots = [:]
        forgivesNames = false
        pushScope()
        var when: Condition?
        if let expression = syntax.when {
            let (condition, bound) = self.condition(expression)
            when = condition
            bind(bound)
        }
        let index = program.groups.count
        program.groups.append(Group(name: syntax.name, when: when, span: span(syntax.range)))
        let shared = captureSlots
        let forgives = forgivesNames
        for item in syntax.rules {
            captureSlots = shared
            forgivesNames = forgives
            rule(item, group: index)
            noteOrder(of: item, groupCondition: syntax.when.map { String(file.slice($0.range)) } ?? "")
        }
        popScope()
        captureSlots = [:]
    }

    private mutating func otherwise(_ syntax: OtherwiseSyntax, isLastFile: Bool) {
        captureSlots = [:]
        forgivesNames = false
        if let earlier = otherwiseSpan {
            report(
                .otherwisePlace, "there is one \"otherwise\"", at: syntax.keyword, label: "the second", note: (earlier, "the first"),
                help: "put the actions of both into one")
        } else if !isLastFile {
            report(
                .otherwisePlace, "\"otherwise\" stands in the account's last file", at: syntax.keyword, label: "more files follow",
                help: "move it to the last file, where it holds for all of them")
        }
        otherwiseSpan = otherwiseSpan ?? span(syntax.keyword)
        let body = block(syntax.block)
        warnAboutLateFlags(syntax.block.statements)
        warnAboutEditedForwards(syntax.block.statements)
        if program.otherwise == nil { program.otherwise = Otherwise(body: body, span: span(syntax.keyword), file: fileIndex) }
    }
}
