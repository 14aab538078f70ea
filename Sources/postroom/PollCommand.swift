import Agent
import ArgumentParser
import Configuration
import Foundation
import SourceText

/// `postroom poll`: one round of all or named accounts.
struct PollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poll",
        abstract: "Fetch, decide and file what is new: one round of all accounts, or of those named.",
        discussion: """
            New messages are retrieved, made durable here, decided by the account's rules, and filed. Whatever ends a round \
            early, the next one goes on where it stopped: nothing is lost and nothing is filed twice.

            Forwards that are due are sent as well. While a daemon runs it does the round instead, and this command tells what came of it.

            With --dry-run messages are retrieved and decided as in a real round; the outcome is printed, and nothing is \
            changed here or deleted on the server. (Some servers mark a message as read, or send a read receipt, when it is \
            retrieved by whatever program.)

            Exit status: 0 all went well; 69 an account could not be polled (the others were); 65 a rule file is wrong; \
            72 the ledger is damaged or gone (see postroom repair); 74 the state directory can't be used; 75 another postroom is at work in the state directory; 78 the configuration is wrong.
            """
    )

    @OptionGroup var source: ConfigurationOption

    @Argument(help: ArgumentHelp("Accounts to poll; all of them if none is named.", valueName: "account"))
    var accounts: [String] = []

    @Flag(name: [.long, .customShort("n")], help: "Retrieve and decide, print what would happen, change nothing.")
    var dryRun = false

    @Flag(help: "One JSON object a line for each account, and with --dry-run for each message before it.")
    var json = false

    @Flag(name: [.long, .customShort("q")], help: "Say nothing unless something is wrong.")
    var quiet = false

    func run() async throws {
        let configuration = try source.load()
        for name in accounts where configuration.account(named: name) == nil { throw UnknownAccount.complain(name, configuration) }
        let progress = PollProgress(json: json, quiet: quiet, dryRun: dryRun)
        // A daemon that runs there does the round.
        if !dryRun, let reports = try await askDaemon(configuration) { return try summarise(reports) }
        let reports: [PollReport]
        do {
            let round = PollRound(configuration: configuration, accounts: accounts.isEmpty ? nil : accounts)
            reports = try await dryRun ? round.rehearse(telling: progress.tell) : round.run(telling: progress.tell)
        } catch let error as AgentError {
            progress.clear()
            Console.show(error.findings)
            Console.fail(error.sentence)
            throw error.exitStatus
        }
        progress.clear()
        try summarise(reports)
    }

    /// - Returns: Nil if no daemon runs on the state directory.
    private func askDaemon(_ configuration: Configuration) async throws -> [PollReport]? {
        var reports: [PollReport] = []
        do {
            try await DaemonClient(directory: configuration.state.directory).poll(accounts) { reports.append($0) }
            return reports
        } catch DaemonClient.Failure.absent {
            return nil
        } catch DaemonClient.Failure.failed(let sentence) {
            Console.fail(sentence)
            throw ExitStatus.unavailable
        }
    }

    private func summarise(_ reports: [PollReport]) throws {
        for report in reports {
            if json {
                Console.print(try JSONLine.string(report))
            } else if !quiet {
                Console.print(PollSummary.sentence(for: report, dryRun: dryRun))
            }
            if let error = report.error {
                Console.fail("\(report.account): \(error)")
            }
            for note in report.notes where !json {
                Console.complain("postroom: \(report.account): \(note)")
            }
        }
        if reports.contains(where: { $0.error != nil }) { throw ExitStatus.unavailable }
    }
}

extension AgentError {
    /// The exit status by `sysexits.h`.
    var exitStatus: ExitCode {
        switch kind {
        case .rules: ExitStatus.dataError
        case .busy: ExitStatus.temporaryFailure
        case .storage: ExitStatus.ioError
        case .damaged: ExitStatus.damaged
        }
    }
}
