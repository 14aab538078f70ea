import Configuration
import Delivery
import Foundation
import MailMessage
import SMTP
import SourceText
import Spool
import Store
import Transport

/// One pass over the due forwards of one submission server, over as few connections as it allows. Belongs to one task.
///
/// Before the final dot of a message, that it may now be taken is committed, together with the outcome of the one before; so a crash
/// leaves one message in doubt at most.
final class RelayPass {
    /// Forwards read from the ledger at once.
    private static let page = 256
    /// Connections in a row that broke without a message getting through; then the rest waits.
    private static let brokenConnections = 3

    private let settings: SMTPSettings
    private let accounts: [String: Account]
    private let configuration: Configuration
    private let state: AgentState
    private let tell: @Sendable (PollEvent) -> Void
    private let progressed: @Sendable () -> Void
    private let isStopping: @Sendable () -> Bool
    private var outcome = ForwardQueue.Outcome()
    private var client: SMTPClient?
    private var broken = 0
    private let sent: SentForwards
    private var rates: [String: ForwardRate] = [:]

    init(
        settings: SMTPSettings, accounts: [Account], configuration: Configuration, state: AgentState,
        tell: @escaping @Sendable (PollEvent) -> Void, progressed: @escaping @Sendable () -> Void,
        isStopping: @escaping @Sendable () -> Bool
    ) {
        self.settings = settings
        self.accounts = Dictionary(accounts.map { ($0.name, $0) }) { first, _ in first }
        self.configuration = configuration
        self.state = state
        self.tell = tell
        self.progressed = progressed
        self.isStopping = isStopping
        sent = SentForwards(state)
    }

    nonisolated(nonsending) func run() async -> ForwardQueue.Outcome {
        do {
            try await sendDue()
        } catch {
            // The ledger or the spool refused: what is in flight is found in doubt by the next pass.
            fail(error)
        }
        do { try await sent.finish() } catch { fail(error) }
        if let client { await client.quit() }
        return outcome
    }

    // MARK: - The pass

    nonisolated(nonsending) private func sendDue() async throws {
        // What a pass has looked at once it leaves alone, whatever the ledger says: nothing is tried twice in one pass.
        var seen: Set<Int64> = []
        while !isStopping() {
            try await sent.write()
            let due = try await state.store.dueForwards(at: Date(), accounts: accounts.keys.sorted(), limit: Self.page + seen.count)
                .filter { seen.insert($0.effect).inserted }
            if due.isEmpty { return }
            var waiting: Set<String> = []
            for (index, forward) in due.enumerated() where !waiting.contains(forward.account) {
                if isStopping() { return }
                switch try await process(forward) {
                case .goOn: continue
                case .wait(let account, let next):
                    waiting.insert(account.name)
                    let more = try await state.store.dueForwards(at: Date(), accounts: [account.name], limit: .max)
                    let rest = due[index...].filter { $0.account == account.name } + more.filter { seen.insert($0.effect).inserted }
                    try await wait(rest, account, until: next)
                case .stop(let failure, let isIncluded):
                    // Beyond this page as well: a server that can't be used is left alone for a while.
                    let more = try await state.store.dueForwards(at: Date(), accounts: accounts.keys.sorted(), limit: .max)
                    let rest = due[(index + 1)...].filter { !waiting.contains($0.account) } + more.filter { seen.insert($0.effect).inserted }
                    try await putOff((isIncluded ? [forward] : []) + rest, failure)
                    return
                }
            }
        }
    }

    private enum Step {
        case goOn
        /// The account has to wait, with this one and all that follow.
        case wait(Account, until: Date)
        /// The server can't be used now, so all that follow have to wait; `isIncluded`: this one, untried, too.
        case stop(String, isIncluded: Bool)
    }

    nonisolated(nonsending) private func process(_ forward: QueuedForward) async throws -> Step {
        guard let account = accounts[forward.account] else { return .goOn }
        if let reason = objection(to: forward) {
            try await giveUp(forward, reason)
            return .goOn
        }
        if let next = try await rate(of: account) {
            return .wait(account, until: next)
        }
        guard let name = forward.spoolName, try state.spool.directory.has(name) else {
            // A person who drops it takes its octets away with it.
            let entry = try await state.store.queueEntry(.effect(forward.effect))
            guard entry?.state != .dropped else { return .goOn }
            try await giveUp(forward, "its octets are no longer in the spool")
            return .goOn
        }
        let message = try compose(forward, account, name)
        let envelope = SMTPEnvelope(sender: message.envelopeSender, recipients: [forward.address])
        let needs = SMTPNeeds(size: message.size, is8Bit: message.is8Bit, isInternational: message.isInternational)
        let result: SMTPOutcome
        switch try await transmit(message, forward, envelope, needs) {
        case .success(let outcome):
            broken = 0
            result = outcome
        case .failure(.noSession(let sentence)):
            return .stop(sentence, isIncluded: true)
        case .failure(.withdrawn):
            return .goOn
        case .failure(.session(let error)):
            broken += 1
            try await lost(forward, error)
            return broken < Self.brokenConnections ? .goOn : .stop("\(settings.host): \(error)", isIncluded: false)
        }
        switch result {
        case .accepted(let reply, _):
            rates[account.name]?.count()
            await sent.add(forward, answer: reply.description, at: Date())
            outcome.figures[account.name, default: .init()].sent += 1
            report(forward, .sent, reply.description)
        case .refused(let reply, let command):
            let answer = "\(settings.host) answered \(command): \(reply)"
            if reply.isPermanent { try await giveUp(forward, answer) } else { try await putOff(forward, answer) }
        case .unsupported(let need):
            try await giveUp(forward, "\(settings.host) can't take it: \(need)")
        }
        return .goOn
    }

