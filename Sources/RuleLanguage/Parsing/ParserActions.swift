/// Actions and their arguments.
extension Parser {
    /// One action; nil after a mistake.
    mutating func readAction() -> ActionSyntax? {
        guard let word = current.word else {
            expected("an action")
            return nil
        }
        let verb = Name(text: word, range: current.range)
        guard Self.statementWords.contains(word) else {
            reportUnknownAction(verb)
            return nil
        }
        advance()
        guard let kind = readActionKind(word) else { return nil }
        return ActionSyntax(kind: kind, verb: verb)
    }

    private static let foreignVerbs: [String: String] = [
        "move": "fileinto \"Folder\"", "moveto": "fileinto \"Folder\"", "file": "fileinto \"Folder\"", "copy": "fileinto \"Folder\" copy",
        "save": "fileinto \"Folder\"", "deliver": "fileinto \"Folder\"", "store": "fileinto \"Folder\"",
        "forward": "redirect \"address\"", "delete": "discard", "drop": "discard", "remove": "discard", "trash": "fileinto \"Trash\"",
        "label": "tag +name", "flag": "addflag \"\\\\Flagged\"", "star": "addflag \"\\\\Flagged\"", "markread": "addflag \"\\\\Seen\"",
        "reply": "vacation \"text\"", "autoreply": "vacation \"text\"", "bounce": "reject \"text\"", "exec": "pipe \"name\"",
        "run": "pipe \"name\"", "return": "stop", "exit": "stop", "end": "stop", "break": "stop", "next": "continue",
        "foreach": "for part in parts { ... }", "foreverypart": "for part in parts { ... }", "while": "for part in parts { ... }",
        "when": "if ... { ... }", "tags": "tag +name", "set": "let name = ...", "var": "let name = ...", "def": "let name = ...",
    ]

    private mutating func reportUnknownAction(_ verb: Name) {
        let word = verb.text
        if Self.declarationWords.contains(word) || word == "on" {
            findings.report(
                .unknownStatement, "\"\(word)\" stands outside of rules", at: verb.range, label: "inside a block",
                help: "close the rule before it")
        } else if word == "and" || word == "or" || word == "not" {
            findings.report(
                .unknownStatement, "\"\(word)\" belongs to a condition", at: verb.range, label: "no condition is open here",
                help: "conditions stand after when or unless, before the actions")
        } else {
            let cure = Self.foreignVerbs[word.lowercased()]
            let nearest = NearestName.of(word, among: Self.statementWords.sorted())
            findings.report(
                .unknownStatement, "there is no action \"\(word.prefix(40))\"", at: verb.range, label: "unknown",
                help: nearest.map { "did you mean \($0)?" } ?? cure.map { "write \($0)" }
                    ?? "actions are fileinto, redirect, keep, discard, reject, tag, addflag, addheader, vacation, notify and pipe")
        }
        advance()
    }

    private mutating func readActionKind(_ word: String) -> ActionSyntax.Kind? {
        switch word {
        case "fileinto": return readFileInto()
        case "redirect":
            guard let address = readArgument() else { return nil }
            return .redirect(address, copy: take(word: "copy"))
        case "keep": return .keep
        case "discard": return .discard
        case "reject": return readArgument().map { .reject($0) }
        case "tag": return readTagChanges()
        case "addflag": return readArgument().map { .addFlag($0) }
        case "removeflag": return readArgument().map { .removeFlag($0) }
        case "setflag": return readArgument().map { .setFlag($0) }
        case "addheader":
            guard let name = readArgument(), let value = readArgument() else { return nil }
            return .addHeader(name, value, last: take(word: "last"))
        case "deleteheader":
            guard let name = readArgument() else { return nil }
            guard take(word: "matches") else { return .deleteHeader(name, matching: nil) }
            guard let pattern = readArgument() else { return nil }
            return .deleteHeader(name, matching: pattern)
        case "vacation": return readVacation()
        case "notify":
            guard let target = readArgument(), let text = readArgument() else { return nil }
            return .notify(target, text)
        case "pipe":
            guard let name = takeString("the name of a command") else { return nil }
            return .pipe(name.text, copy: take(word: "copy"))
        default:
            expected("an action")
            return nil
        }
    }

    /// A value after a verb. The keyword of the next statement is no value.
    private mutating func readArgument() -> ExpressionSyntax? {
        if let word = current.word, Self.statementWords.contains(word) || current.startsLine && beginsDeclaration {
            expected("a value")
            return nil
        }
        return nested { $0.readValue() }
    }

    private mutating func readFileInto() -> ActionSyntax.Kind? {
        guard let folder = readArgument() else { return nil }
        var create = false
        var copy = false
        var flags: ExpressionSyntax?
        while true {
            if take(word: "create") {
                create = true
            } else if take(word: "copy") {
                copy = true
            } else if take(word: "flags") {
                guard let read = readArgument() else { return nil }
                flags = read
            } else {
                return .fileInto(folder, create: create, copy: copy, flags: flags)
            }
        }
    }

    private mutating func readTagChanges() -> ActionSyntax.Kind? {
        var changes: [ActionSyntax.TagChange] = []
        while true {
            let adds = current.isSymbol(.plus)
            guard adds || current.isSymbol(.minus) else { break }
            advance()
            guard let tag = readTag() else { return nil }
            changes.append(ActionSyntax.TagChange(adds: adds, tag: tag))
            if current.isSymbol(.comma), ahead(1).isSymbol(.plus) || ahead(1).isSymbol(.minus) {
                findings.report(
                    .unexpected, "white space separates tags", at: current.range, label: "no comma here", help: "write tag +one +two")
                advance()
            }
        }
        if changes.isEmpty {
            let word: String?
            switch current.kind {
            case .word(let text): word = Self.statementWords.contains(text) ? nil : text
            case .string(let literal): word = literal.plain.map { "\"\($0)\"" }
            default: word = nil
            }
            expected("\"+\" or \"-\" and a tag", help: "write tag +\(word.map { String($0.prefix(64)) } ?? "name"), or tag -name to take one off")
            if word != nil { advance() }
            return nil
        }
        return .tag(changes)
    }

    private mutating func readTag() -> ExpressionSyntax? {
        let token = current
        switch token.kind {
        case .word(let word):
            advance()
            if word.contains(where: \.isUppercase) || word.hasPrefix("_") {
                findings.report(
                    .invalidTag, "this tag needs quotes", at: token.range, label: "without quotes a tag is made of a to z, 0 to 9, - and _",
                    help: "write +\"\(word.prefix(64))\"")
            }
            return ExpressionSyntax(kind: .string(InterpolatedString(parts: [.text(word)])), range: token.range)
        case .string(let literal):
            advance()
            return ExpressionSyntax(kind: .string(interpolated(literal)), range: token.range)
        default:
            expected("a tag", help: "a tag is a name, or any text in quotes")
            return nil
        }
    }

    private mutating func readVacation() -> ActionSyntax.Kind? {
        guard let text = readArgument() else { return nil }
        var every: Int?
        var subject: ExpressionSyntax?
        var from: ExpressionSyntax?
        while true {
            if take(word: "every") {
                guard case .duration(let seconds) = current.kind else {
                    expected("a duration", help: "write every 7d")
                    return nil
                }
                advance()
                every = seconds
            } else if take(word: "subject") {
                guard let read = readArgument() else { return nil }
                subject = read
            } else if take(word: "from") {
                guard let read = readArgument() else { return nil }
                from = read
            } else {
                return .vacation(text, every: every, subject: subject, from: from)
            }
        }
    }
}
