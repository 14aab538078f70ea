/// What became of one rule, and why (rules language §8).
public struct RuleTrace: Sendable, Hashable, Codable {
    public enum Outcome: String, Sendable, Hashable, Codable {
        case matched
        case notMatched = "not-matched"
        case error
        /// A shadow rule that would have matched.
        case shadow
        /// The run had ended before.
        case notReached = "not-reached"
    }

    /// The condition that decided, in the words of the rules, and the value it looked at, escaped and cut.
    public struct Reason: Sendable, Hashable, Codable {
        public var condition: String
        /// Nil when there was no value to look at.
        public var value: String?

        public init(condition: String, value: String?) {
            self.condition = condition
            self.value = value
        }
    }

    /// The rule's name, or `otherwise`.
    public var name: String
    public var file: String
    /// Of the rule's head, counted from 1.
    public var line: Int
    public var outcome: Outcome
    /// At ``TraceLevel/compact`` only for rules that matched or erred; nil for rules without a condition.
    public var because: Reason?
    /// Named groups that bound, escaped and cut.
    public var captures: [String: String] = [:]
    /// Whether this rule settled the message or stopped the run, so that no later rule was looked at.
    public var endedRun = false
    /// Why it erred.
    public var failure: RuleFailure?
    /// Time spent, in nanoseconds; 0 at ``TraceLevel/compact``.
    public var nanoseconds: Int64 = 0

    public init(name: String, file: String, line: Int, outcome: Outcome) {
        self.name = name
        self.file = file
        self.line = line
        self.outcome = outcome
    }
}

/// How much of its way an evaluation writes down.
public enum TraceLevel: Sendable, Hashable {
    /// Outcomes of all rules, reasons of those that matched or erred.
    case compact
    /// Reasons and times of all.
    case full
}

/// A rule error (rules language §7): which rule, which condition, and what was wrong.
public struct RuleFailure: Error, Sendable, Hashable, Codable {
    public var file: String
    public var rule: String
    /// Of the condition or action, counted from 1.
    public var line: Int
    public var column: Int
    /// The condition or action in the words of the rules, cut.
    public var condition: String
    /// One clause without a full stop.
    public var reason: String
    /// The limit that was hit: `match limit`, say.
    public var limit: String?

    public init(file: String, rule: String, line: Int, column: Int, condition: String, reason: String, limit: String? = nil) {
        self.file = file
        self.rule = rule
        self.line = line
        self.column = column
        self.condition = condition
        self.reason = reason
        self.limit = limit
    }
}

extension RuleFailure: CustomStringConvertible {
    public var description: String {
        "\(file):\(line):\(column): rule \"\(rule)\": \(reason) in: \(condition)"
    }
}
