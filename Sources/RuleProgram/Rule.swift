public import SourceText

/// One rule: when it holds, its statements run in order.
public struct Rule: Sendable {
    public enum Mode: Sendable, Hashable {
        case active
        /// Evaluated, counted and reported, and does nothing (rules language §3.7).
        case shadow
        /// Not evaluated at all.
        case disabled
    }

    public var name: String
    public var mode: Mode
    /// Index in ``Program/groups``; where the group's condition is false, the rule counts as not matched.
    public var group: Int?
    /// Absent: always.
    public var when: Condition?
    /// The exception.
    public var unless: Condition?
    public var body: [Statement]
    /// Whether a run ends with this rule once it has settled the message (rules language §3.4). False for what Sieve
    /// lowers to, where only `stop` ends a script. A `continue` statement that runs has the same effect as false.
    public var endsRunWhenSettled: Bool
    /// The rule's head: the keyword and the name.
    public var span: SourceSpan
    /// Index in ``Program/files``.
    public var file: Int

    public init(
        name: String, mode: Mode = .active, group: Int? = nil, when: Condition? = nil, unless: Condition? = nil,
        body: [Statement], endsRunWhenSettled: Bool = true, span: SourceSpan, file: Int
    ) {
        self.name = name
        self.mode = mode
        self.group = group
        self.when = when
        self.unless = unless
        self.body = body
        self.endsRunWhenSettled = endsRunWhenSettled
        self.span = span
        self.file = file
    }
}

/// Rules under one shared condition, evaluated once, when a run comes to the group's first rule.
/// Captures of the condition reach its rules.
public struct Group: Sendable {
    public var name: String
    public var when: Condition?
    public var span: SourceSpan

    public init(name: String, when: Condition?, span: SourceSpan) {
        self.name = name
        self.when = when
        self.span = span
    }
}
