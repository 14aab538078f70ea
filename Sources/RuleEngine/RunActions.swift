import Foundation
import MailMessage
import RuleProgram
import SourceText

/// Actions become effects of the plan.
extension Run {
    mutating func perform(_ action: PreparedAction, _ span: SourceSpan) throws(Fault) {
        switch action {
        case .fileinto(let mailbox, let create, let copy, let flags):
            let name = try FolderName.checked(try operand(mailbox, span), at: span)
            var carried = self.carried
            if let flags { carried.flags = try self.flags(flags, span) }
            try plan(.fileinto(mailbox: name, create: create), copy: copy, carried: carried, span)
        case .redirect(let address, let copy):
            let address = try MailText.address(try operand(address, span), at: span)
            try plan(.redirect(address: address), copy: copy, carried: carried, span)
        case .keep:
            try plan(.keep, carried: carried, span)
            draft.keep = Self.merged(draft.keep, carried)
        case .discard:
            try plan(.discard, span)
        case .reject(let reason):
            try plan(.reject(reason: try MailText.prose(try operand(reason, span), at: span)), span)
        case .pipe(let command, let copy):
            try plan(.pipe(command: command), copy: copy, carried: carried, span)
        case .tag(let changes):
            for change in changes { try self.change(change.direction, change.tag, span) }
        case .addFlag(let expression):
            for flag in try flags(expression, span) where !draft.flags.containsFlag(flag) { draft.flags.append(flag) }
        case .removeFlag(let expression):
            let removed = try flags(expression, span)
            draft.flags.removeAll { removed.containsFlag($0) }
        case .setFlag(let expression):
            var set: [String] = []
            for flag in try flags(expression, span) where !set.containsFlag(flag) { set.append(flag) }
            draft.flags = set
        case .addHeader(let name, let value, let last):
            try addHeader(name, value, last, span)
        case .deleteHeader(let name, let pattern):
            try deleteHeader(name, pattern, span)
        case .vacation(let text, let every, let subject, let from):
            try vacation(text, every, subject, from, span)
        case .notify(let target, let text):
            let target = try MailText.target(try operand(target, span), at: span)
            let text = try MailText.prose(try operand(text, span), at: span)
            try plan(.notify(target: target, text: text), span)
        }
    }

    /// Adds an effect, or merges it into the one that it repeats.
    private mutating func plan(
        _ action: Effect.Action, copy: Bool = false, carried: Carried = Carried(), _ span: SourceSpan
    ) throws(Fault) {
        let effect = Effect(
            action, copy: copy, carried: carried, rule: rule?.name ?? "", file: span.file.name, line: span.start.line)
        if effect.settles { draft.settles += 1 }
        if let identity = effect.identity, let place = draft.effects.firstIndex(where: { $0.identity == identity }) {
            merge(effect, into: place)
            return
        }
        guard draft.effects.count < context.limits.effects else {
            throw Fault("the rules plan more than \(context.limits.effects) effects", limit: "effect limit", at: span)
        }
        draft.effects.append(effect)
    }

    private mutating func merge(_ effect: Effect, into place: Int) {
        var earlier = draft.effects[place]
        earlier.carried.flags = Self.merged(earlier.carried, effect.carried).flags
        if case .fileinto(let mailbox, true) = effect.action { earlier.action = .fileinto(mailbox: mailbox, create: true) }
        if earlier.copy, !effect.copy {
            // The later one settles: it is the one that reports name.
            earlier.copy = false
            earlier.rule = effect.rule
            earlier.file = effect.file
            earlier.line = effect.line
        }
        draft.effects[place] = earlier
    }

    private static func merged(_ earlier: Carried?, _ later: Carried) -> Carried {
        guard var merged = earlier else { return later }
        for flag in later.flags where !merged.flags.containsFlag(flag) { merged.flags.append(flag) }
        return merged
    }

    // MARK: - Tags and flags

    private mutating func change(
        _ direction: TagChange.Direction, _ expression: PreparedExpression, _ span: SourceSpan
    ) throws(Fault) {
        let tag = try MailText.tag(try operand(expression, span), at: span)
        let known = draft.tags.firstIndex { $0.lowercased() == tag.lowercased() }
        switch direction {
        case .remove:
            if let known { draft.tags.remove(at: known) }
        case .add:
            guard known == nil else { return }
            guard draft.tags.count < context.limits.tags else {
                throw Fault("the message would have more than \(context.limits.tags) tags", limit: "tag limit", at: span)
            }
            draft.tags.append(tag)
        }
    }

    private mutating func flags(_ expression: PreparedExpression, _ span: SourceSpan) throws(Fault) -> [String] {
        var flags: [String] = []
        for value in try values(expression) {
            guard let text = value.printed else { throw Fault("a flag has to be a text", at: span) }
            flags.append(try MailText.flag(text, at: span))
        }
        return flags
    }

    // MARK: - Header fields

    private mutating func addHeader(
        _ name: PreparedExpression, _ value: PreparedExpression, _ last: Bool, _ span: SourceSpan
    ) throws(Fault) {
        let name = try MailText.fieldName(try operand(name, span), at: span)
        let value = try MailText.line(try operand(value, span), at: span)
        guard draft.edits.count < context.limits.effects else {
            throw Fault("the rules edit more than \(context.limits.effects) fields", limit: "effect limit", at: span)
        }
        draft.edits.add(AddedField(name: name, value: value), last: last)
        try plan(.addHeader(name: name, value: value, last: last), span)
        try showEdits()
    }

    private mutating func deleteHeader(
        _ name: PreparedExpression, _ pattern: PreparedPattern?, _ span: SourceSpan
    ) throws(Fault) {
        let name = try MailText.fieldName(try operand(name, span), at: span)
        var positions: [Int] = []
        for (position, field) in draft.header.headers.enumerated() where field.name.lowercased() == name.lowercased() {
            try step()
            if let pattern {
                switch try matches(pattern, TextValue(field.decoded), binds: false) {
                case .yes: break
                case .no: continue
                case .error(let fault): throw fault
                }
            }
            positions.append(position)
        }
        try plan(.deleteHeader(name: name, removed: positions.count), span)
        guard !positions.isEmpty else { return }
        draft.edits.remove(at: positions, own: message.headers.count)
        try showEdits()
    }

    // MARK: - Answers

    /// Nobody is answered twice within the window, and no machine at all (RFC 5230 §4.2, §4.6, RFC 3834 §2).
    private mutating func vacation(
        _ text: PreparedExpression, _ every: Int, _ subject: PreparedExpression?, _ from: PreparedExpression?, _ span: SourceSpan
    ) throws(Fault) {
        var reply = VacationReply(to: "", text: try MailText.prose(try operand(text, span), at: span), every: every)
        if let subject { reply.subject = try MailText.line(try operand(subject, span), at: span) }
        if let from { reply.from = try MailText.address(try operand(from, span), at: span) }
        guard !message.isAutomated, message.bounce == nil,
            let sender = message.returnPath ?? message.addresses(in: "from").first, !sender.domain.isEmpty
        else { return }
        reply.to = sender.address
        let key = SeenKey(.vacation, account: context.account, rule: rule?.name ?? "", text: sender.address.lowercased())
        guard !seen(key, within: every) else { return }
        try plan(.vacation(reply), span)
    }
}

extension [String] {
    /// Flags compare without case (RFC 3501 §2.3.2).
    fileprivate func containsFlag(_ flag: String) -> Bool {
        contains { $0.lowercased() == flag.lowercased() }
    }
}
