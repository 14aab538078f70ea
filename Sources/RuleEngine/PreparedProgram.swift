public import RuleProgram
public import SourceText

/// A program made ready to run on many messages, by many threads: patterns are compiled and texts folded, once.
public struct PreparedProgram: Sendable {
    public let program: Program
    /// Patterns that did not compile (rules that ask them err), and those that run without machine code.
    public let findings: [Diagnostic]
    /// Rules that are not disabled.
    let rules: [PreparedRule]
    /// By the indices of ``Program/groups``.
    let groups: [PreparedCondition?]
    let groupSpans: [SourceSpan]
    /// Under the rule name `otherwise`.
    let otherwise: PreparedRule?
    let maps: [PreparedMap]
    /// By slot: what a binding outside of rules evaluates to.
    let globals: [Int: PreparedExpression]
    /// What `on error defer` does in the end, by file.
    let lastResorts: [(action: PreparedAction, span: SourceSpan)?]
    let constants: [[Constant]]
    let selections: [Selection]
    /// The texts of conditions, for reports.
    let spans: [SourceSpan]
    let slotCount: Int

    public init(_ program: Program) {
        var preparation = Preparation(program)
        self = preparation.prepared()
    }

    init(_ program: Program, _ parts: Preparation.Parts) {
        self.program = program
        findings = parts.findings
        rules = parts.rules
        groups = parts.groups
        groupSpans = program.groups.map(\.span)
        otherwise = parts.otherwise
        maps = parts.maps
        globals = parts.globals
        lastResorts = parts.lastResorts
        constants = parts.constants
        selections = parts.selections
        spans = parts.spans
        slotCount = parts.slotCount
    }
}
