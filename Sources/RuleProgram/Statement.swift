public import SourceText

/// A step of a rule's body.
public indirect enum Statement: Sendable {
    case action(Action, SourceSpan)
    case bind(Binding)
    /// The branches in order; the first whose condition is true runs, else `otherwise`.
    case branch([Branch], otherwise: [Statement])
    /// The body once for each value, in order, with the value in the slot. A `stop` inside ends the run.
    case forEach(Slot, in: Expression, body: [Statement], SourceSpan)
    /// Ends the run; the implicit keep stands unless something settled the message.
    case stop
    /// This rule does not end the run, even if it settled the message (rules language §3.4).
    case proceed
    /// Leaves the innermost ``forEach(_:in:body:_:)`` (Sieve's `break`).
    case leaveLoop

    public struct Branch: Sendable {
        public var condition: Condition
        public var body: [Statement]

        public init(condition: Condition, body: [Statement]) {
            self.condition = condition
            self.body = body
        }
    }
}

/// A place for one value of a run: a `let`, a loop's variable, or a regex's named group.
public struct Slot: Sendable, Hashable {
    /// Below ``Program/slotCount``.
    public var index: Int
    /// The name it has in the text, for traces.
    public var name: String

    public init(index: Int, name: String) {
        self.index = index
        self.name = name
    }
}

/// `let name = expression`.
public struct Binding: Sendable {
    public var slot: Slot
    public var value: Expression
    public var span: SourceSpan

    public init(slot: Slot, value: Expression, span: SourceSpan) {
        self.slot = slot
        self.value = value
        self.span = span
    }
}
