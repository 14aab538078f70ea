import Agent
import ArgumentParser
import Configuration

/// `postroom repair`: a new ledger from what is left of a damaged one.
struct RepairCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Look whether the ledger is sound, and rebuild a damaged or lost one from what is left of it.",
        discussion: """
            What can be read of the damaged ledger is taken over, row by row, whichever of its pages can't be read. Then the new one is brought \
            together with the spool and the folders: mail in the spool that nothing knows of is decided at the next poll, or set aside in the \
            queue where part of it may have been delivered; mail in Maildir folders is entered, so that the next poll knows it again and \
            does not deliver it twice. Nothing in the spool or in a folder is changed or removed. The damaged ledger stays beside the new one, \
            as postroom.sqlite.damaged-TIME.

            With --from, a backup that `postroom backup` made completes it. Where the whole state directory is gone, the backup's spool comes back \
            with it, and forwards that may have been sent since are set aside in the queue.

            Stop the daemon first. Where nothing is wrong, nothing is changed. With --dry-run nothing is changed in any case.

            Exit status: 0 nothing was wrong, or all of it was rebuilt; 1 rebuilt, but rows may be missing, or messages need a look: each is \
            named; 74 the disk refuses; 75 a daemon or a poll is at work; 78 the configuration is wrong.
            """
    )

    @OptionGroup var source: ConfigurationOption

    @Option(
        help: ArgumentHelp("Complete the ledger from this backup.", valueName: "backup"), completion: .directory)
    var from: String?

    @Flag(name: [.long, .customShort("n")], help: "Say what would be rebuilt, and change nothing.")
    var dryRun = false

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        let configuration = try source.load()
        let tells = !json && Console.standardErrorIsTerminal
        let tell: @Sendable (String) -> Void = { step in if tells { Console.complain("\(step) ...") } }
        let report = try await repair(configuration, tell)
        if json {
            Console.print(try JSONLine.string(report))
        } else {
            for line in RepairText(report: report).lines { Console.print(line) }
        }
        if !report.isComplete { throw ExitStatus.failure }
    }

    private func repair(_ configuration: Configuration, _ tell: @escaping @Sendable (String) -> Void) async throws -> RepairReport {
        do throws(AgentError) {
            return try await LedgerRepair(configuration: configuration, backup: from, isDryRun: dryRun).run(telling: tell)
        } catch {
            Console.fail(error.sentence)
            throw error.exitStatus
        }
    }
}
