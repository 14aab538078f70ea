import MailMessage
import PatternMatching
import RuleProgram
import SourceText

/// One evaluation of one message. What it looked up is kept here until it ends.
struct Run: ~Copyable {
    /// What was planned so far; a rule that errs gives back what it found (rules language §7).
    struct Draft {
        var effects: [Effect] = []
        var tags: [String]
        var flags: [String]
        var edits = HeaderEdits()
        /// The message with the edits made: later rules see them.
        var header: Message
        /// Actions that settled the message.
        var settles = 0
        /// An explicit `keep`, and what it carries.
        var keep: Carried?
        var sightings: [Sighting] = []

        var settled: Bool { settles > 0 }
    }

    /// What decided a condition: a place in the program's spans and the values that were looked at.
    struct Decider {
        var span: Int
        var values: [Value]
        /// Which of the values matched; nil for none, or all.
        var hit: Int?
    }

    enum Flow { case next, leaveLoop, stop }

    let message: Message
    let context: RunContext
    let program: PreparedProgram
    let trace: TraceLevel
    var workspace: MatchWorkspace
    var draft: Draft
    /// By place in the program's selections.
    var selected: [[Value]?]
    var constants: [[Value]?]
    var slots: [[Value]?]
    var lists: [Int: ListReading] = [:]
    /// Slots bound since the rule began, with what they held before: a branch that fails gives its captures back.
    var journal: [(slot: Slot, before: [Value]?)] = []
    /// Of the group that ran last: whether it held, its captures' names.
    var groupVerdicts: [Int: (verdict: Verdict, decider: Decider?, captures: [Slot])] = [:]
    var decider: Decider?
    var steps = 0
    /// The rule at work, or `otherwise`.
    var rule: PreparedRule?
    /// Whether the rule at work said `continue`.
    var proceeds = false

    init(
        _ message: Message, _ context: RunContext, _ program: PreparedProgram, _ trace: TraceLevel,
        workspace: consuming MatchWorkspace
    ) {
        self.message = message
        self.context = context
        self.program = program
        self.trace = trace
        self.workspace = workspace
        draft = Draft(tags: context.tags, flags: context.flags, header: message)
        selected = Array(repeating: nil, count: program.selections.count)
        constants = Array(repeating: nil, count: program.constants.count)
        slots = Array(repeating: nil, count: program.slotCount)
    }

    consuming func dismantled() -> MatchWorkspace {
        workspace
    }

    /// Counts work; beyond the limit the rule errs.
    mutating func step(_ count: Int = 1) throws(Fault) {
        steps += count
        if steps > context.limits.steps { throw Fault("the rules ran into their step limit", limit: "step limit") }
    }
}
