import Configuration
import SourceText

/// The rules of several accounts, each set of rule files read once.
struct RuleBook: Sendable {
    private var sets: [[String]: RuleSet] = [:]

    /// Reads and checks the rules of these accounts.
    ///
    /// - Throws: ``AgentError`` of kind `rules` with all mistakes; a mistake in any of them counts for all.
    init(accounts: [Account]) throws(AgentError) {
        var findings: [Diagnostic] = []
        for account in accounts where sets[account.rules] == nil {
            let (rules, found) = RuleSet.load(paths: account.rules)
            findings += found.filter { $0.severity == .error }
            sets[account.rules] = rules
        }
        guard !findings.hasErrors else {
            throw AgentError(.rules, "the rules have mistakes; no mail was touched", findings: findings)
        }
    }

    subscript(account: Account) -> RuleSet? { sets[account.rules] }
}
