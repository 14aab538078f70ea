import RuleProgram
import SourceText

/// Actions: their arguments, and what can be seen to be wrong in fixed ones.
extension Checker {
    mutating func action(_ syntax: ActionSyntax) -> Action {
        switch syntax.kind {
        case .fileInto(let folder, let create, let copy, let flags):
            let options = StoreOptions(create: create, copy: copy, flags: flags.map { self.flags($0) })
            return .fileinto(self.folder(folder), options)
        case .redirect(let address, let copy): return .redirect(self.address(address), copy: copy)
        case .keep: return .keep
        case .discard: return .discard
        case .reject(let text): return .reject(singleText(text, "the text of reject"))
        case .tag(let changes): return .tag(changes.map { TagChange($0.adds ? .add : .remove, tag($0.tag)) })
        case .addFlag(let flags): return .addFlag(self.flags(flags))
        case .removeFlag(let flags): return .removeFlag(self.flags(flags))
        case .setFlag(let flags): return .setFlag(self.flags(flags))
        case .addHeader(let name, let value, let last):
            return .addHeader(name: headerName(name), value: singleText(value, "a header's value"), last: last)
        case .deleteHeader(let name, let matching):
            let name = headerName(name)
            var pattern: TextPattern?
            if let matching { pattern = deletionPattern(matching) }
            return .deleteHeader(name: name, matching: pattern)
        case .vacation(let text, let every, let subject, let from):
            var vacation = Vacation(text: singleText(text, "the text of vacation"))
            if let every {
                vacation.every = every
                if every == 0 {
                    report(.wrongType, "\"every\" is a time between two answers", at: syntax.verb.range, label: "0 would answer every message", help: "write every 1d or more")
                }
            }
            vacation.subject = subject.map { singleText($0, "the subject") }
            vacation.from = from.map { self.address($0) }
            return .vacation(vacation)
        case .notify(let target, let text): return .notify(target: notifyTarget(target), text: singleText(text, "the text of notify"))
        case .pipe(let name, let copy):
            return .pipe(name, copy: copy)
        }
    }

    /// One text. What comes from the mail by itself stands in the program as an interpolated value, so that it is held to §6.
    private mutating func singleText(_ syntax: ExpressionSyntax, _ what: String) -> Expression {
        let typed = plainText(value(syntax), syntax.range)
        if typed.type.isInvalid && typed.type != .nothing { return typed.expression }
        if case .list = typed.expression {
            report(.severalValues, "\(what) is one text", at: syntax.range, label: "a list", help: "write .join(\", \") after a name, or one string")
            return typed.expression
        }
        guard typed.type.isPrintable, typed.type != .truth, typed.type != .nothing else {
            report(.wrongType, "\(what) is text", at: syntax.range, label: "this is \(typed.type.description)", help: "put it in quotes")
            return typed.expression
        }
        if case .text = typed.expression { return typed.expression }
        if typed.authored, typed.type.isText { return typed.expression }
        return .text([.value(typed.expression, span(syntax.range))], span(syntax.range))
    }

    private mutating func folder(_ syntax: ExpressionSyntax) -> Expression {
        let expression = singleText(syntax, "a folder")
        if case .constant(.text(let text)) = expression { checkFolder(text, syntax.range) }
        return expression
    }

