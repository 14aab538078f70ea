import RuleEngine

/// The JSON form of one explained message. Its keys are fixed; more may be added.
struct ExplainedMessage: Encodable {
    private let name: String
    private let plan: Plan

    init(_ name: String, _ plan: Plan) {
        self.name = name
        self.plan = plan
    }

    private enum Key: String, CodingKey {
        case message, settled, keep, effects, tags, flags, rules, error, deferred
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .message)
        try container.encode(plan.settled, forKey: .settled)
        try container.encode(plan.keep, forKey: .keep)
        try container.encode(plan.effects.map(ExplainedEffect.init), forKey: .effects)
        try container.encode(plan.tags, forKey: .tags)
        try container.encode(plan.flags, forKey: .flags)
        try container.encode(plan.rules.map(ExplainedRule.init), forKey: .rules)
        if let error = plan.error {
            try container.encode(error, forKey: .error)
        } else {
            try container.encodeNil(forKey: .error)
        }
        try container.encodeIfPresent(plan.deferral?.times, forKey: .deferred)
    }
}

/// One effect: `kind` and `rule` always, the rest by kind.
private struct ExplainedEffect: Encodable {
    let effect: Effect

    private enum Key: String, CodingKey {
        case kind, rule, line, copy, mailbox, create, address, reason, command, to, text, subject, from, every, target, name, value
        case last, removed, flags
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(effect.kind, forKey: .kind)
        try container.encode(effect.rule, forKey: .rule)
        try container.encode(effect.line, forKey: .line)
        switch effect.action {
        case .fileinto(let mailbox, let create):
            try container.encode(mailbox, forKey: .mailbox)
            try container.encode(effect.copy, forKey: .copy)
            try container.encode(create, forKey: .create)
            try container.encode(effect.carried.flags, forKey: .flags)
        case .redirect(let address):
            try container.encode(address, forKey: .address)
            try container.encode(effect.copy, forKey: .copy)
        case .keep: try container.encode(effect.carried.flags, forKey: .flags)
        case .discard: break
        case .reject(let reason): try container.encode(reason, forKey: .reason)
        case .pipe(let command):
            try container.encode(command, forKey: .command)
            try container.encode(effect.copy, forKey: .copy)
        case .vacation(let reply):
            try container.encode(reply.to, forKey: .to)
            try container.encode(reply.text, forKey: .text)
            try container.encodeIfPresent(reply.subject, forKey: .subject)
            try container.encodeIfPresent(reply.from, forKey: .from)
            try container.encode(reply.every, forKey: .every)
        case .notify(let target, let text):
            try container.encode(target, forKey: .target)
            try container.encode(text, forKey: .text)
        case .addHeader(let name, let value, let last):
            try container.encode(name, forKey: .name)
            try container.encode(value, forKey: .value)
            try container.encode(last, forKey: .last)
        case .deleteHeader(let name, let removed):
            try container.encode(name, forKey: .name)
            try container.encode(removed, forKey: .removed)
        }
    }
}

private struct ExplainedRule: Encodable {
    let trace: RuleTrace

    private enum Key: String, CodingKey {
        case name, file, line, outcome, because, captures, error, endedRun = "ended-run", microseconds
    }

    private struct Because: Encodable {
        let reason: RuleTrace.Reason

        private enum Key: String, CodingKey { case condition, value }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(reason.condition, forKey: .condition)
            if let value = reason.value { try container.encode(value, forKey: .value) } else { try container.encodeNil(forKey: .value) }
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(trace.name, forKey: .name)
        try container.encode(trace.file, forKey: .file)
        try container.encode(trace.line, forKey: .line)
        try container.encode(trace.outcome, forKey: .outcome)
        if let because = trace.because {
            try container.encode(Because(reason: because), forKey: .because)
        } else {
            try container.encodeNil(forKey: .because)
        }
        try container.encode(trace.captures, forKey: .captures)
        try container.encode(trace.endedRun, forKey: .endedRun)
        try container.encodeIfPresent(trace.failure?.reason, forKey: .error)
        try container.encode(Double(trace.nanoseconds) / 1000, forKey: .microseconds)
    }
}
