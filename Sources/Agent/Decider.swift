import Configuration
import Crypto
import Delivery
import Foundation
import MailMessage
import PatternMatching
import RuleEngine
import RuleProgram

/// Decides messages of one account by its rules. Belongs to one thread; pure but for what it remembers of keys seen in this round.
///
/// A dry run uses the same decider as a real one, so the two can't differ.
final class Decider {
    let account: Account
    let rules: RuleSet
    private let limits: Limits
    private let timeZone: TimeZone
    private let evaluator = Evaluator()
    /// Keys recorded by messages of this round, which the database may not know yet.
    private var sightings: [SeenKey: Date] = [:]
    /// What the database knows of a key; the message that asks is left out.
    private let firstSeen: @Sendable (SeenKey, Int64?) -> Date?
    private let hasLooped: @Sendable (Message) -> Bool

    init(
        account: Account, rules: RuleSet, limits: Limits, loopGuard: LoopGuard, firstSeen: @escaping @Sendable (SeenKey, Int64?) -> Date?
    ) {
        self.account = account
        self.rules = rules
        self.limits = limits
        self.timeZone = account.timezone.flatMap(TimeZone.init(identifier:)) ?? .current
        self.firstSeen = firstSeen
        hasLooped = { loopGuard.hasLooped($0, account: account.name, receivedLimit: limits.received) }
    }

    /// A message read with this account's limits.
    func message(_ octets: Octets) -> Message {
        Message(octets, limits: MessageLimits(limits))
    }

    /// - Parameters:
    ///   - id: The message's row; its own recorded keys are not counted against it. Nil in a dry run.
    ///   - deferrals: How often `on error defer` put it off before.
    func decide(
        _ message: Message, id: Int64?, contentHash: [UInt8], retrieved: Date, deferrals: Int, now: Date,
        trace: TraceLevel = .compact
    ) -> Plan {
        var context = RunContext(account: account.name, now: now)
        context.timeZone = timeZone
        context.state = RoundState(lists: rules.lists, sightings: sightings, id: id, firstSeen: firstSeen)
        context.limits = evaluationLimits
        context.inbox = account.inbox
        context.retrieved = retrieved
        context.envelopeToHeader = account.envelopeTo
        context.trustedServers = account.trustedServers
        context.hasLooped = hasLooped
        context.contentHash = String(decoding: Hexadecimal.encode(contentHash), as: UTF8.self)
        context.deferrals = deferrals
        let plan = evaluator.evaluate(message, context: context, program: rules.program, trace: trace)
        if plan.deferral == nil {
            for sighting in plan.sightings where sightings[sighting.key] == nil { sightings[sighting.key] = now }
        }
        return plan
    }

    /// The plan of a message that can't be decided: it is kept, and says why.
    func undecided(_ tries: Int) -> Plan {
        var plan = Plan()
        plan.keep = true
        plan.tags = ["rule-error"]
        plan.error = RuleFailure(
            file: account.rules.first ?? "", rule: "", line: 1, column: 1, condition: "",
            reason: "\(tries) tries to decide this message ended the program; it was kept without asking the rules")
        return plan
    }

    private lazy var evaluationLimits = EvaluationLimits(limits)
}

/// What rules may know in one round: lists as they were read, keys of this round and of the database.
private struct RoundState: StateSnapshot {
    let lists: [String: ListReading]
    let sightings: [SeenKey: Date]
    let id: Int64?
    let firstSeen: @Sendable (SeenKey, Int64?) -> Date?

    func firstSeen(_ key: SeenKey) -> Date? { sightings[key] ?? firstSeen(key, id) }

    func list(_ file: ListFile) -> ListReading {
        lists[file.path] ?? .unreadable("the list \(file.path) was not read")
    }

    /// Conversations are known once teams are (rules language §10).
    func thread(of ids: [String]) -> ThreadFacts? { nil }
}
