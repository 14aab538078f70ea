import Agent
import Foundation
import SourceText
import Synchronization

/// Shows a round while it runs: one line that rewrites itself on a terminal, and the decisions of a dry run.
final class PollProgress: Sendable {
    private let json: Bool
    private let showsDecisions: Bool
    private let showsLine: Bool
    private let state = Mutex(State())

    private struct State {
        var accounts: [String: (new: Int, retrieved: Int)] = [:]
        var decided = 0
        var lineIsShown = false
        var lastShown = ContinuousClock.Instant.now - .seconds(1)
    }

    init(json: Bool, quiet: Bool, dryRun: Bool) {
        self.json = json
        self.showsDecisions = dryRun && !quiet
        self.showsLine = !quiet && Console.standardErrorIsTerminal
    }

    @Sendable func tell(_ event: PollEvent) {
        state.withLock { state in
            switch event {
            case .connecting(let account):
                state.accounts[account] = (0, 0)
            case .listed(let account, _, let new):
                state.accounts[account]?.new = new
            case .retrieved(let account, let count, _):
                state.accounts[account]?.retrieved = count
            case .decided(let account, let message):
                state.decided += 1
                if showsDecisions { show(message, of: account, state: &state) }
            case .queued, .forwarded, .unreachable:
                break
            case .finished(let report):
                state.accounts[report.account] = nil
            }
            redraw(&state)
        }
    }

    /// Takes the line off the terminal before other text is written.
    func clear() {
        state.withLock { erase(&$0) }
    }

    private func show(_ message: DecidedMessage, of account: String, state: inout State) {
        erase(&state)
        if json {
            if let line = try? JSONLine.string(Line(account: account, message: message)) { Console.print(line) }
        } else {
            let rule = message.rule.map { "\"\(DisplayText.escaped($0, maximum: 60))\"" } ?? "no rule"
            let subject = DisplayText.escaped(message.subject, maximum: 60)
            Console.print("\(account): \(subject.isEmpty ? "(no subject)" : subject)")
            Console.print("    \(rule): \(message.outcome.joined(separator: ", "))")
            if let error = message.error { Console.print("    error: \(error)") }
        }
    }

    private struct Line: Encodable {
        let account: String
        let uidl: String
        let from: String
        let subject: String
        let rule: String?
        let outcome: [String]
        let error: String?

        init(account: String, message: DecidedMessage) {
            self.account = account
            uidl = message.uidl
            from = message.from
            subject = message.subject
            rule = message.rule
            outcome = message.outcome
            error = message.error
        }
    }

    private func redraw(_ state: inout State) {
        let now = ContinuousClock.Instant.now
        guard showsLine, now - state.lastShown > .milliseconds(100) else { return }
        state.lastShown = now
        let new = state.accounts.values.reduce(0) { $0 + $1.new }
        let retrieved = state.accounts.values.reduce(0) { $0 + $1.retrieved }
        let line = "polling \(PollSummary.count(state.accounts.count, "account")): \(retrieved) of \(new) retrieved, \(state.decided) decided"
        Console.write("\r\u{1B}[K\(line)", to: 2)
        state.lineIsShown = true
    }

    private func erase(_ state: inout State) {
        guard state.lineIsShown else { return }
        Console.write("\r\u{1B}[K", to: 2)
        state.lineIsShown = false
    }
}
