import Configuration
import RuleEngine
import Synchronization

/// The configuration and the rules that hold now. A reload replaces both at once; a round keeps to what it began with.
final class LiveSettings: Sendable {
    struct Snapshot: Sendable {
        let configuration: Configuration
        let rules: RuleBook

        /// - Throws: ``AgentError`` of kind `rules`.
        init(_ configuration: Configuration) throws(AgentError) {
            self.configuration = configuration
            rules = try RuleBook(accounts: configuration.accounts)
        }

        /// The account with its rules; nil if the configuration has no such account any more.
        func account(named name: String) -> (account: Account, rules: RuleSet)? {
            guard let account = configuration.account(named: name), let rules = rules[account] else { return nil }
            return (account, rules)
        }
    }

    private let snapshot: Mutex<Snapshot>

    init(_ snapshot: Snapshot) {
        self.snapshot = Mutex(snapshot)
    }

    var now: Snapshot { snapshot.withLock { $0 } }

    func replace(with new: Snapshot) { snapshot.withLock { $0 = new } }
}
