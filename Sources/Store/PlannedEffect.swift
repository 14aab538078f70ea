/// One thing that a plan does with a message, as it is recorded.
public struct PlannedEffect: Equatable, Sendable {
    public let kind: String
    public let mailbox: String?
    public let address: String?
    /// What else the kind needs, as JSON; the store never reads it.
    public let payload: String?
    /// Flags and keywords of the delivered copy; none contains a space.
    public let flags: [String]
    public let copy: Bool
    /// The name of the rule it comes from.
    public let rule: String?
    /// ``EffectState/planned``, or a final state: ``EffectState/parked`` for a redirect that would loop, say.
    public let state: EffectState
    /// The name in the spool that this effect owns, if it has one of its own.
    public let spoolName: String?
    /// Why it is not to be tried, in a sentence.
    public let lastAnswer: String?

    public init(
        kind: String, mailbox: String?, address: String? = nil, payload: String? = nil, flags: [String] = [],
        copy: Bool = false, rule: String?, state: EffectState = .planned, spoolName: String?,
        lastAnswer: String? = nil
    ) {
        self.kind = kind
        self.mailbox = mailbox
        self.address = address
        self.payload = payload
        self.flags = flags
        self.copy = copy
        self.rule = rule
        self.state = state
        self.spoolName = spoolName
        self.lastAnswer = lastAnswer
    }
}