    private enum Failure: Error {
        case noSession(String)
        case session(SMTPError)
        /// A person holds it back, or has dropped it, since it was read.
        case withdrawn
    }

    /// Sends a message over the open connection, or a new one. A server that ends a connection behind the messages it has taken, as
    /// some do after a number of them, is asked again over another.
    nonisolated(nonsending) private func transmit(
        _ message: ForwardedMessage, _ forward: QueuedForward, _ envelope: SMTPEnvelope, _ needs: SMTPNeeds
    ) async throws -> Result<SMTPOutcome, Failure> {
        while true {
            let isFresh = client?.isUsable != true
            if isFresh {
                do throws(SessionFailure) {
                    client = try await RelaySession.open(settings, limits: configuration.limits)
                } catch {
                    client = nil
                    return .failure(.noSession(error.description))
                }
            }
            guard let client else { continue }
            var refusal: (any Error)?
            var isWithdrawn = false
            do throws(SMTPError) {
                // From the final dot on it may have been taken: that is committed before.
                return .success(
                    try await client.send(envelope, needs: needs, content: message.pieces.lazy.map { [progressed] piece in
                        progressed()
                        return piece
                    }) {
                        do {
                            isWithdrawn = try await !begin(forward)
                            return !isWithdrawn
                        } catch {
                            refusal = error
                            return false
                        }
                    })
            } catch {
                self.client = nil
                if let refusal { throw refusal }
                if isWithdrawn { return .failure(.withdrawn) }
                if isFresh || error.isInDoubt { return .failure(.session(error)) }
            }
        }
    }

    private func compose(_ forward: QueuedForward, _ account: Account, _ name: String) throws -> ForwardedMessage {
        let composer = ForwardComposer(
            form: ForwardComposer.Form(account.forwardAs), from: settings.from, account: account.name, accountAddress: account.ownAddresses.first,
            hostName: SMTPClientName.ofThisMachine(), guard: state.loopGuard)
        let octets = try Octets.mapping(path: state.spool.path(of: name))
        return composer.compose(octets, to: forward.address, effect: forward.effect, decidedAt: forward.decidedAt)
    }

    /// Why it is not tried any more; nil if it is.
    private func objection(to forward: QueuedForward) -> String? {
        guard forward.isInDoubt, settings.inDoubt == .park else { return nil }
        return "it may have been taken: the line was lost before the server's answer, and in-doubt is \"park\""
    }

    /// Why it is given up with this attempt, which failed; nil if it is tried again. Half the attempts of that time are made in any case,
    /// whatever the clock has done meanwhile, or however long the machine slept.
    private func endOfPatience(_ forward: QueuedForward, _ answer: String) -> String? {
        let patience = settings.giveUpAfter.seconds
        guard Date().timeIntervalSince(forward.queuedAt) > patience,
            forward.attempts >= max(1, RetrySchedule.attempts(within: patience) / 2)
        else { return nil }
        return "given up after \(forward.attempts + 1) attempts; the last: \(answer)"
    }

    // MARK: - The ledger

    /// Commits that this one is begun, and what was sent before it.
    ///
    /// - Returns: Whether it may be sent: nobody has withdrawn it meanwhile.
    nonisolated(nonsending) private func begin(_ forward: QueuedForward) async throws -> Bool {
        let destination = "\(settings.host):\(settings.port)"
        return try await sent.write { try $0.intent(effects: [(id: forward.effect, destination: destination)]) }.contains(forward.effect)
    }

    /// The line was lost, maybe behind the final dot.
    nonisolated(nonsending) private func lost(_ forward: QueuedForward, _ error: SMTPError) async throws {
        let answer = "\(settings.host): \(error)"
        if error.isInDoubt, settings.inDoubt == .park {
            try await giveUp(forward, "\(answer); it may have been taken, and in-doubt is \"park\"")
        } else {
            try await putOff(forward, error.isInDoubt ? "\(answer); it may have been taken" : answer)
        }
    }

    /// Puts one off that was tried.
    nonisolated(nonsending) private func putOff(_ forward: QueuedForward, _ answer: String) async throws {
        if let reason = endOfPatience(forward, answer) { return try await giveUp(forward, reason) }
        let next = Date().addingTimeInterval(RetrySchedule.wait(after: forward.attempts + 1))
        let id = forward.effect
        try await state.store.write { try $0.deferAll([id], answer: answer, nextTry: next) }
        outcome.figures[forward.account, default: .init()].deferred += 1
        report(forward, .deferred(until: next), answer)
    }

