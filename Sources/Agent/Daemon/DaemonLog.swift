import Configuration
import Foundation
import Logging
import SourceText

/// The daemon's log: one line an event. `decision` is the message's row, by which the ledger and `postroom explain --id` know it too.
struct DaemonLog: Sendable {
    private let logger: Logger

    init(_ logger: Logger) {
        self.logger = logger
    }

    func started(_ configuration: Configuration, version: String) {
        logger.notice(
            "started",
            metadata: [
                "version": "\(version)", "configuration": "\(configuration.path)", "state": "\(configuration.state.directory)",
                "accounts": "\(configuration.accounts.map(\.name).joined(separator: " "))",
            ])
    }

    func note(_ text: String, _ findings: [Diagnostic] = []) {
        logger.notice("\(text)")
        tell(findings)
    }

    func complain(_ text: String, account: String? = nil, _ findings: [Diagnostic] = []) {
        logger.error("\(text)", metadata: account.map { ["account": "\($0)"] })
        tell(findings)
    }

    private func tell(_ findings: [Diagnostic]) {
        for finding in findings {
            let place = finding.span.map { "\($0.file.name):\($0.start.line):\($0.start.column): " } ?? ""
            logger.log(level: finding.severity == .error ? .error : .warning, "\(place)\(finding.message) [\(finding.code)]")
        }
    }

    func tell(_ event: PollEvent) {
        switch event {
        case .connecting(let account):
            logger.debug("connecting", metadata: ["account": "\(account)"])
        case .listed(let account, let total, let new):
            logger.debug("listed: \(new) new of \(total)", metadata: ["account": "\(account)"])
        case .retrieved(let account, let count, let octets):
            logger.debug("retrieved \(count) so far", metadata: ["account": "\(account)", "octets": "\(octets)"])
        case .decided(let account, let message):
            tell(message, account)
        case .queued(let account, let count):
            logger.debug("queued \(count) forwards", metadata: ["account": "\(account)"])
        case .forwarded(let attempt):
            tell(attempt)
        case .unreachable(let relay, let waiting, let answer):
            logger.warning(
                "\(waiting == 1 ? "a forward waits" : "\(waiting) forwards wait") for a server that can't be used now",
                metadata: ["relay": "\(relay)", "answer": "\(answer)"])
        case .finished(let report):
            tell(report)
        }
    }

    private func tell(_ message: DecidedMessage, _ account: String) {
        var metadata: Logger.Metadata = [
            "account": "\(account)", "uidl": "\(message.uidl)", "from": "\(message.from)", "subject": "\(message.subject)",
        ]
        if let id = message.id { metadata["decision"] = "\(id)" }
        if let rule = message.rule { metadata["rule"] = "\(rule)" }
        let outcome = message.outcome.isEmpty ? "nothing to do" : message.outcome.joined(separator: ", ")
        logger.info("\(outcome)", metadata: metadata)
        if let error = message.error { logger.warning("a rule erred: \(error)", metadata: metadata) }
    }

    private func tell(_ attempt: ForwardAttempt) {
        let metadata: Logger.Metadata = [
            "account": "\(attempt.account)", "decision": "\(attempt.message)", "queue": "\(attempt.effect)", "relay": "\(attempt.relay)",
            "to": "\(attempt.recipient)", "answer": "\(attempt.answer)",
        ]
        switch attempt.outcome {
        case .sent: logger.info("forwarded", metadata: metadata)
        case .deferred(let until):
            logger.log(level: attempt.wasTried ? .warning : .debug, "forward put off until \(until.ISO8601Format())", metadata: metadata)
        case .parked(let isKept):
            logger.error("forward given up\(isKept ? "; the message is kept in the inbox" : "")", metadata: metadata)
        }
    }

    private func tell(_ report: PollReport) {
        let metadata: Logger.Metadata = ["account": "\(report.account)"]
        for note in report.notes { logger.warning("\(note)", metadata: metadata) }
        if let error = report.error {
            logger.error("poll failed: \(error)", metadata: metadata)
        }
        let figures = [
            (report.retrieved, "retrieved"), (report.filed, "filed"), (report.tagged, "tagged"), (report.discarded, "discarded"),
            (report.deferred, "deferred"), (report.parked, "parked"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if figures.isEmpty {
            if report.error == nil { logger.debug("polled: nothing new", metadata: metadata) }
        } else {
            logger.notice("polled: \(figures.joined(separator: ", "))", metadata: metadata)
        }
    }
}
