import MailMessage
import RuleProgram
import SourceText

/// The bodies of rules.
extension Run {
    mutating func run(_ statements: [PreparedStatement]) throws(Fault) -> Flow {
        for statement in statements {
            let flow = try run(statement)
            if flow != .next { return flow }
        }
        return .next
    }

    private mutating func run(_ statement: PreparedStatement) throws(Fault) -> Flow {
        try step()
        switch statement {
        case .action(let action, let span):
            do {
                try perform(action, span)
            } catch {
                throw error.located(at: span)
            }
            return .next
        case .bind(let slot, let expression, let span):
            do {
                let values = try values(expression)
                if slots.indices.contains(slot.index) { slots[slot.index] = values }
            } catch {
                throw error.located(at: span)
            }
            return .next
        case .branch(let branches, let otherwise):
            for branch in branches {
                switch verdict(branch.condition) {
                case .yes: return try run(branch.body)
                case .no: continue
                case .error(let fault): throw fault
                }
            }
            return try run(otherwise)
        case .forEach(let slot, let expression, let body, let span):
            return try loop(slot, expression, body, span)
        case .stop: return .stop
        case .proceed:
            proceeds = true
            return .next
        case .leaveLoop: return .leaveLoop
        }
    }

    private mutating func loop(
        _ slot: Slot, _ expression: PreparedExpression, _ body: [PreparedStatement], _ span: SourceSpan
    ) throws(Fault) -> Flow {
        let all: [Value]
        do {
            all = try values(expression)
        } catch {
            throw error.located(at: span)
        }
        for value in all {
            try step()
            if slots.indices.contains(slot.index) { slots[slot.index] = [value] }
            switch try run(body) {
            case .next: continue
            case .leaveLoop: return .next
            case .stop: return .stop
            }
        }
        return .next
    }

    // MARK: - The draft

    /// Goes back to an earlier draft.
    mutating func restore(_ earlier: Draft) {
        let sameHeader = earlier.header === draft.header
        draft = earlier
        if !sameHeader { forgetSelections() }
    }

    /// Makes later conditions see the header as it was edited.
    mutating func showEdits() throws(Fault) {
        let whole = message.octets[0..<message.bodyRaw.lowerBound]
        // The header is read anew: long ones that are edited often count for what they cost.
        try step(whole.count / 64)
        draft.header = Message(Octets(draft.edits.applied(to: whole)), limits: message.limits)
        forgetSelections()
    }

    private mutating func forgetSelections() {
        for index in selected.indices { selected[index] = nil }
    }
}