    /// Puts all of these off, none of which was begun: the server can't be used now.
    nonisolated(nonsending) private func putOff(_ forwards: [QueuedForward], _ answer: String) async throws {
        let now = Date()
        let forwards = try await patient(forwards, answer)
        for (attempts, group) in Dictionary(grouping: forwards, by: \.attempts) {
            let next = now.addingTimeInterval(RetrySchedule.wait(after: attempts + 1))
            let ids = group.map(\.effect)
            try await state.store.write { try $0.deferAll(ids, answer: answer, nextTry: next) }
            for forward in group {
                outcome.figures[forward.account, default: .init()].deferred += 1
                report(forward, .deferred(until: next), answer, wasTried: false)
            }
        }
        tell(.unreachable(relay: settings.name, waiting: forwards.count, answer: answer))
        for (account, group) in Dictionary(grouping: forwards, by: \.account) {
            note("\(group.count == 1 ? "a forward waits" : "\(group.count) forwards wait"): \(answer)", of: account)
        }
    }

    /// The account has sent as many as it may in an hour: not the server's fault, so no attempt is counted.
    nonisolated(nonsending) private func wait(_ forwards: [QueuedForward], _ account: Account, until next: Date) async throws {
        let waiting = try await patient(forwards, nil)
        guard let first = waiting.first else { return }
        var answer = "forwards-per-hour: account \(account.name) has forwarded \(account.forwardsPerHour) messages within an hour"
        let (ids, reason) = (waiting.map(\.effect), answer)
        try await state.store.write { transaction in
            for id in ids { try transaction.deferEffect(id, answer: reason, nextTry: next) }
        }
        outcome.figures[account.name, default: .init()].deferred += waiting.count
        if waiting.count > 1 { answer += "; \(waiting.count) wait" }
        note(answer, of: account.name)
        report(first, .deferred(until: next), answer)
    }

    /// Gives up those of these forwards that have waited too long, or may not be tried again. Put off they would not be in doubt any more.
    ///
    /// - Returns: The others.
    nonisolated(nonsending) private func patient(_ forwards: [QueuedForward], _ answer: String?) async throws -> [QueuedForward] {
        var patient: [QueuedForward] = []
        for forward in forwards {
            if let reason = objection(to: forward) ?? answer.flatMap({ endOfPatience(forward, $0) }) {
                try await giveUp(forward, reason)
            } else {
                patient.append(forward)
            }
        }
        return patient
    }

    /// Final: it is set aside with the reason, and in the same transaction a copy is planned for the inbox, unless a folder of the plan
    /// holds the message.
    nonisolated(nonsending) private func giveUp(_ forward: QueuedForward, _ reason: String) async throws {
        var copy: PlannedEffect?
        if let name = forward.spoolName, try state.spool.directory.has(name), let account = accounts[forward.account] {
            var kept = Errand(kind: "keep", rule: forward.rule)
            kept.mailbox = account.inbox
            kept.create = true
            kept.flags = forward.flags
            kept.spoolName = try state.spool.addName(for: name)
            try state.spool.directory.sync()
            copy = kept.planned
        }
        let keeping = copy
        let (isKept, released) = try await state.store.write { transaction in
            let added = try transaction.park(forward.effect, reason: reason, keeping: keeping)
            return (added != nil, try transaction.settle(messages: [forward.message]))
        }
        if isKept {
            outcome.kept.insert(forward.account)
        } else if let name = keeping?.spoolName {
            try state.spool.directory.remove(name)
        }
        for name in released { try state.spool.directory.remove(name) }
        outcome.figures[forward.account, default: .init()].parked += 1
        note("message \(forward.message) was not forwarded to \(DisplayText.escaped(forward.address, maximum: 120)): \(reason)", of: forward.account)
        report(forward, .parked(isKept: isKept), reason)
    }

    // MARK: - Telling

    private func fail(_ error: any Error) {
        let sentence = "forwarding by \(settings.name) stopped: \(error)"
        outcome.failures.append(sentence)
        note(sentence, of: accounts.keys.sorted().first ?? "")
    }

    private func note(_ text: String, of account: String) {
        outcome.figures[account, default: .init()].notes.append(text)
    }

    private func report(_ forward: QueuedForward, _ result: ForwardAttempt.Outcome, _ answer: String, wasTried: Bool = true) {
        tell(
            .forwarded(
                ForwardAttempt(
                    account: forward.account, message: forward.message, effect: forward.effect, recipient: forward.address,
                    relay: settings.name, outcome: result, wasTried: wasTried, answer: answer)))
    }

    nonisolated(nonsending) private func rate(of account: Account) async throws -> Date? {
        if rates[account.name] == nil {
            rates[account.name] = try await ForwardRate(account: account, store: state.store)
        }
        return rates[account.name]?.pause
    }
}

extension ForwardComposer.Form {
    init(_ form: ForwardForm) {
        switch form {
        case .resent: self = .resent
        case .attachment: self = .attachment
        }
    }
}
