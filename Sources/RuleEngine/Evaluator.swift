public import MailMessage
import PatternMatching

/// Runs prepared programs on messages. Belongs to one thread at a time; make one for each worker and keep it.
///
/// An evaluation is pure (rules language §8): it reads the message and the context, and writes nothing but its plan.
public final class Evaluator {
    private var workspace: MatchWorkspace?

    public init() {}

    /// Decides what is to happen to a message.
    ///
    /// - Returns: The plan. It never fails: what goes wrong in a rule is in ``Plan/error``, and the message is kept or put off.
    public func evaluate(
        _ message: Message, context: RunContext, program: PreparedProgram, trace: TraceLevel = .compact
    ) -> Plan {
        let limits = context.limits.patterns
        let kept = workspace.take()
        var run = Run(
            message, context, program, trace, workspace: Self.fitting(kept, limits))
        let plan = run.plan()
        workspace = run.dismantled()
        return plan
    }

    private static func fitting(_ kept: consuming MatchWorkspace?, _ limits: MatchLimits) -> MatchWorkspace {
        guard let kept, kept.limits == limits else { return MatchWorkspace(limits: limits) }
        return kept
    }
}