    private mutating func checkFolder(_ folder: String, _ range: Range<Int>) {
        if folder.isEmpty {
            report(.invalidTarget, "a folder has a name", at: range, label: "empty", help: "write keep for the inbox")
        } else if folder.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            report(.invalidTarget, "a folder's name has no control characters", at: range, label: "one is inside")
        } else if folder.split(separator: "/", omittingEmptySubsequences: false).contains(where: { $0.isEmpty }) {
            report(
                .invalidTarget, "a folder's name has no empty part", at: range, label: "a / too many",
                help: "write \"\(folder.split(separator: "/").joined(separator: "/"))\"")
        } else if folder.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            report(
                .invalidTarget, "no part of a folder's name begins with a dot", at: range, label: "hidden, or outside",
                help: "write names as you see them, with / between them")
        } else if folder.split(separator: "/").contains(where: { $0.utf8.count > 255 }) {
            report(.invalidTarget, "a part of a folder's name has 255 octets at most", at: range, label: "too long")
        }
    }

    private mutating func address(_ syntax: ExpressionSyntax) -> Expression {
        let expression = singleText(syntax, "an address")
        if case .constant(.text(let text)) = expression {
            let octets = Array(text.utf8)
            let at = octets.lastIndex(of: UInt8(ascii: "@"))
            if octets.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "<") }) && !text.hasPrefix("\"") {
                report(
                    .invalidTarget, "this is not one address", at: syntax.range, label: "an address alone, without name and brackets",
                    help: "write \"ann@example.org\"; for several addresses write redirect several times")
            } else if at == nil || at == 0 || at == octets.count - 1 {
                report(.invalidTarget, "this is no address", at: syntax.range, label: "name, @ and domain", help: "write \"ann@example.org\"")
            } else if !PlainAddress.isOne(text) {
                report(
                    .invalidTarget, "this is not one plain address", at: syntax.range, label: "one @; letters, digits and single dots around it",
                    help: "write \"ann@example.org\"")
            }
        }
        return expression
    }

    private mutating func notifyTarget(_ syntax: ExpressionSyntax) -> Expression {
        let expression = singleText(syntax, "the target of notify")
        if case .constant(.text(let text)) = expression {
            let lower = text.lowercased()
            if !lower.hasPrefix("mailto:"), !lower.hasPrefix("https:") {
                report(
                    .invalidTarget, "a target is a mailto: or https: address", at: syntax.range, label: "another kind",
                    help: text.contains("@") && !text.contains(":") ? "write \"mailto:\(text.prefix(60))\"" : nil)
            }
        }
        return expression
    }

    private mutating func headerName(_ syntax: ExpressionSyntax) -> Expression {
        let expression = singleText(syntax, "a header's name")
        if case .constant(.text(let text)) = expression { checkHeaderName(text, syntax.range) }
        return expression
    }

    private mutating func deletionPattern(_ syntax: ExpressionSyntax) -> TextPattern? {
        guard let patterns = loweredPatterns(syntax) else { return nil }
        guard patterns.count == 1 else {
            report(.severalValues, "deleteheader takes one pattern", at: syntax.range, label: "several", help: "write deleteheader several times")
            return nil
        }
        return patterns[0].pattern
    }

    // MARK: Tags and flags

    private mutating func tag(_ syntax: ExpressionSyntax) -> Expression {
        let expression = singleText(syntax, "a tag")
        if case .constant(.text(let text)) = expression {
            if text.isEmpty || text.unicodeScalars.count > 64 {
                report(.invalidTag, "a tag has 1 to 64 characters", at: syntax.range, label: "\(text.unicodeScalars.count) here")
            } else if text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.properties.generalCategory == .control }) {
                report(
                    .invalidTag, "a tag has no white space and no control characters", at: syntax.range, label: "one is inside",
                    help: "write \"\(String(text.map { $0.isWhitespace ? "-" : $0 }))\"")
            }
        }
        return expression
    }

    private static let systemFlags = ["\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"]

    private mutating func flags(_ syntax: ExpressionSyntax) -> Expression {
        let typed = plainText(value(syntax), syntax.range)
        if typed.type == .invalid { return typed.expression }
        guard typed.type.isText || typed.type == .nothing else {
            report(.wrongType, "a flag is text", at: syntax.range, label: "this is \(typed.type.description)", help: "write \"\\\\Flagged\"")
            return typed.expression
        }
        var constants: [String] = []
        switch typed.expression {
        case .constant(.text(let text)): constants = [text]
        case .list(let items):
            for case .constant(.text(let text)) in items { constants.append(text) }
        default: break
        }
        for flag in constants { checkFlag(flag, syntax.range) }
        return typed.expression
    }

    /// System flags by name (RFC 9051 §2.3.2); keywords are atoms.
    private mutating func checkFlag(_ flag: String, _ range: Range<Int>) {
        if flag.hasPrefix("\\") {
            if Self.systemFlags.contains(where: { $0.lowercased() == flag.lowercased() }) { return }
            let nearest = NearestName.of(flag, among: Self.systemFlags)
            report(
                .invalidTarget, "there is no flag \(flag.prefix(40))", at: range, label: "unknown",
                help: nearest.map { "did you mean \"\\\($0)\"?" } ?? "the system's flags are \\\\Seen, \\\\Answered, \\\\Flagged, \\\\Deleted and \\\\Draft")
        } else if flag.isEmpty || flag.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F || "(){%*\"\\]".utf8.contains($0) }) {
            report(.invalidTarget, "this is no flag", at: range, label: "letters, digits and most signs, without spaces")
        } else if let system = Self.systemFlags.first(where: { $0.dropFirst().lowercased() == flag.lowercased() }) {
            report(
                .invalidTarget, "the flag \"\(flag)\" has a backslash", at: range, label: "as it stands, a keyword of your own",
                help: "write \"\\\(system)\"")
        }
    }
}
